import assert from 'node:assert/strict';
import { join } from 'node:path';
import { launchApp, type App } from './support/app.ts';
import { commandJson } from './support/command-line.ts';
import { takePictures } from './support/pictures.ts';
import { scratchFolder, usedBefore } from './support/studies.ts';

/** Of each list. */
const ITEMS = 3;
const LISTS = 10;

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
    await app.inMain(
      ({ dialog }, path) => {
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
      },
      join(films, 'data.json'),
    );
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
    await at('worst-answer').click();
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

  function at(name: string): ReturnType<typeof app.browser.$> {
    return app.browser.$(`[data-testid="${name}"]`);
  }

  async function items(): Promise<number> {
    return Number(await at('chosen-bench').getAttribute('data-items'));
  }
});
