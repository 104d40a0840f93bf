#!/usr/bin/env node
// The command line: brought up to date first (words on stderr only), then run in this process.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './folders.mjs';

try {
  if (existsSync(join(root, 'main', 'cli.ts'))) {
    const { build } = await import('./build.mjs');
    await build(['cli']);
  }
  await import(pathToFileURL(join(root, 'dist', 'cli.mjs')).href);
} catch (thrown) {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 1;
}
