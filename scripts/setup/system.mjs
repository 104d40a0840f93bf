// What Electron and the tests need from a Linux system: installed where we are root and apt is there, else named.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { binaryIn, findRuntime } from '../runtime.mjs';
import { SetupFailure } from './failure.mjs';
import { runCommand } from './processes.mjs';

/** Debian's packages of the libraries that Electron links or loads. */
const libraryPackages = [
  'libgtk-3-0',
  'libnss3',
  'libnspr4',
  'libatk1.0-0',
  'libatk-bridge2.0-0',
  'libatspi2.0-0',
  'libcups2',
  'libdbus-1-3',
  'libdrm2',
  'libgbm1',
  'libx11-6',
  'libxcomposite1',
  'libxdamage1',
  'libxext6',
  'libxfixes3',
  'libxrandr2',
  'libxcb1',
  'libxkbcommon0',
  'libasound2',
  'libpango-1.0-0',
  'libcairo2',
];

/** A command that must be there, and the package that has it. */
const displayTools = [
  { command: 'Xvfb', package: 'xvfb' },
  { command: 'xvfb-run', package: 'xvfb' },
  { command: 'xauth', package: 'xauth' },
];
const driverTools = [{ command: 'chromedriver', package: 'chromium-driver' }];

/** @typedef {{ driver: boolean }} Needs whether the window is going to be driven by WebdriverIO */

/** @param {Needs} needs @param {(line: string) => void} say */
export async function provideSystem(needs, say) {
  if (process.platform !== 'linux') return;
  const missing = missingPackages(needs);
  if (missing.length === 0) return;
  if (process.getuid?.() === 0 && commandExists('apt-get')) await installByApt(missing, say);
  const still = missingPackages(needs);
  if (still.length === 0) return;
  const advice = commandExists('apt-get')
    ? `run: sudo apt-get install -y --no-install-recommends ${namesInApt(still).join(' ')}`
    : `on Debian they are: ${still.join(' ')}`;
  // WebdriverIO can download a driver, where it has a network.
  const onlyDriver = still.every((name) => driverTools.some((tool) => tool.package === name));
  if (!onlyDriver) throw new SetupFailure(`system packages are missing, ${advice}`);
  say(`set-up: there is no chromedriver, so the tests will try to download one; otherwise ${advice}`);
}

/** @param {Needs} needs */
function missingPackages(needs) {
  const headless = !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'];
  const tools = [...(headless ? displayTools : []), ...(needs.driver ? driverTools : [])];
  const missing = tools.filter((tool) => !commandExists(tool.command)).map((tool) => tool.package);
  return [...new Set([...(librariesAreMissing() ? libraryPackages : []), ...missing])];
}

function librariesAreMissing() {
  const runtime = findRuntime();
  if (!runtime) return true;
  const { stdout } = spawnSync('ldd', [binaryIn(runtime.folder)], { encoding: 'utf8' });
  return stdout.includes('not found');
}

/** @param {string} command */
function commandExists(command) {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return [...folders, '/usr/sbin', '/sbin'].some((folder) => existsSync(join(folder, command)));
}

/** @param {string[]} packages @param {(line: string) => void} say */
async function installByApt(packages, say) {
  say(
    `set-up: installing system packages: ${packages.length > 4 ? `${packages.slice(0, 4).join(', ')} and ${packages.length - 4} more` : packages.join(', ')}`,
  );
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const patience = ['-o', 'DPkg::Lock::Timeout=300', '-q'];
  const busy = (/** @type {number} */ seconds) => say(`set-up: still installing system packages (${seconds} s)`);
  // An old list of packages may still do, so only the installation decides.
  await runCommand('apt-get', [...patience, 'update'], { env, busy });
  const names = namesInApt(packages);
  const result = await runCommand('apt-get', [...patience, 'install', '-y', '--no-install-recommends', ...names], {
    env,
    busy,
  });
  if (!result.passed) throw new SetupFailure(`apt-get install ${names.join(' ')}: ${result.lastLine}`);
}

/**
 * As this system calls them, without what it does not have: Debian 13 and Ubuntu 24.04 renamed some libraries
 * (64-bit time), Ubuntu has no chromium-driver.
 * @param {string[]} packages
 */
function namesInApt(packages) {
  const asked = packages.flatMap((name) => [name, `${name}t64`]);
  const { stdout } = spawnSync('apt-cache', ['show', '--no-all-versions', ...asked], { encoding: 'utf8' });
  const lines = (stdout ?? '').split('\n').filter((line) => line.startsWith('Package: '));
  const known = new Set(lines.map((line) => line.slice('Package: '.length)));
  if (known.size === 0) return packages;
  return packages.map((name) => (known.has(`${name}t64`) ? `${name}t64` : name)).filter((name) => known.has(name));
}
