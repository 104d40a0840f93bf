import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchApp, type App } from './support/app.ts';
import { ARCHIVE_CASES, archiveFolder } from './support/archive.ts';
import { commandJson } from './support/command-line.ts';
import { keyboardOf, type Keyboard } from './support/keyboard.ts';
import { takePictures } from './support/pictures.ts';
import { scratchFolder, usedBefore } from './support/studies.ts';

const TITLE = 'Writing and editing, two readers';
/** No word of the window has them in it, so that a page that shows one gives the blind away. */
const ARMS = ['unaided', 'aided'] as const;
const CASES = ARCHIVE_CASES;
const SIZE = [[1440, 900]] as const;
const SLOW = { timeout: 120_000 };

interface Analysis {
  readonly arms: readonly { arm: string; reads: number; timeMean: number; timeSd: number }[];
  readonly endpoints: readonly { id: string; estimate: number; ciLow: number; ciHigh: number }[];
}

describe('a crossover study, from the empty form to its result, without a mouse', function () {
  this.timeout(300_000);
  const place = scratchFolder('journey');
  const userData = usedBefore();
  const study = join(place, 'study');
  const identity = join(place, 'identity.txt');
  /** Its parts at the two workstations. */
  const first = join(place, 'one');
  const second = join(place, 'two');
  /** One-time codes by reader. */
  let codes: Record<string, string> = {};
  let app: App;
  /** The app at the second workstation, with a data folder of its own. */
  let station: App | undefined;
  let keyboard: Keyboard;

  before(async () => {
    app = await launchApp({ userData });
    keyboard = keyboardOf(app);
  });
  after(async () => {
    for (const each of [station, app]) await each?.close();
  });

  it('designs it from the empty form', async () => {
    await keyboard.press('to-design');
    await keyboard.press('empty-protocol');
    await keyboard.arrives('#field-title-en');
    assert.equal(await app.browser.$$('[data-testid="fault-list"] li').length, 5);
    await picture('1-empty-form');
    await app.browser.keys([...TITLE]);
    await keyboard.type('#field-question-en', 'Does a draft of the model save reading time?');
    for (const [index, arm] of ARMS.entries()) {
      await keyboard.press('add-arm');
      await keyboard.arrives(`#field-arms-${index}-id`);
      await app.browser.keys([...arm]);
    }
    await keyboard.type('#field-arms-1-drafts', 'model');
    await keyboard.type('#field-cases', String(CASES));
    await keyboard.choose('#field-design', 'Crossed');
    await keyboard.reach('#field-design-washoutDays');
    assert.equal(await app.browser.$('#field-design-washoutDays').getValue(), '28');
    await keyboard.press('add-group');
    await keyboard.arrives('#field-groups-0-id');
    await keyboard.reach('#field-enrolment');
    await app.browser.keys('ArrowDown');
    await keyboard.reach('#field-unblinding');
    await app.browser.keys('ArrowDown');
    await keyboard.choose('question-kind', 'Confidence');
    await keyboard.press('add-question');
    await keyboard.arrives('#field-questionnaire-0-id');
    await keyboard.press('add-endpoint');
    await keyboard.arrives('#field-endpoints-0-id');
    await app.browser.keys([...'reading-time']);
    await keyboard.reach('#field-endpoints-0-role');
    await at('no-faults').waitForExist(SLOW);
    // Two readers, each with every case in both arms.
    assert.equal(await at('total-reads').getText(), String(2 * 2 * CASES));
    await picture('2-designed');
  });

  it('takes in real films, DICOM and PNG, as its cases', async () => {
    await chooses(app, { open: [archiveFolder()], save: study });
    await keyboard.press('to-cases');
    await keyboard.press('choose-folder');
    await at('contact-sheet').waitForExist(SLOW);
    await keyboard.arrives('case-unit');
    assert.equal(await app.browser.$$('[data-testid="case-card"][data-taken="true"]').length, CASES);
    await picture('3-cases');
    await keyboard.press('take-cases');
    await at('intake-done').waitForExist(SLOW);
    assert.match(await at('intake-done').getText(), new RegExp(`${CASES} cases, ${CASES} films`));
    const names = readdirSync(join(study, 'cases'));
    assert.equal(names.length, CASES);
    // Pictures were wrapped: all films of a study are DICOM.
    for (const name of names) assert.ok(readdirSync(join(study, 'cases', name)).includes('i1.dcm'), name);
    await keyboard.arrives('to-studies');
    await app.browser.keys('Enter');
  });

  it('lets the model that comes with the program draft every case', async () => {
    await keyboard.press('next-step');
    await keyboard.arrives('#field-title-en');
    await keyboard.press('step-drafts');
    await keyboard.press('start-drafting');
    await app.browser.$(`[data-testid="draft-progress"][data-finished="${CASES}"]`).waitForExist({ timeout: 280_000 });
    assert.match(await at('draft-text').getText(), /\w+ \w+ \w+/);
    await picture('4-drafts');
  });

  it('makes the reading lists: each reader has every case in both arms, and the hash is the one of the lists', async () => {
    await chooses(app, { save: identity });
    await keyboard.press('step-schedule');
    await keyboard.type('seed', '11');
    await app.browser.keys('Enter');
    await at('matrix').waitForExist(SLOW);
    await keyboard.arrives('columns-cases');
    assert.equal(await at('verdict').getAttribute('data-faults'), '0');
    const { hash, matrix } = commandJson<{ hash: string; matrix: { lines: { reader: string; cells: string[] }[] } }>(
      ...['study', 'schedule', study, '--identity', identity],
    );
    assert.equal(await at('schedule-hash').getText(), hash);
    assert.equal(matrix.lines.length, 4);
    const [first, second, third, fourth] = matrix.lines.map(({ cells }) => cells);
    for (const [one = [], two = []] of [
      [first, second],
      [third, fourth],
    ])
      for (const index of one.keys()) assert.deepEqual([one[index], two[index]].sort(), ['A', 'B']);
    await picture('5-lists');
  });

  it('freezes it, shows the codes of the readers once, and makes a new one for the first', async () => {
    await keyboard.press('step-freeze');
    await at('freeze-summary').waitForExist(SLOW);
    assert.match(await at('freeze-summary').getText(), new RegExp(`\\b${CASES} cases.*\\b${4 * CASES} reads`));
    assert.ok((await at('freeze').getText()).includes(hashOf('protocol.json')));
    await keyboard.press('freeze-study');
    await keyboard.press('freeze-sheet-act');
    await at('credentials').waitForExist(SLOW);
    await keyboard.arrives('credentials-copy');
    codes = Object.fromEntries(
      [...(await at('credentials').getText()).matchAll(/(R\d) readers (\S+)/g)].map(([, reader, code]) => [
        reader,
        code,
      ]),
    ) as Record<string, string>;
    assert.deepEqual(Object.keys(codes), ['R1', 'R2']);
    await picture('6-frozen');
    await keyboard.press('step-monitor');
    await at('chain').waitForExist(SLOW);
    assert.match(await at('monitor').getText(), /one-time code not used yet[\s\S]*one-time code not used yet/);
    await keyboard.press('invite');
    await keyboard.press('make-code');
    await at('once-code').waitForExist(SLOW);
    codes['R1'] = await at('once-code').getText();
    await picture('7-code');
    await keyboard.press('close-invite');
    await keyboard.arrives('invite');
    await keyboard.press('back');
  });

  it('lets a reader in, who chooses a PIN', async () => {
    await enrol(app, 'R1', 'first-reader');
    await picture('8-worklist');
    await keyboard.press('sign-out');
    await keyboard.press('next-step');
    await at('chain').waitForExist(SLOW);
  });

  it('packs each reader’s part, which goes to a workstation where the other reader is let in', async () => {
    await keyboard.press('step-freeze');
    const [one, two] = [await packFor('R1', first), await packFor('R2', second)];
    await picture('9-packed');
    writeFileSync(`${first}.txt`, one);
    commandJson('study', 'unpack', `${first}.age`, '--out', first, '--passphrase', `${first}.txt`);
    station = await launchApp({ userData: usedBefore() });
    const hands = keyboardOf(station);
    await chooses(station, { open: [`${second}.age`], save: second });
    await hands.press('unpack');
    await hands.type('unpack-passphrase', two);
    await hands.press('unpack-choose');
    await enrol(station, 'R2', 'second-reader');
    await takePictures(station, 'journey-10-workstation', ['light'], SIZE);
    await hands.press('sign-out');
  });

  it('is read at both by simulated readers; what they read comes back and is merged', async () => {
    const effect = join(place, 'effect.json');
    const arms = ARMS.map((arm) => ({ group: 'readers', arm, mean: arm === 'aided' ? 30 : 60, sd: 8 }));
    writeFileSync(effect, JSON.stringify({ format: 1, arms }));
    for (const [index, folder] of [first, second].entries()) {
      const played = commandJson<{ reads: number }>(
        ...['study', 'simulate', folder, '--seed', String(21 + index), '--effect', effect],
      );
      assert.equal(played.reads, 2 * CASES);
    }
    commandJson('study', 'return', first, '--out', `${first}.results`);
    assert.ok(station);
    const hands = keyboardOf(station);
    await chooses(station, { save: `${second}.results` });
    await hands.press('next-step');
    await hands.press('step-freeze');
    await hands.press('return-results');
    await station.browser.$('[data-testid="freeze-news"]').waitForExist(SLOW);
    await takePictures(station, 'journey-11-returned', ['light'], SIZE);
    await keyboard.press('step-monitor');
    for (const folder of [first, second]) {
      await chooses(app, { open: [`${folder}.results`, identity] });
      await keyboard.press('merge');
      const back = folder === first ? /records came back/ : /records came back[\s\S]*records came back/;
      await app.browser.waitUntil(async () => back.test(await at('monitor').getText()), SLOW);
    }
    const page = await at('monitor').getText();
    assert.equal(page.split(`${2 * CASES} / ${2 * CASES}`).length, 3, page);
    assert.doesNotMatch(page, /aided/);
    await picture('12-merged');
  });

  it('is closed, stays blind, is unblinded by two people, and shows its result', async () => {
    await keyboard.press('step-freeze');
    await keyboard.press('close-study');
    await keyboard.press('freeze-sheet-act');
    await app.browser.$('[data-testid="study-frame"][data-state="closed"]').waitForExist(SLOW);
    await keyboard.press('step-results');
    await at('paper-table').waitForExist(SLOW);
    const blind = await at('analysis').getText();
    assert.match(blind, new RegExp(`${4 * CASES} of ${4 * CASES} planned reads were submitted`));
    assert.match(blind, /Simulated readers: no person has read these cases/);
    assert.doesNotMatch(blind, /aided/);
    await picture('13-blinded');
    await chooses(app, { open: [identity] });
    await keyboard.press('unblind');
    await keyboard.type('unblind-reason', 'All reads are back');
    for (const [index, name] of ['Ada Designer', 'Ben Statistician'].entries()) {
      await keyboard.type(`unblind-person-${index + 1}`, name);
      await keyboard.reach(`unblind-confirm-${index + 1}`);
      await app.browser.keys(' ');
    }
    await picture('14-unblinding');
    await keyboard.press('unblind-choose');
    await at('primary').waitForExist(SLOW);
    const { arms, endpoints } = commandJson<Analysis>('study', 'analyse', study);
    assert.deepEqual(
      arms.map(({ arm, reads }) => [arm, reads]),
      ARMS.map((arm) => [arm, 2 * CASES]),
    );
    const [time] = endpoints;
    assert.ok(time && time.ciHigh < 1, 'the readers were told to be twice as fast with a draft');
    const sentence = await at('primary').getText();
    assert.match(sentence, /^Reading time with aided was [\d.]+ times that with unaided/);
    assert.ok(sentence.includes(`was ${Number(time.estimate.toPrecision(3))} times`), sentence);
    const table = await at('paper-table').getText();
    for (const { arm, timeMean, timeSd } of arms)
      assert.ok(table.includes(`${timeMean.toFixed(1)} ± ${timeSd.toFixed(1)}`), `${arm}: ${table}`);
    await picture('15-result');
    assert.equal(commandJson<{ submitted: number }>('study', 'replay', study).submitted, 4 * CASES);
    commandJson('study', 'verify', study);
  });

  function hashOf(part: string): string {
    const { hashes } = JSON.parse(readFileSync(join(study, 'study.json'), 'utf8')) as {
      hashes: Record<string, string>;
    };
    return hashes[part] ?? 'none';
  }

  /** Packs the part of one reader; gives the passphrase that opens it. */
  async function packFor(reader: string, folder: string): Promise<string> {
    await chooses(app, { save: `${folder}.age` });
    await keyboard.reach(`pack-${reader}`);
    await app.browser.keys(' ');
    await keyboard.press('pack');
    await app.browser.waitUntil(() => existsSync(`${folder}.age`), SLOW);
    await keyboard.arrives('packed-copy');
    return at('passphrase').getText();
  }

  /** From the studies to the worklist, with a one-time code and a PIN of the reader's choice. */
  async function enrol(where: App, reader: string, pin: string): Promise<void> {
    const { browser } = where;
    const hands = keyboardOf(where);
    await hands.press('read');
    await hands.type('sign-in-code', reader);
    await hands.type('sign-in-pin', codes[reader] ?? '');
    await browser.keys('Enter');
    await hands.arrives('sign-in-chosen');
    await browser.keys([...pin]);
    await hands.type('sign-in-again', pin);
    await browser.keys('Enter');
    await browser.$('[data-testid="worklist"]').waitForExist(SLOW);
    assert.match(await browser.$('[data-testid="worklist-progress"]').getText(), new RegExp(`^0 of ${2 * CASES} `));
  }

  /** What the next dialogs answer; one that asks for what is there, each time the next of a list. */
  function chooses({ inMain }: App, paths: { open?: readonly string[]; save?: string }): Promise<void> {
    return inMain(
      ({ dialog }, open, save) => {
        const left = [...open];
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths: left.splice(0, 1) });
        dialog.showSaveDialog = async () => ({ canceled: false, filePath: save });
      },
      paths.open ?? [],
      paths.save ?? '',
    );
  }

  function picture(name: string): Promise<void> {
    return takePictures(app, `journey-${name}`, ['light'], SIZE);
  }

  function at(name: string): ReturnType<typeof app.browser.$> {
    return app.browser.$(`[data-testid="${name}"]`);
  }
});
