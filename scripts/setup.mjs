// Makes a clean clone ready to run: packages, Electron, system libraries. Uses Node's own modules only, since it
// runs before anything is installed; does nothing that is done already.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './folders.mjs';
import { withLock } from './lock.mjs';
import { findRuntime } from './runtime.mjs';
import { provideElectron } from './setup/electron.mjs';
import { SetupFailure } from './setup/failure.mjs';
import { checkNode, installPackages } from './setup/packages.mjs';
import { provideSystem } from './setup/system.mjs';

/** @typedef {(line: string) => void} Say */

/**
 * All that the app and its tests need.
 * @param {import('./setup/system.mjs').Needs} needs
 * @param {Say} [say]
 * @returns {Promise<boolean>} false when it failed, for the reason said in one line
 */
export function setUp(needs, say = console.log) {
  return guarded(say, async () => {
    await installPackages(say);
    await provideElectron(say);
    await provideSystem(needs, say);
    const runtime = findRuntime();
    if (runtime) say(`set-up: ready, with Electron ${runtime.version} (${runtime.source}, ${runtime.folder})`);
  });
}

/** What the command line needs. @param {Say} say */
export function setUpPackages(say) {
  return guarded(say, () => installPackages(say));
}

/** @param {Say} say @param {() => Promise<void>} work */
async function guarded(say, work) {
  try {
    checkNode();
    await withLock(join(root, '.cache', 'setup.lock'), work, () => say('set-up: waiting for another set-up to end'));
    return true;
  } catch (thrown) {
    if (!(thrown instanceof SetupFailure)) throw thrown;
    console.error(`set-up failed: ${thrown.message}`);
    return false;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = (await setUp({ driver: true })) ? 0 : 1;
}
