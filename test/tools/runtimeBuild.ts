import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll } from 'vitest';
import { forkRuntime, type StartRuntime } from '#main/services/model/runtime/fork.ts';

const root = process.cwd();

/** Builds the runtime's process as the product does; inside the project, so that its packages are found. */
export async function buildRuntime(entry = 'main/services/model/runtime/worker.ts'): Promise<string> {
  const folder = mkdtempSync(join(root, 'node_modules', '.runtime-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, 'model-runtime.mjs');
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
  });
  return outfile;
}

export function starter(file: string, environment: Readonly<Record<string, string>> = {}): StartRuntime {
  return () => forkRuntime(file, environment);
}
