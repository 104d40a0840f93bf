import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { dataFolder } from '#test/data.ts';
import { launchApp, type App } from './support/app.ts';
import { commandJson } from './support/command-line.ts';
import { takePictures } from './support/pictures.ts';
import { readerOf, type Reader } from './support/reader.ts';
import { startStopwatch, type Stopwatch } from './support/stopwatch.ts';
import { knowStudy, openStudy, readingList, scratchFolder, type OpenStudy, type TableCase } from './support/studies.ts';

/** One real chest film of each way of storing; the synthetic cases of the demo stand in where they are missing. */
const FILMS: Readonly<Record<string, string>> = {
  uncompressed: 'gdcm-CR-MONO1-10-chest.dcm',
  jpeg: 'siim_nih_cr_jpeg.dcm',
  'jpeg-ls': 'crchest_jpegls.dcm',
  'jpeg-2000': 'RG1_J2KI',
  rle: 'crchest_rle.dcm',
};

const DRAFT = 'The lungs are clear. The heart is normal in size. No effusion.';
const OTHER_DRAFT = 'Normal heart. Clear lungs. Nothing in the pleura.';
const TOLERANCE_SECONDS = 0.3;

interface Expected {
  readonly text: string;
  readonly seconds: number;
}

describe('a reader reads real films in the real window', function () {
  this.timeout(240_000);
  const userData = scratchFolder('user');
  const expected: Expected[] = [];
  /** Questions that have been seen to hold Submit back. */
  const pictured = new Set<string>();
  let study: OpenStudy;
  let app: App;
  let reader: Reader;
  let stopwatch: Stopwatch;

  before(async () => {
    const folder = dataFolder();
    const arms = { scratch: 1, 'model-draft': 3, 'side-by-side': 1 };
    study = folder
      ? openStudy('Real films', arms, { images: join(folder, 'dicom'), cases: tableOf(FILMS) })
      : openStudy('Real films', arms);
    mkdirSync(userData, { recursive: true });
    knowStudy(userData, study);
    app = await launchApp({ userData });
  });

  after(async () => {
    await app.close();
  });

  it('signs in and sees the first case', async () => {
    await begin();
    assert.match(await reader.position(), /1.*5/);
  });

  it('reads five cases: edits drafts, writes, prefers one of two, is killed in mid-edit and resumes', async () => {
    const list = readingList(study.folder);
    const killed = list.findIndex(({ sides }, index) => index >= 1 && !sides);
    for (const [index, { text, sides }] of list.entries()) {
      const initial = text ?? '';
      assert.equal(await reader.report(), initial);
      await reader.dragWindow(40, -25);
      let seconds = 0;
      if (sides) await prefer(sides);
      else if (initial === '') await reader.write(`Case ${index + 1}: heart and lungs are normal.`);
      else {
        await reader.replace(initial.slice(0, 3), 'Both');
        await reader.write(` Seen in case ${index + 1}.`);
      }
      if (index === killed) seconds = await killInMidEdit(index + 1);
      if (initial !== '') await answerBesides('How sure are you of the findings?', ['2']);
      await sleep(3000);
      const final = await reader.report();
      await reader.submit();
      seconds += (await stopwatch.read()) / 1000;
      if (sides) await takePictures(app, 'after-preference', ['dark']);
      expected.push({ text: final, seconds });
      await reader.answer();
      await reader.next();
    }
    assert.ok(await app.browser.$('[data-testid="worklist-done"]').isExisting());
  });

  async function begin(): Promise<void> {
    reader = readerOf(app);
    stopwatch = await startStopwatch(app);
    await reader.signIn(study.title, study.code, study.pin);
    await reader.start();
  }

  /** Both texts stand there, neither can be changed; the keys of the first question are at hand. */
  async function prefer(sides: readonly [string, string]): Promise<void> {
    const shown = await app.browser.execute(() =>
      ['side-a', 'side-b'].map((name) => document.querySelector(`[data-testid="${name}"]`)?.textContent),
    );
    assert.deepEqual(shown, sides);
    assert.ok(!(await app.browser.$('.cm-content').isExisting()));
    await answerBesides('Which text is better?', ['1', 'Enter', '2']);
  }

  /** Submit is held back by what needs an answer, says which, and goes to it: number keys answer. */
  async function answerBesides(question: string, keys: readonly string[]): Promise<void> {
    const holding = app.browser.$('[data-testid="holding"]');
    await app.browser.keys(['Control', 'Enter']);
    await holding.waitForExist();
    assert.ok((await holding.getText()).endsWith(question));
    if (!pictured.has(question)) await takePictures(app, `held-back-${pictured.add(question).size}`, ['dark']);
    for (const key of keys) await app.browser.keys(key);
    await holding.waitForExist({ reverse: true });
    assert.ok(await app.browser.$('[data-testid="room"][data-stage="report"]').isExisting());
  }

  /** Types, kills the app, starts it again; gives the seconds read before the kill. */
  async function killInMidEdit(position: number): Promise<number> {
    const before = await reader.report();
    await reader.write(' Unfinished');
    const typed = await stopwatch.read();
    // A write takes milliseconds; what the window was told is kept must be there afterwards.
    await sleep(250);
    const seen = await reader.report();
    // The last event before the kill, be it a heartbeat, lies between the two.
    const milliseconds = (typed + (await stopwatch.read())) / 2;
    await app.kill();
    await sleep(3000);
    app = await launchApp({ userData });
    await begin();
    assert.equal(seen, `${before} Unfinished`);
    assert.equal(await reader.report(), seen);
    assert.match(await reader.position(), new RegExp(`${position}.*5`));
    return milliseconds / 1000;
  }

  it('exports; the tables hold the right texts and times', async () => {
    await app.browser.$('[data-testid="sign-out"]').click();
    await app.browser.$('[data-testid="export"]').click();
    await app.browser.$('[data-testid="exported"]').waitForExist({ timeout: 20_000 });
    const exports = join(study.folder, 'exports');
    const [bundle] = readdirSync(exports);
    assert.ok(bundle);
    const rows: Record<string, string>[] = parse(readFileSync(join(exports, bundle, 'reads.csv')), {
      columns: true,
      bom: true,
    });
    const byPosition = rows.sort((a, b) => Number(a['position']) - Number(b['position']));
    assert.equal(byPosition.length, 5);
    for (const [index, { text, seconds }] of expected.entries()) {
      const row = byPosition[index] ?? {};
      assert.equal(row['final_text'], text);
      const difference = Number(row['reading_s']) - seconds;
      console.log(`case ${index + 1}: ${seconds.toFixed(2)} s measured, ${row['reading_s']} s exported`);
      assert.ok(Math.abs(difference) < TOLERANCE_SECONDS, `case ${index + 1} is ${difference.toFixed(3)} s off`);
    }
    const [pair] = byPosition.filter((row) => row['two_texts'] === 'true');
    const shown = readingList(study.folder).find(({ sides }) => sides)?.sides;
    assert.deepEqual([pair?.['preferred_side'], pair?.['text_a'], pair?.['text_b']], ['a', ...(shown ?? [])]);
    // Nobody may know yet.
    assert.deepEqual([pair?.['preferred_source'], pair?.['source_a']], ['', '']);
  });

  it('the chain of the log is whole and every final text follows from its changes', () => {
    const { records } = commandJson<{ records: number }>('study', 'verify', study.folder);
    const { submitted } = commandJson<{ submitted: number }>('study', 'replay', study.folder);
    assert.ok(records > 5 * 30);
    assert.equal(submitted, 5);
  });
});

function tableOf(films: Readonly<Record<string, string>>): TableCase[] {
  return Object.entries(films).map(([id, file]) => ({
    id,
    file,
    indication: `Cough. Case ${id}.`,
    draft: DRAFT,
    resident: OTHER_DRAFT,
  }));
}
