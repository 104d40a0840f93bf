import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, statfs } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Codec, CodecFrame } from '#core/dicom/codecs.ts';
import { loadCodecs } from './codecs.ts';
import { createDatabase } from './database.ts';
import { openEventWriter } from './eventStore.ts';
import { createIdentity, openKey, readIdentity, sealKey } from './seal.ts';
import { logFiles } from './studyFolder.ts';

/** Whether one thing that the program needs works here; `needed` is false for what only the window needs. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly needed: boolean;
  /** What was found, or why it does not work. */
  readonly detail: string;
}

/** Tries everything that the program needs, one after another, in a temporary folder. */
export async function diagnose(folder: string): Promise<Finding[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'chexstudy-doctor-'));
  try {
    return [
      await finding('node', true, async () => nodeVersion()),
      await finding('database', true, async () => writeLog(scratch)),
      await finding('codecs', true, roundTrips),
      await finding('sealing', true, () => sealAndOpen(scratch)),
      await finding('disk', true, () => freeSpace(folder)),
      await finding('electron', false, electronRuntime),
      await finding('display', false, async () => display()),
    ];
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function finding(name: string, needed: boolean, examine: () => Promise<string>): Promise<Finding> {
  try {
    return { name, needed, ok: true, detail: await examine() };
  } catch (thrown) {
    return { name, needed, ok: false, detail: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

function nodeVersion(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 10)) throw new Error(`${process.version}; 20.10 or newer is needed`);
  return `${process.version}, ${process.platform} ${process.arch}`;
}

/** Fifty durable commits, each with its own write to the disk. */
function writeLog(folder: string): string {
  const { log, lock } = logFiles(folder);
  createDatabase(log);
  const writer = openEventWriter(log, lock, 'doctor');
  try {
    const started = performance.now();
    for (let mono = 1; mono <= 50; mono++) {
      writer.append([{ session: 'doctor', read: null, event: { type: 'heartbeat', payload: {}, wall: 0, mono } }]);
    }
    return `${((performance.now() - started) / 50).toFixed(1)} ms for a record on the disk`;
  } finally {
    writer.close();
  }
}

/** A small ramp through every codec that can write, and back. */
async function roundTrips(): Promise<string> {
  const { jpegLs, jpeg2000, jpeg } = await loadCodecs();
  const tried = Object.entries({ 'JPEG-LS': jpegLs, 'JPEG 2000': jpeg2000, JPEG: jpeg });
  for (const [name, codec] of tried) await roundTrip(name, codec, name === 'JPEG' ? 8 : 12);
  return tried.map(([name]) => name).join(', ');
}

async function roundTrip(name: string, codec: Codec, bits: number): Promise<void> {
  const values = Array.from({ length: 64 * 64 }, (_, index) => (index % 64) * (bits === 8 ? 4 : 60));
  const data = bits === 8 ? Uint8Array.from(values) : Uint16Array.from(values);
  const frame: CodecFrame = { rows: 64, columns: 64, components: 1, bits, signed: false, data };
  if (!codec.encode) throw new Error(`${name} has no encoder`);
  const back = await codec.decode(await codec.encode(frame));
  const worst = Math.max(...values.map((value, index) => Math.abs(value - (back.data[index] ?? Infinity))));
  if (worst > (bits === 8 ? 8 : 0)) throw new Error(`${name} gives values that are off by ${worst}`);
}

async function sealAndOpen(folder: string): Promise<string> {
  const file = join(folder, 'identity.txt');
  const { recipient } = await createIdentity(file, 'doctor');
  const key = { format: 1 as const, seed: 1, reads: {}, drafts: [] };
  await openKey(await sealKey(key, recipient), await readIdentity(file), file);
  return 'a key was sealed and opened';
}

async function freeSpace(folder: string): Promise<string> {
  const { bavail, bsize } = await statfs(folder);
  const gigabytes = (bavail * bsize) / 1e9;
  if (gigabytes < 1) throw new Error(`${gigabytes.toFixed(2)} GB free at ${folder}; a study needs more`);
  return `${gigabytes.toFixed(1)} GB free at ${folder}`;
}

/** The runtime where set-up puts it: named by the user, in the package, or in the user's cache. */
async function electronRuntime(): Promise<string> {
  const places = [process.env['ELECTRON_OVERRIDE_DIST_PATH'], packagedRuntime(), ...cachedRuntimes()];
  for (const place of places) {
    const file = place && join(place, 'version');
    if (file && existsSync(file)) return `${(await readFile(file, 'utf8')).trim().replace(/^v/, '')} in ${place}`;
  }
  throw new Error('no runtime was found; npm start fetches one');
}

function packagedRuntime(): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('electron/package.json')), 'dist');
  } catch {
    return undefined;
  }
}

function cachedRuntimes(): string[] {
  const folder = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'chexstudy', 'electron');
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

function display(): string {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform !== 'linux') return 'the desktop';
  const name = WAYLAND_DISPLAY ?? DISPLAY;
  if (!name) throw new Error('none; the window can only run under Xvfb');
  return name;
}
