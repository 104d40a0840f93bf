import { spawnSync } from 'node:child_process';
import { chownSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** What is started: an Electron and the folder of the app; by which program, and with what added to the environment. */
export interface Start {
  readonly binary: string;
  readonly app: string;
  readonly runner?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A folder to be thrown away afterwards. */
  readonly home?: string;
}

const NOBODY = 65534;
const identity = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];

/** Whether this machine lets an ordinary user have Chromium's sandbox (containers often do not), and we may become one. */
export function ordinaryUserIsPossible(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  return spawnSync('setpriv', [...identity, 'unshare', '--user', '--pid', '--fork', 'true']).status === 0;
}

/** The same start by a user without any rights, who gets copies of what only root may read. */
export function ordinaryUser(start: Start, userData: string): Start {
  const home = mkdtempSync(join(tmpdir(), 'chexstudy-user-'));
  const binary = canRead(start.binary)
    ? start.binary
    : join(copyFolder(dirname(start.binary), join(home, 'runtime')), 'electron');
  const app = canRead(join(start.app, 'package.json')) ? start.app : copyApp(start.app, join(home, 'app'));
  const env: Record<string, string> = { HOME: home };
  const authority = process.env['XAUTHORITY'];
  if (authority !== undefined && existsSync(authority)) {
    env['XAUTHORITY'] = join(home, '.Xauthority');
    copyFileSync(authority, env['XAUTHORITY']);
    chownSync(env['XAUTHORITY'], NOBODY, NOBODY);
  }
  for (const folder of [home, userData]) chownSync(folder, NOBODY, NOBODY);
  return { binary, app, env, home, runner: ['setpriv', ...identity] };
}

function canRead(file: string): boolean {
  return spawnSync('setpriv', [...identity, 'test', '-r', file]).status === 0;
}

function copyFolder(from: string, to: string): string {
  cpSync(from, to, { recursive: true });
  return to;
}

const lockfile = z.object({ packages: z.record(z.string(), z.object({ dev: z.boolean().optional() })) });

/** What a running app needs of the repository: its description, its build, and the packages it ships. */
function copyApp(from: string, to: string): string {
  const shipped = Object.entries(
    lockfile.parse(JSON.parse(readFileSync(join(from, 'package-lock.json'), 'utf8'))).packages,
  )
    .filter(([path, entry]) => path !== '' && entry.dev !== true && existsSync(join(from, path)))
    .map(([path]) => path);
  mkdirSync(to, { recursive: true });
  for (const path of ['package.json', 'dist', ...shipped])
    cpSync(join(from, path), join(to, path), { recursive: true });
  return to;
}
