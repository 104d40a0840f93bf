#!/usr/bin/env node
// The command line: brought up to date first (words on stderr only), then run in this process.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { root } from './folders.mjs';
import { setUpPackages } from './setup.mjs';

/** @param {string} line */
function sayAside(line) {
  process.stderr.write(`${line}\n`);
}

if (!existsSync(join(root, 'node_modules')) && !(await setUpPackages(sayAside))) process.exitCode = 1;
else if (!(await build(['cli', 'model-runtime', 'power-worker', 'instruct-worker']))) process.exitCode = 1;
else await import(pathToFileURL(join(root, 'dist', 'cli.mjs')).href);
