import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import demo from '#studies/templates/demo.json' with { type: 'json' };
import { launchApp, type App } from './support/app.ts';
import { commandJson } from './support/command-line.ts';
import { takePictures } from './support/pictures.ts';
import { DEMO_SIZE, knowStudy, openStudy, scratchFolder } from './support/studies.ts';

/** Of `study analyse --json`. */
interface Analysis {
  readonly arms: readonly { group: string; arm: string; timeMean: number; timeSd: number }[];
  readonly selfAgreement: readonly { reader: string | null; pairs: number; same: number }[];
  readonly endpoints: readonly { id: string; estimate: number; ciLow: number; ciHigh: number }[];
}

const SVG_START = '<?xml version="1.0" encoding="UTF-8"?>\n<svg';
const PNG_START = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

describe('the analysis of a study whose reading has ended', function () {
  this.timeout(240_000);
  const userData = scratchFolder('user');
  const place = scratchFolder('analysis');
  const study = join(place, 'study');
  let app: App;
  let analysis: Analysis;

  before(async () => {
    const groups = [
      {
        ...demo.groups[0],
        readers: 5,
        arms: [
          { arm: 'scratch', cases: 12 },
          { arm: 'model-draft', cases: 12 },
        ],
      },
      {
        ...demo.groups[1],
        readers: 3,
        arms: [
          { arm: 'resident-draft', cases: 12 },
          { arm: 'model-draft', cases: 12 },
        ],
      },
    ];
    const repeats = { count: 2, apart: { least: 8, unit: 'reads' }, arm: 'same' };
    const protocol = join(place, 'protocol.json');
    writeFileSync(
      protocol,
      JSON.stringify({ ...demo, title: { en: 'Drafts in the reading room' }, cases: 24, groups, repeats }),
    );
    commandJson('study', 'new', study, '--protocol', protocol, '--demo-cases', '24', '--demo-size', `${DEMO_SIZE}`);
    commandJson('study', 'simulate', study, '--seed', '4');
    analysis = commandJson<Analysis>('study', 'analyse', study);
    knowStudy(userData, { folder: study, title: 'Drafts in the reading room' });
    app = await launchApp({ userData });
  });
  after(() => app.close());

  it('shows the numbers of study analyse, the primary endpoint first', async () => {
    await at('next-step').waitForExist({ timeout: 60_000 });
    await at('next-step').click();
    await at('primary').waitForExist({ timeout: 60_000 });
    const primary = analysis.endpoints.find(({ id }) => id === 'resident-time');
    const [estimate, low, high] = [primary?.estimate, primary?.ciLow, primary?.ciHigh].map((value) =>
      String(Number(value?.toPrecision(3))),
    );
    const sentence = await at('primary').getText();
    assert.match(
      sentence,
      new RegExp(`^Residents: Reading time with model-draft was ${estimate} times that with scratch`),
    );
    assert.ok(sentence.includes(`interval ${low} to ${high}`), sentence);
    const first = analysis.arms[0];
    assert.ok(
      (await at('paper-table').getText()).includes(`${first?.timeMean.toFixed(1)} ± ${first?.timeSd.toFixed(1)}`),
    );
    assert.doesNotMatch(await at('analysis').getText(), /NaN|undefined|null|Infinity/);
    await takePictures(app, 'analysis', ['light', 'dark']);
  });

  it('goes through the numbers of a plot by the arrow keys, and to its table by one key', async () => {
    await figure('forest-residents-scratch-model-draft').scrollIntoView({ block: 'start' });
    await takePictures(app, 'analysis-figures', ['light']);
    await app.browser.execute(() =>
      document.querySelector<HTMLElement>('[data-figure^="forest-residents"] [role="group"]')?.focus(),
    );
    await app.browser.keys('ArrowRight');
    await app.browser.keys('ArrowRight');
    assert.match(
      await figure('forest-residents-scratch-model-draft').$('[data-testid="numbers"]').getText(),
      /^R1: [\d.]+ \([\d.]+ to [\d.]+\)$/,
    );
    await app.browser.keys('t');
    const table = figure('forest-residents-scratch-model-draft').$('table');
    await table.waitForExist();
    assert.match(await table.getText(), /All readers 60 60 [\d.]+ [\d.]+ to [\d.]+[\s\S]*R5 12 12/);
    await takePictures(app, 'analysis-table', ['light']);
    await app.browser.keys('t');
    await table.waitForExist({ reverse: true });
  });

  it('draws every figure, and saves one as SVG and as PNG, the same each time', async () => {
    const cards = await app.browser.$$('[data-testid="figure"]').getElements();
    assert.ok(cards.length >= 11, `${cards.length} figures`);
    for (const card of cards)
      assert.ok(await card.$('svg').isExisting(), (await card.getAttribute('data-figure')) ?? '');
    const name = 'forest-residents-scratch-model-draft';
    const files = ['svg', 'png'].map((format) => join(study, 'exports', 'figures', `${name}.${format}`));
    await save(name, 'svg');
    const svg = readFileSync(files[0] ?? '', 'utf8');
    assert.ok(svg.startsWith(SVG_START));
    assert.doesNotMatch(svg, /NaN|var\(|<style/);
    await save(name, 'png');
    assert.deepEqual(readFileSync(files[1] ?? '').subarray(0, 4), PNG_START);
    await save(name, 'svg');
    assert.equal(readFileSync(files[0] ?? '', 'utf8'), svg);
  });

  it('tells how far readers agree with themselves', async () => {
    const [first] = analysis.selfAgreement.filter(({ reader }) => reader === null);
    const table = at('self-agreement');
    await table.scrollIntoView({ block: 'center' });
    assert.ok(first && (await table.getText()).includes(`All readers ${first.pairs} ${first.same}`));
    await takePictures(app, 'analysis-self', ['light']);
  });

  it('leads from a read that stands out to what is known of it', async () => {
    await at('flag-read').scrollIntoView({ block: 'center' });
    await takePictures(app, 'analysis-flags', ['dark']);
    await at('flag-read').click();
    await at('read-facts').waitForExist();
    assert.match(await at('read-facts').getText(), /Reading time\n[\d.]+ s\nWall-clock time\n[\d.]+ s/);
    await takePictures(app, 'analysis-read', ['dark']);
    await app.browser.keys('Escape');
    await at('read-facts').waitForExist({ reverse: true });
    assert.equal(await app.browser.execute(() => document.activeElement?.getAttribute('data-testid')), 'flag-read');
  });

  it('keeps a study that is not unblinded blind, tells arms by letters, and unblinds on record', async () => {
    await at('back').click();
    const { folder, identity } = openStudy('Nobody has read', { scratch: 2, 'model-draft': 2 });
    commandJson('study', 'close', folder);
    await choose(folder);
    await at('add-study').click();
    const row = app.browser.$('//*[@data-testid="study"][.//h2[text()="Nobody has read"]]');
    await row.$('[data-testid="next-step"]').click();
    await at('blinded').waitForExist({ timeout: 30_000 });
    assert.equal(await at('analysis-empty').getText(), 'No read was submitted, so there is nothing to analyse.');
    await takePictures(app, 'analysis-blinded', ['light']);
    await choose(join(place, 'protocol.json'));
    await at('mask').click();
    await at('mask-complaint').waitForExist();
    assert.match(await at('mask-complaint').getText(), /protocol\.json can't open the key of this study/);
    await choose(identity);
    await at('mask').click();
    await at('mask').waitForExist({ reverse: true, timeout: 30_000 });
    assert.match(await at('blinded').getText(), /^Letters stand for the arms/);
    await at('unblind').click();
    await at('unblind-reason').setValue('All reads are done');
    await takePictures(app, 'analysis-unblind', ['light']);
    await at('unblind-choose').click();
    await at('blinded').waitForExist({ reverse: true, timeout: 30_000 });
    const { study: unblinded } = commandJson<{ study: { state: string } }>('study', 'analyse', folder);
    assert.equal(unblinded.state, 'unblinded');
  });

  it('shows the validation of the statistics', async () => {
    await at('back').click();
    await at('to-statistics').click();
    await at('validation-summary').waitForExist({ timeout: 60_000 });
    assert.match(await at('validation-summary').getText(), /^(\d+) of \1 values agree$/);
    await takePictures(app, 'statistics', ['light', 'dark']);
    await at('back').click();
  });

  /** What the next dialog for a file or folder answers. */
  function choose(path: string): Promise<void> {
    return app.inMain(({ dialog }, chosen) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
    }, path);
  }

  async function save(name: string, format: 'svg' | 'png'): Promise<void> {
    await figure(name).$(`[data-testid="save-${format}"]`).click();
    await app.browser.waitUntil(async () => {
      const news = figure(name).$('[data-testid="figure-news"]');
      return (await news.isExisting()) && (await news.getText()).includes(`${name}.${format}`);
    });
  }

  function figure(name: string): ReturnType<typeof app.browser.$> {
    return app.browser.$(`[data-figure="${name}"]`);
  }

  function at(name: string): ReturnType<typeof app.browser.$> {
    return app.browser.$(`[data-testid="${name}"]`);
  }
});
