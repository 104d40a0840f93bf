import assert from 'node:assert/strict';
import { launchApp, type App } from './support/app.ts';
import { takePictures } from './support/pictures.ts';
import { readerOf, type Reader } from './support/reader.ts';
import { knowStudy, openStudy, scratchFolder } from './support/studies.ts';

describe('an open study with breaks, and its monitor', function () {
  this.timeout(240_000);
  const userData = scratchFolder('user');
  let app: App;
  let reader: Reader;
  let study: ReturnType<typeof openStudy>;

  before(async () => {
    const conduct = { practice: 1, sessions: { mostReads: 2, breakMinutes: 10 } };
    study = openStudy('Watched', { scratch: 1, 'model-draft': 1 }, undefined, conduct);
    knowStudy(userData, study);
    await begin();
    await reader.signIn(study.title, study.code, study.pin);
  });
  after(() => app.close());

  it('begins with practice, which is counted apart', async () => {
    assert.match(await app.browser.$('[data-testid="practice"]').getText(), /does not count/);
    await takePictures(app, 'practice-worklist', ['dark']);
    await reader.start();
    assert.equal(await reader.position(), 'Practice case 1 of 1');
    await takePictures(app, 'practice', ['dark']);
    await read();
    await reader.next();
    assert.equal(await reader.position(), 'Case 1 of 2');
    await read();
  });

  it('gives the reader a break, which the monitor tells and no new start ends', async () => {
    await app.browser.keys(['Control', 'Enter']);
    await app.browser.$('[data-testid="rest-left"]').waitForExist();
    await app.close();
    await begin();
    await app.browser.$('[data-testid="next-step"]').click();
    await app.browser.$('[data-testid="chain"]').waitForExist();
    assert.match(await app.browser.$('table tbody tr').getText(), /on a break until/);
    await takePictures(app, 'monitor-break', ['light']);
    await app.close();
    await begin();
    await reader.signIn(study.title, study.code, study.pin);
    await app.browser.$('[data-testid="start"]').click();
    await app.browser.$('[data-testid="rest-left"]').waitForExist();
  });

  it('lets the break end early only for a reason', async () => {
    const end = app.browser.$('[data-testid="rest-act"]');
    assert.match(await app.browser.$('[data-testid="rest-left"]').getText(), / (10:00|9:\d\d)\./);
    assert.ok(!(await app.browser.$('.cm-content').isExisting()));
    await takePictures(app, 'break', ['dark']);
    assert.ok(!(await end.isEnabled()));
    await app.browser.$('[data-testid="rest-reason"]').click();
    await moveClock(10);
    await app.browser.$('[data-testid="rest-over"]').waitForExist();
    assert.ok(await end.isFocused());
    await moveClock(-10);
    await app.browser.$('[data-testid="rest-reason"]').setValue('Called away at noon');
    await end.click();
    await app.browser.$('[data-testid="room"][data-phase="reading"]').waitForExist();
    await app.close();
    await begin();
  });

  it('shows progress, the read that was broken off and the chain, and no result', async () => {
    await app.browser.$('[data-testid="next-step"]').click();
    await app.browser.$('[data-testid="chain"]').waitForExist();
    assert.match(await app.browser.$('[data-testid="chain"]').getText(), /records in the log, the chain is whole/);
    const row = await app.browser.$('table tbody tr').getText();
    assert.match(row, /2 \/ 3/);
    assert.match(row, /1 read not finished/);
    const page = await app.browser.$('[data-testid="monitor"]').getText();
    assert.doesNotMatch(page, /model-draft|scratch|\d+ s\b/);
    await takePictures(app, 'monitor', ['light', 'dark']);
  });

  async function begin(): Promise<void> {
    app = await launchApp({ userData });
    reader = readerOf(app);
  }

  /** The clock that the window shows, not the one that the break is kept by. */
  async function moveClock(minutes: number): Promise<void> {
    await app.browser.execute((step) => {
      const real = Date.now.bind(Date);
      Date.now = () => real() + step;
    }, minutes * 60_000);
  }

  async function read(): Promise<void> {
    await reader.write('No change.');
    await reader.submit();
    await reader.answer();
  }
});
