import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';
import { verifyChain } from '#studies/log/chain.ts';
import { createDatabase } from '#main/services/database.ts';
import { openEventLog, openEventWriter, type EventWriter, type NewEvent } from '#main/services/eventStore.ts';

const root = join(import.meta.dirname, '../../..');

/** A folder of this test's own, gone when it ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'chexstudy-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A disk of so many kilobytes, or null where this user may not mount one. */
export function smallDisk(kilobytes: number): string | null {
  const folder = temporaryFolder();
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder]);
  if (mounted.status !== 0) return null;
  onTestFinished(() => void spawnSync('umount', ['-l', folder]));
  return folder;
}

/** A program for a child process, bundled where it finds the installed packages. Returns its file. */
export async function bundleForChild(source: string): Promise<string> {
  const folder = join(root, 'node_modules/.cache/chexstudy-test');
  mkdirSync(folder, { recursive: true });
  const outfile = join(mkdtempSync(join(folder, 'child-')), 'child.mjs');
  onTestFinished(() => rmSync(join(outfile, '..'), { recursive: true, force: true }));
  await build({ entryPoints: [source], outfile, bundle: true, platform: 'node', format: 'esm', external: ['libsql'] });
  return outfile;
}

/** An empty log in a folder, and how to open it. */
export function newLog(folder: string): {
  write: () => EventWriter;
  check: () => { records: number; lastHash: string };
} {
  const file = join(folder, 'log.sqlite');
  createDatabase(file);
  return {
    write: () => openEventWriter(file, join(folder, 'writer.lock'), 'study'),
    check() {
      const log = openEventLog(file);
      const found = verifyChain(log.records());
      log.close();
      return found;
    },
  };
}

/** A typed letter, as large as asked. */
export function typed(number: number, length = 1): NewEvent {
  const changes: [number, number, string][] = [[0, 0, 'x'.repeat(length)]];
  const payload = { changes, origin: 'input.type', length: length * number };
  return {
    session: 'session',
    read: 'rabcdef1',
    event: { type: 'text.changed', payload, wall: 1000 + number, mono: number },
  };
}
