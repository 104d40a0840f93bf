import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { launchApp } from './support/app.ts';
import { ordinaryUserIsPossible } from './support/ordinary-user.ts';
import { scratchFolder } from './support/studies.ts';

describe('the app', function () {
  this.timeout(120_000);

  it('starts for an ordinary user with the sandbox of the operating system on', async () => {
    const isRoot = process.getuid?.() === 0;
    if (process.platform !== 'linux' || (isRoot && !ordinaryUserIsPossible())) {
      console.log('skipped: this machine gives an ordinary user no sandbox (user namespaces are off)');
      return;
    }
    const app = await launchApp({ userData: scratchFolder('user'), asUser: isRoot });
    await app.browser.$('[data-testid="home"]').waitForExist({ timeout: 60_000 });
    const main = await app.inMain(({ app: { commandLine } }) => ({
      user: process.getuid?.(),
      unsandboxed: commandLine.hasSwitch('no-sandbox'),
    }));
    assert.notEqual(main.user, 0);
    assert.equal(main.unsandboxed, false);
    const window = await app.inMain(({ BrowserWindow: { getAllWindows } }) =>
      getAllWindows()[0]?.webContents.getOSProcessId(),
    );
    // Seccomp mode 2: the kernel filters the system calls of the window's process.
    assert.match(readFileSync(`/proc/${window}/status`, 'utf8'), /^Seccomp:\s+2$/m);
    await app.close();
  });
});
