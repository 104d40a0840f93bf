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

/**
 * @param {import('./setup/system.mjs').Needs} needs
 * @param {(line: string) => void} [say]
 */
export async function setUp(needs, say = (line) => console.log(`set-up: ${line}`)) {
  checkNode();
  await withLock(join(root, '.cache', 'setup.lock'), async () => {
    await installPackages(say);
    await provideElectron(say);
    await provideSystem(needs, say);
  });
  const runtime = findRuntime();
  if (runtime) say(`ready, with Electron ${runtime.version} (${runtime.source}, ${runtime.folder})`);
}

/**
 * Runs a program's main function; a failure of set-up is one line.
 * @param {() => Promise<boolean>} main whether all went well
 */
export async function runProgram(main) {
  try {
    process.exitCode = (await main()) ? 0 : 1;
  } catch (thrown) {
    console.error(thrown instanceof SetupFailure ? `set-up failed: ${thrown.message}` : thrown);
    process.exitCode = 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runProgram(async () => {
    await setUp({ driver: true });
    return true;
  });
}
