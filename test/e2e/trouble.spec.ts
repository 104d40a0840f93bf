import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchApp, type App } from './support/app.ts';
import { commandJson } from './support/command-line.ts';
import { readerOf } from './support/reader.ts';
import { knowStudy, openStudy, scratchFolder, type OpenStudy } from './support/studies.ts';

const isRoot = process.getuid?.() === 0;

describe('trouble in the window', function () {
  this.timeout(240_000);

  it('a study of a newer version is named as such, and a wrong PIN, with which nobody is let in', async () => {
    const study = openStudy('Wrong PIN', { 'model-draft': 1 });
    const newer = openStudy('From the future', { 'model-draft': 1 });
    const file = join(newer.folder, 'study.json');
    writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), format: 99 }));
    const app = await launchedWith(study, newer);
    assert.match(await rowOf(app, newer).getText(), /newer version \(format 99/);
    await rowOf(app, study).$('[data-testid="read"]').click();
    await app.browser.$('[data-testid="sign-in-code"]').setValue(study.code);
    await app.browser.$('[data-testid="sign-in-pin"]').setValue(study.pin === '000000' ? '000001' : '000000');
    await app.browser.$('[data-testid="sign-in-submit"]').click();
    await app.browser.waitUntil(async () => (await complaint(app, 'sign-in-complaint')) !== '');
    assert.equal(await complaint(app, 'sign-in-complaint'), 'The code or the PIN is wrong');
    assert.ok(!(await app.browser.$('[data-testid="worklist"]').isExisting()));
    await app.close();
  });

  it('a full disk stops the reader with a clear notice and loses nothing', async function () {
    if (!isRoot) {
      console.log('skipped: only root can mount the small disk of this test');
      return;
    }
    const disk = scratchFolder('disk');
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk]);
    try {
      const study = onDisk(disk, openStudy('Full disk', { 'model-draft': 1 }));
      const app = await launchedWith(study);
      const reader = readerOf(app);
      await reader.signIn(study.title, study.code, study.pin);
      await reader.start();
      await reader.write('Before. ');
      fill(disk);
      await reader.write('X');
      await app.browser.$('[data-testid="unsaved-notice"]').waitForExist({ timeout: 30_000 });
      assert.match(
        await app.browser.$('[data-testid="unsaved-reason"]').getText(),
        /The disk .* is full; free some space/,
      );
      await app.screenshot('full-disk');
      rmSync(join(disk, 'filler'));
      await app.browser.$('[data-testid="retry"]').click();
      await app.browser.$('[data-testid="resume"]').waitForExist({ timeout: 20_000 });
      await app.browser.$('[data-testid="resume"]').click();
      await reader.write(' After.');
      const text = await reader.report();
      assert.match(text, /Before\. X After\.$/);
      await reader.submit();
      await reader.answer();
      await reader.next();
      await app.close();
      assert.equal(commandJson<{ submitted: number }>('study', 'replay', study.folder).submitted, 1);
      commandJson('study', 'verify', study.folder);
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
  });
});

async function launchedWith(...studies: readonly OpenStudy[]): Promise<App> {
  const userData = scratchFolder('user');
  mkdirSync(userData, { recursive: true });
  knowStudy(userData, ...studies);
  const app = await launchApp({ userData });
  await app.browser.$('[data-testid="study"]').waitForExist();
  return app;
}

function rowOf({ browser }: App, { title }: OpenStudy): ReturnType<typeof browser.$> {
  return browser.$(`//*[@data-testid="study"][.//h2[text()="${title}"]]`);
}

async function complaint({ browser }: App, name: string): Promise<string> {
  const element = browser.$(`[data-testid="${name}"]`);
  return (await element.isExisting()) ? element.getText() : '';
}

function onDisk(disk: string, study: OpenStudy): OpenStudy {
  const folder = join(disk, 'study');
  cpSync(study.folder, folder, { recursive: true });
  return { ...study, folder };
}

/** Writes until not one page is free. */
function fill(disk: string): void {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize));
}
