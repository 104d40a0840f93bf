import assert from 'node:assert/strict';
import { launchApp, type App } from './support/app.ts';
import { takePictures } from './support/pictures.ts';
import { readerOf } from './support/reader.ts';
import { knowStudy, openStudy, scratchFolder } from './support/studies.ts';

describe('an open study with breaks, and its monitor', function () {
  this.timeout(240_000);
  const userData = scratchFolder('user');
  let app: App;

  before(async () => {
    const sessions = { mostReads: 1, breakMinutes: 10 };
    const study = openStudy('Watched', { scratch: 1, 'model-draft': 1 }, undefined, { sessions });
    knowStudy(userData, study);
    app = await launchApp({ userData });
    const reader = readerOf(app);
    await reader.signIn(study.title, study.code, study.pin);
    await reader.start();
    await reader.write('No change.');
    await reader.submit();
    await reader.answer();
  });
  after(() => app.close());

  it('gives the reader a break that ends early only for a reason', async () => {
    await app.browser.keys(['Control', 'Enter']);
    const end = app.browser.$('[data-testid="rest-act"]');
    await app.browser.$('[data-testid="rest-left"]').waitForExist();
    assert.match(await app.browser.$('[data-testid="rest-left"]').getText(), /\b9:\d\d/);
    assert.ok(!(await app.browser.$('.cm-content').isExisting()));
    await takePictures(app, 'break', ['light', 'dark']);
    assert.ok(!(await end.isEnabled()));
    await app.browser.$('[data-testid="rest-reason"]').setValue('Called away at noon');
    await end.click();
    await app.browser.$('[data-testid="room"][data-phase="reading"]').waitForExist();
    await app.close();
    app = await launchApp({ userData });
  });

  it('shows progress, the read that was broken off and the chain, and no result', async () => {
    await app.browser.$('[data-testid="next-step"]').click();
    await app.browser.$('[data-testid="chain"]').waitForExist();
    assert.match(await app.browser.$('[data-testid="chain"]').getText(), /records in the log, the chain is whole/);
    const row = await app.browser.$('table tbody tr').getText();
    assert.match(row, /1 \/ 2/);
    assert.match(row, /1 read not finished/);
    const page = await app.browser.$('[data-testid="monitor"]').getText();
    assert.doesNotMatch(page, /model-draft|scratch|\d+ s\b/);
    await takePictures(app, 'monitor', ['light', 'dark']);
  });
});
