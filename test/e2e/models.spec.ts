import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '#scripts/folders.mjs';
import demo from '#studies/templates/demo.json' with { type: 'json' };
import { launchApp, type App } from './support/app.ts';
import { commandJson } from './support/command-line.ts';
import { startEchoes } from './support/echoes.ts';
import { writeLabelledFilm } from './support/films.ts';
import { takePictures } from './support/pictures.ts';
import { knowStudy, scratchFolder } from './support/studies.ts';

/** Enough for a draft to be in work all along. */
const CASES = 40;

/** Machines of tests are noisy; what is aimed at is 50 ms. */
const PATIENCE = 200;

describe('a model in the app', function () {
  this.timeout(120_000);
  const userData = scratchFolder('user');
  const place = scratchFolder('models');
  const checkpoint = join(place, 'checkpoint');
  const study = join(place, 'study');
  let app: App;

  before(async () => {
    execFileSync(process.execPath, ['test/tools/run.mjs', 'test/tools/makeCheckpoint.ts', checkpoint], { cwd: root });
    mkdirSync(join(userData, 'models'), { recursive: true });
    commandJson('model', 'convert', checkpoint, '--out', join(userData, 'models', 'small'), '--quant', 'int8');
    makeStudy();
    knowStudy(userData, { folder: study, title: 'To be drafted' });
    app = await launchApp({ userData });
  });
  after(() => app.close());

  it('is listed with its card, its check passes, and it is timed', async () => {
    await at('to-models').click();
    const card = at('model');
    await card.waitForExist();
    assert.match(await card.getText(), /small[\s\S]*8 bits[\s\S]*Licence[\s\S]*Assumed/);
    // One's own first, then the one that comes with the program.
    assert.equal((await app.browser.$$('[data-testid="model"]').getElements()).length, 2);
    await app.browser.waitUntil(async () => /^CPU: nothing/.test(await at('model-provider').getText()), {
      timeout: 30_000,
    });
    await at('check').click();
    await app.browser.$('[data-testid="model-check"][data-passed="true"]').waitForExist({ timeout: 20_000 });
    await at('model-provider').$('summary').click();
    await at('use-provider').selectByVisibleText('CPU');
    await app.browser.waitUntil(async () => /^CPU: chosen by hand/.test(await at('model-provider').getText()));
    await takePictures(app, 'models-provider', ['light']);
    await at('use-provider').selectByVisibleText('What the trials say');
    await app.browser.waitUntil(async () => /^CPU: nothing/.test(await at('model-provider').getText()));
    await at('model-provider').$('summary').click();
    assert.equal(await at('model-bench').getText(), 'Not measured yet');
    await at('bench').click();
    const figures =
      /[\d.]+ tokens and [\d.,]+ positions .* a second\nAbout [\d.]+ s for a draft[\s\S]*Measured .* on CPU/;
    await app.browser.waitUntil(async () => figures.test(await at('model-bench').getText()), { timeout: 30_000 });
    await takePictures(app, 'models', ['light', 'dark']);
  });

  it('is made from a checkpoint that was chosen, and damage is said in words', async () => {
    await app.inMain(({ dialog }, folder) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [folder] });
    }, checkpoint);
    await at('add-model').click();
    const converted = app.browser.$('//*[@data-testid="model"][.//h2[text()="checkpoint-int8"]]');
    await converted.waitForExist({ timeout: 30_000 });
    const file = join(userData, 'models', 'checkpoint-int8', 'merges.txt');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/./, 'x'));
    await converted.$('[data-testid="check"]').click();
    const outcome = converted.$('[data-testid="model-check"][data-passed="false"]');
    await outcome.waitForExist({ timeout: 20_000 });
    assert.match(await outcome.getText(), /merges\.txt of the model is damaged/);
    await at('back').click();
  });

  it('drafts a study, while the window answers at once; a pause and a restart lose nothing', async () => {
    await at('next-step').click();
    await at('step-drafts').click();
    await at('draft-model').selectByVisibleText('small');
    const echoes = await startEchoes(app);
    await at('start-drafting').click();
    await at('draft-text').waitForExist({ timeout: 30_000 });
    await echoes.press(80);
    const { running, times } = await echoes.read();
    const p95 = times[Math.floor(times.length * 0.95)] ?? Number.NaN;
    console.log(`input while a draft runs: p95 ${p95.toFixed(1)} ms of ${times.length}, ${running} of them during one`);
    assert.ok(p95 < PATIENCE, `${p95} ms`);
    await takePictures(app, 'drafting', ['light', 'dark']);
    await at('pause-drafting').click();
    await app.browser.$('[data-testid="draft-progress"][data-phase="paused"]').waitForExist();
    await app.close();
    const before = drafted();
    console.log(`${before.length} of ${CASES} cases drafted before the restart`);
    assert.ok(before.length > 0 && before.length < CASES);
    app = await launchApp({ userData });
    await at('next-step').click();
    await at('step-drafts').click();
    await at('draft-progress').waitForExist();
    await at('start-drafting').click();
    await app.browser.$('[data-testid="draft-progress"][data-phase="done"]').waitForExist({ timeout: 60_000 });
    assert.match(await at('draft-made').getText(), /^\d+ tokens on CPU in [\d.]+ s$/);
    assert.equal(await at('draft-progress').getAttribute('data-finished'), String(CASES));
    const after = drafted();
    assert.equal(after.length, CASES);
    assert.deepEqual(after.slice(0, before.length), before);
  });

  function at(name: string): ReturnType<typeof app.browser.$> {
    return app.browser.$(`[data-testid="${name}"]`);
  }

  function drafted(): { case: string; text: string }[] {
    const file = readFileSync(join(study, 'drafts.json'), 'utf8');
    const { drafts } = JSON.parse(file) as { drafts: { case: string; source: string; text: string }[] };
    return drafts.filter(({ source }) => source === 'model');
  }

  function makeStudy(): void {
    const rows = Array.from({ length: CASES }, (_, index) => `${index},${index}.dcm,Cough`);
    for (let index = 0; index < CASES; index++) writeLabelledFilm(place, `${index}.dcm`);
    const [table, protocol] = [join(place, 'cases.csv'), join(place, 'protocol.json')];
    writeFileSync(table, ['case,file,indication', ...rows, ''].join('\n'));
    writeFileSync(protocol, JSON.stringify({ ...demo, title: { en: 'To be drafted' } }));
    commandJson('study', 'new', study, '--protocol', protocol, '--from-csv', table, '--images', place);
  }
});
