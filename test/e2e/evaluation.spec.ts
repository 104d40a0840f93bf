import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchApp, type App } from './support/app.ts';
import { commandJson } from './support/command-line.ts';
import { takePictures } from './support/pictures.ts';
import { scratchFolder, usedBefore } from './support/studies.ts';

/** Of each list. */
const ITEMS = 3;
const LISTS = 10;
/** Patients of a list that is made to compare groups. */
const PATIENTS = 120;

describe('evaluating a model', function () {
  this.timeout(180_000);
  const userData = usedBefore();
  const films = join(scratchFolder('evaluation'), 'phantoms');
  let app: App;

  before(async () => {
    commandJson('bench', 'phantom', '--out', films, '--seed', '5', '--items', String(ITEMS), '--size', '128');
    app = await launchApp({ userData });
    await at('to-evaluation').click();
    await at('chosen-bench').waitForExist();
  });
  after(() => app.close());

  it('needs questions before it begins', async () => {
    assert.equal(await at('start-evaluation').isEnabled(), false);
    await takePictures(app, 'evaluation-empty', ['light']);
    await choosing(join(films, 'data.json'));
    await at('choose-bench').click();
    await app.browser.waitUntil(async () => (await items()) === ITEMS * LISTS, { timeoutMsg: 'no benchmark' });
    assert.equal(await at('start-evaluation').isEnabled(), true);
  });

  it('runs to the end and shows the scores of every list', async () => {
    await at('bench-model').selectByAttribute('value', 'majority');
    await at('start-evaluation').click();
    await at('evaluation-scores').waitForExist({ timeout: 60_000 });
    assert.equal(await at('evaluation-status').getAttribute('data-phase'), 'done');
    assert.equal(await at('evaluation-status').getAttribute('data-done'), String(ITEMS * LISTS));
    const rows = Number(await at('evaluation-scores').getAttribute('data-rows'));
    assert.ok(rows >= LISTS, `${rows} rows`);
  });

  it('compares groups, and shows a worst answer with its film beside what it should be', async () => {
    await at('evaluation-task').selectByAttribute('value', 'Findings Generation');
    await at('evaluation-groups').waitForExist({ timeout: 30_000 });
    assert.match(await at('evaluation-groups').getText(), /left out/);
    await at('evaluation-worst-item').click();
    await app.browser.$('[data-testid="pane"][data-painted="true"]').waitForExist({ timeout: 30_000 });
    assert.match(await at('evaluation-answer').getText(), /Should be/);
    await takePictures(app, 'evaluation', ['light', 'dark']);
  });

  it('is there again in the list of runs', async () => {
    await at('back').click();
    await at('to-evaluation').click();
    await at('evaluation-scores').waitForExist({ timeout: 30_000 });
    assert.match(await at('evaluation-run').getText(), /phantoms: majority, 30 of 30/);
  });

  it('draws the groups of patients beside the figure of the paper', async () => {
    writeFileSync(join(films, 'groups.json'), JSON.stringify({ 'Binary Disease Classification': groupItems() }));
    await choosing(join(films, 'groups.json'));
    await at('evaluation-run').selectByAttribute('value', '');
    await at('choose-bench').click();
    await app.browser.waitUntil(async () => (await items()) === PATIENTS, { timeoutMsg: 'no list of groups' });
    await at('bench-model').selectByAttribute('value', 'random');
    await at('start-evaluation').click();
    // A mark of each group of sex, race and age, and one in the legend.
    const circles = (): Promise<number> => app.browser.$$('[data-figure="patient-groups"] svg circle').length;
    await app.browser.waitUntil(async () => (await circles()) === 8, { timeout: 60_000, timeoutMsg: 'no figure' });
    await at('figure').scrollIntoView();
    assert.match(await at('figure').getText(), /this run/);
    await takePictures(app, 'evaluation-groups', ['light', 'dark']);
  });

  it('pages through built instruction data with its films', async () => {
    const built = buildTriplets();
    await at('to-triplets').click();
    await at('triplets-empty').waitForExist();
    await takePictures(app, 'triplets-empty', ['light']);
    await choosing(built);
    await at('triplets-open').click();
    await app.browser.$('[data-testid="pane"][data-painted="true"]').waitForExist({ timeout: 30_000 });
    assert.match(await at('triplets-place').getText(), /^1 of 4$/);
    await app.browser.keys('n');
    await app.browser.waitUntil(async () => /^2 of 4$/.test(await at('triplets-place').getText()));
    await takePictures(app, 'triplets', ['light', 'dark']);
    await at('triplets-source').selectByAttribute('value', 'radnli');
    await app.browser.waitUntil(async () => /^1 of 1$/.test(await at('triplets-place').getText()));
    assert.match(await at('triplets-card').getText(), /No pneumonia/);
  });

  /** What the next dialog for files or folders answers. */
  function choosing(path: string): Promise<unknown> {
    return app.inMain(({ dialog }, chosen) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
    }, path);
  }

  /** Patients of both sexes, three races and all ages, who have an enlarged heart every other time. */
  function groupItems(): object[] {
    const [film = ''] = readdirSync(join(films, 'films'));
    return Array.from({ length: PATIENTS }, (_, place) => ({
      data_source: 'Groups',
      slice: 'cardiomegaly',
      image_path: `films/${film}`,
      question: 'Does this chest X-ray contain cardiomegaly?',
      option_0: 'yes',
      option_1: 'no',
      answer: place % 2,
      metadata: {
        patient: `p${place}`,
        sex: place % 4 < 2 ? 'female' : 'male',
        race: ['Asian', 'Black', 'White'][place % 3],
        age: 30 + ((place * 7) % 60),
      },
    }));
  }

  /** Three films of the phantoms as ChestX-ray14 has them, and a pair of sentences. */
  function buildTriplets(): string {
    const sources = scratchFolder('sources');
    const [nih, radnli] = ['chestx-ray14', 'radnli'].map((name) => join(sources, name)) as [string, string];
    mkdirSync(join(nih, 'images'), { recursive: true });
    mkdirSync(radnli);
    const rows = readdirSync(join(films, 'films'))
      .filter((name) => name.includes('frontal'))
      .slice(0, 3)
      .map((film, place) => {
        const name = `0000000${place + 1}_000.png`;
        copyFileSync(join(films, 'films', film), join(nih, 'images', name));
        return `${name},${['Cardiomegaly', 'Effusion|Nodule', 'No Finding'][place]},${place + 1},PA\n`;
      });
    writeFileSync(
      join(nih, 'Data_Entry_2017.csv'),
      `Image Index,Finding Labels,Patient ID,View Position\n${rows.join('')}`,
    );
    writeFileSync(join(nih, 'test_list.txt'), '00000003_000.png\n');
    const pair = { pair_id: 1, sentence1: 'Clear lungs.', sentence2: 'No pneumonia.', gold_label: 'entailment' };
    for (const name of ['dev', 'test']) {
      writeFileSync(join(radnli, `radnli_${name}_v1.jsonl`), name === 'dev' ? `${JSON.stringify(pair)}\n` : '');
    }
    const out = join(sources, 'built');
    commandJson(
      'instruct',
      'build',
      '--source',
      `chestx-ray14=${nih}`,
      `radnli=${radnli}`,
      '--out',
      out,
      '--seed',
      '1',
    );
    return out;
  }

  function at(name: string): ReturnType<typeof app.browser.$> {
    return app.browser.$(`[data-testid="${name}"]`);
  }

  async function items(): Promise<number> {
    return Number(await at('chosen-bench').getAttribute('data-items'));
  }
});
