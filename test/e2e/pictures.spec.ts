import assert from 'node:assert/strict';
import { launchApp, type App } from './support/app.ts';
import { takePictures, type Theme } from './support/pictures.ts';
import { readerOf } from './support/reader.ts';
import { scratchFolder } from './support/studies.ts';

describe('every view, as a newcomer sees it on first start', function () {
  this.timeout(240_000);
  let app: App;

  after(() => app.close());

  it('goes on at the second start with what the first one made, and leaves nothing running', async () => {
    const userData = scratchFolder('user');
    for (const start of ['first', 'second']) {
      app = await launchApp({ userData });
      await app.browser.$('[data-testid="study"]').waitForExist({ timeout: 60_000 });
      assert.equal((await app.browser.$$('[data-testid="study"]').getElements()).length, 1);
      if (start === 'first') await app.close();
    }
  });

  it('opens the demo study, reads a case with the code and the PIN that it shows', async () => {
    const { browser } = app;
    const home = browser.$('[data-testid="study"]');
    await home.waitForExist({ timeout: 60_000 });
    await picture('home', ['light', 'dark']);
    await browser.$('[data-testid="to-models"]').click();
    await browser.$('[data-testid="model"]').waitForExist();
    await picture('models-shipped', ['light', 'dark']);
    await browser.$('[data-testid="back"]').click();
    await home.waitForExist();
    const [, code = '', pin = ''] =
      /code (\S+), PIN (\d+)/.exec(await browser.$('[data-testid="demo-pin"]').getText()) ?? [];
    await browser.$('[data-testid="read"]').click();
    await picture('sign-in', ['dark']);
    await browser.$('[data-testid="sign-in-back"]').click();
    const reader = readerOf(app);
    await reader.signIn('Demonstration', code, pin);
    await picture('worklist', ['dark']);
    await reader.start();
    await picture('reading', ['dark']);
    await browser.keys('F1');
    await browser.$('[role="dialog"]').waitForExist();
    await picture('help', ['dark']);
    await browser.keys('Escape');
    await browser.$('[data-testid="pause"]').click();
    await browser.$('[data-testid="resume"]').waitForExist();
    await picture('paused', ['dark']);
    await browser.$('[data-testid="resume"]').click();
    // A draft, so that every question is asked, and two films beside each other.
    while ((await reader.report()).trim() === '' || (await browser.$$('[data-testid="pane"]').length) < 2) {
      await reader.write('Normal chest.');
      await reader.submit();
      await reader.answer();
      await reader.next();
    }
    await picture('two-views', ['dark']);
    await reader.write(' No change.');
    await reader.submit();
    await picture('questions', ['dark']);
    await browser.$('[data-testid="next"]').click();
    await browser.$('[data-testid="missing"]').waitForExist();
  });

  function picture(name: string, themes: readonly Theme[]): Promise<void> {
    return takePictures(app, name, themes);
  }
});
