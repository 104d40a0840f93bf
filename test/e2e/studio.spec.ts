import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import demo from '#studies/templates/demo.json' with { type: 'json' };
import { launchApp, type App } from './support/app.ts';
import { commandJson } from './support/command-line.ts';
import { takePictures } from './support/pictures.ts';
import { knowStudy, scratchFolder } from './support/studies.ts';

const TITLE = 'Drafts of two hands';

describe('the studio of a study, from its lists to what comes back', function () {
  this.timeout(300_000);
  const userData = scratchFolder('user');
  const place = scratchFolder('studio');
  const study = join(place, 'study');
  const identity = join(place, 'identity.txt');
  let app: App;

  before(async () => {
    const arms = ['resident-draft', 'model-draft'].map((arm) => ({ arm, cases: 24 }));
    const group = { id: 'attendings', label: { en: 'Attendings' }, readers: 4, arms };
    const protocol = {
      ...demo,
      title: { en: TITLE },
      cases: 24,
      groups: [group],
      design: { kind: 'crossed', washoutDays: 28 },
      endpoints: [],
    };
    const file = join(place, 'protocol.json');
    writeFileSync(file, JSON.stringify(protocol));
    commandJson('study', 'new', study, '--protocol', file, '--demo-cases', '24');
    knowStudy(userData, { folder: study, title: TITLE });
    app = await launchApp({ userData });
    await app.inMain(({ dialog }, path) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath: path });
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
    }, identity);
  });
  after(() => app.close());

  it('makes the reading lists and shows them as a matrix that the keyboard goes through', async () => {
    await at('next-step').click();
    await at('step-schedule').click();
    await at('no-lists').waitForExist();
    await takePictures(app, 'schedule-empty', ['light', 'dark']);
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

  function at(name: string): ReturnType<typeof app.browser.$> {
    return app.browser.$(`[data-testid="${name}"]`);
  }
});
