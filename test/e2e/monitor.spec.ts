import assert from 'node:assert/strict';
import { launchApp, type App } from './support/app.ts';
import { takePictures } from './support/pictures.ts';
import { readerOf } from './support/reader.ts';
import { knowStudy, openStudy, scratchFolder } from './support/studies.ts';

describe('the monitor of an open study', function () {
  this.timeout(240_000);
  const userData = scratchFolder('user');
  let app: App;

  before(async () => {
    const study = openStudy('Watched', { scratch: 1, 'model-draft': 1 });
    knowStudy(userData, study);
    app = await launchApp({ userData });
    const reader = readerOf(app);
    await reader.signIn(study.title, study.code, study.pin);
    await reader.start();
    await reader.write('No change.');
    await reader.submit();
    await reader.answer();
    await reader.next();
    await app.close();
    app = await launchApp({ userData });
  });
  after(() => app.close());

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
