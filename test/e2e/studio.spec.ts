import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import demo from '#studies/templates/demo.json' with { type: 'json' };
import { launchApp, type App } from './support/app.ts';
import { commandJson } from './support/command-line.ts';
import { takePictures } from './support/pictures.ts';
import { knowStudy, scratchFolder } from './support/studies.ts';

const TITLE = 'Drafts of two hands';

describe('the studio of a study, from its lists to what comes back', function () {
  this.timeout(900_000);
  const userData = scratchFolder('user');
  const place = scratchFolder('studio');
  const study = join(place, 'study');
  const identity = join(place, 'identity.txt');
  let app: App;

  before(async () => {
    const arms = ['resident-draft', 'model-draft'].map((arm) => ({ arm, cases: 12 }));
    const group = { id: 'attendings', label: { en: 'Attendings' }, readers: 4, arms };
    const protocol = {
      ...demo,
      title: { en: TITLE },
      cases: 12,
      groups: [group],
      design: { kind: 'crossed', washoutDays: 28 },
      endpoints: [],
    };
    const file = join(place, 'protocol.json');
    writeFileSync(file, JSON.stringify(protocol));
    commandJson('study', 'new', study, '--protocol', file, '--demo-cases', '12');
    knowStudy(userData, { folder: study, title: TITLE });
    app = await launchApp({ userData });
    await choose(identity);
  });
  after(() => app.close());

  it('makes the reading lists and shows them as a matrix that the keyboard goes through', async () => {
    await at('next-step').click();
    await at('step-schedule').click();
    await at('no-lists').waitForExist();
    await takePictures(app, 'schedule-empty', ['dark']);
    await at('seed').setValue('11');
    await app.browser.keys('Enter');
    await at('matrix').waitForExist({ timeout: 30_000 });
    assert.equal(await at('verdict').getAttribute('data-faults'), '0');
    const { hash, matrix } = commandJson<{ hash: string; matrix: { lines: { cells: string[] }[] } }>(
      ...['study', 'schedule', study, '--identity', identity],
    );
    assert.equal(await at('schedule-hash').getText(), hash);
    await app.browser.execute(() => document.querySelector<HTMLElement>('[data-testid="matrix"]')?.focus());
    await app.browser.keys(['ArrowRight', 'ArrowDown']);
    assert.match(
      await at('cell-facts').getText(),
      new RegExp(`^R?\\w+, period 2, place \\d+: case \\w+, arm ${matrix.lines[1]?.cells[0]}$`),
    );
    await at('columns-places').click();
    await at('nearer').click();
    await takePictures(app, 'schedule', ['light', 'dark']);
  });

  it('audits the drafts, which are sealed by now, with the identity', async () => {
    await at('step-audit').click();
    await at('run-audit').click();
    await at('audit-area').waitForExist({ timeout: 60_000 });
    assert.match(await at('audit-area').getText(), /^Area under the curve [01]\.\d{3} \(95 % interval/);
    await takePictures(app, 'audit', ['light']);
  });

  it('simulates the power of the study, can be ended, and shows the paper beside it', async () => {
    await at('step-power').click();
    await at('power-form').waitForExist();
    await at('power-repetitions').setValue('20000');
    await at('simulate').click();
    await at('power-progress').waitForExist();
    await at('simulate').click();
    await at('power-complaint').waitForExist();
    assert.match(await at('power-complaint').getText(), /^Cancelled/);
    await at('power-preset').selectByAttribute('value', 'paper-attendings');
    await at('power-repetitions').setValue('40');
    await at('power-target').setValue('0.4');
    await at('simulate').click();
    await at('power-found').waitForExist({ timeout: 120_000 });
    assert.match(
      await at('power-paper').getText(),
      /^The paper’s comparison of attendings, in the paper’s own size: \d/,
    );
    await takePictures(app, 'power', ['light', 'dark']);
  });

  it('freezes the study with its hashes, shows the PINs once and the page for people', async () => {
    await at('step-freeze').click();
    await at('freeze-study').waitForExist();
    await takePictures(app, 'freeze', ['dark']);
    await at('freeze-study').click();
    await at('freeze-sheet-act').waitForExist();
    await at('freeze-sheet-act').click();
    await at('credentials').waitForExist({ timeout: 30_000 });
    assert.match(await at('credentials').getText(), /A4 attendings \d+/);
    await app.browser.$('[data-testid="study-frame"][data-state="open"]').waitForExist();
    await takePictures(app, 'frozen', ['light']);
    await app.inMain(({ shell }) => {
      shell.openPath = async (path) => {
        Object.assign(globalThis, { shownPath: path });
        return '';
      };
    });
    await at('show-protocol.pdf').click();
    await app.browser.waitUntil(async () => (await shownPath()) === join(study, 'protocol.pdf'));
    assert.equal(readFileSync(join(study, 'protocol.pdf')).subarray(0, 5).toString(), '%PDF-');
  });

  it('shows no arm in the schedule of an open study, whoever asks', async () => {
    await at('step-schedule').click();
    await at('check-schedule').click();
    await app.browser.$('[data-testid="verdict"][data-faults="0"]').waitForExist({ timeout: 30_000 });
    assert.doesNotMatch(await at('schedule').getText(), /draft|scratch/);
  });

  it('packs a part for another workstation and takes back what was read there, but nothing that was changed', async () => {
    const [file, away, back] = ['part.age', 'away', 'back.age'].map((name) => join(place, name)) as [
      string,
      string,
      string,
    ];
    await choose(file);
    await at('step-freeze').click();
    await at('pack-A1').click();
    await at('pack').click();
    await at('passphrase').waitForExist({ timeout: 30_000 });
    const secret = join(place, 'passphrase.txt');
    writeFileSync(secret, await at('passphrase').getText());
    await takePictures(app, 'packed', ['dark']);
    commandJson('study', 'unpack', file, '--out', away, '--passphrase', secret);
    commandJson('study', 'return', away, '--out', back);
    const bytes = readFileSync(back);
    bytes[bytes.length - 20]! ^= 1;
    writeFileSync(`${back}.bad`, bytes);
    await at('step-monitor').click();
    await choose(`${back}.bad`, identity);
    await at('merge').click();
    await at('merge-complaint').waitForExist({ timeout: 30_000 });
    assert.match(await at('merge-complaint').getText(), /broken at record 1|can't be taken in/);
    await takePictures(app, 'merge-refused', ['light']);
    await choose(back, identity);
    await at('merge').click();
    await at('merged').waitForExist({ timeout: 30_000 });
    assert.match(await at('merged').getText(), /^1 record of workstation w\w+ taken in/);
  });

  it('rejects a reader and amends the protocol, each with a reason', async () => {
    await at('reject').click();
    await at('reject-reader').selectByVisibleText('A2');
    await at('reject-sheet-reason').setValue('Had read the cases before');
    await takePictures(app, 'reject', ['dark']);
    await app.browser.keys('Enter');
    await at('reject-sheet').waitForExist({ reverse: true });
    await app.browser.waitUntil(async () => (await at('monitor').getText()).includes('rejected'));
    await at('step-design').click();
    await at('amend-protocol').waitForExist();
    await app.browser.$('#field-title-en').setValue('Drafts of two hands, clearer');
    await at('amend-protocol').click();
    await at('amend-sheet-reason').setValue('The title was too short');
    await takePictures(app, 'amend', ['light']);
    await at('amend-sheet-act').click();
    await at('design-news').waitForExist({ timeout: 30_000 });
    assert.match(await at('design-news').getText(), /^Version 2 of the protocol holds/);
  });

  /** What the next dialogs answer, one after another; the last one stays. */
  function choose(...paths: string[]): Promise<void> {
    return app.inMain(
      ({ dialog }, ...answers) => {
        const next = (): string => (answers.length > 1 ? answers.shift() : answers[0]) ?? '';
        dialog.showSaveDialog = async () => ({ canceled: false, filePath: next() });
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [next()] });
      },
      ...paths,
    );
  }

  function shownPath(): Promise<unknown> {
    return app.inMain(() => (globalThis as { shownPath?: string }).shownPath);
  }

  function at(name: string): ReturnType<typeof app.browser.$> {
    return app.browser.$(`[data-testid="${name}"]`);
  }
});
