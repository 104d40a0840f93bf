// The npm packages, exactly as the lockfile has them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../folders.mjs';
import { SetupFailure } from './failure.mjs';
import { runCommand } from './processes.mjs';

const leastNode = [20, 19];

/** @typedef {{ version?: string, optional?: boolean, link?: boolean }} LockedPackage */

export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = leastNode;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return;
  throw new SetupFailure(`Node ${leastNode.join('.')} or newer is needed, this is ${process.versions.node}`);
}

/** @param {(line: string) => void} say */
export async function installPackages(say) {
  if (packagesMatch()) return;
  say('set-up: installing the npm packages of the lockfile');
  const result = await runCommand('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    // Electron's own binary is the next step, with other sources to fall back on.
    env: { ...process.env, ELECTRON_SKIP_BINARY_DOWNLOAD: '1' },
    busy: (seconds) => say(`set-up: still installing the npm packages (${seconds} s)`),
  });
  if (!result.passed) throw new SetupFailure(`npm ci: ${firstError(result.output) ?? result.lastLine}`);
}

/** Whether node_modules holds what the lockfile names; npm writes its own record last of all, so a broken run shows. */
function packagesMatch() {
  const wanted = lockedPackages(join(root, 'package-lock.json'));
  const installed = lockedPackages(join(root, 'node_modules', '.package-lock.json'));
  if (!wanted || !installed) return false;
  for (const [path, { version, optional }] of wanted) {
    const found = installed.get(path);
    if (found ? found.version !== version : !optional) return false;
  }
  return true;
}

/** @param {string} file @returns {Map<string, LockedPackage> | null} */
function lockedPackages(file) {
  try {
    /** @type {{ packages: Record<string, LockedPackage> }} */
    const { packages } = JSON.parse(readFileSync(file, 'utf8'));
    return new Map(Object.entries(packages).filter(([path, entry]) => path !== '' && !entry.link));
  } catch {
    return null;
  }
}

/** npm's first complaint says more than its last. @param {string} output */
function firstError(output) {
  const line = output
    .split('\n')
    .find((text) => /^npm (error|ERR!) (?!code |errno |syscall |type |A complete)/.test(text));
  return line?.replace(/^npm (error|ERR!) /, '');
}
