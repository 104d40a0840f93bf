// Takes the README's pictures anew from the end-to-end run: `npm run pictures`.
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { endToEnd } from './e2e.mjs';
import { root } from './folders.mjs';

const pictures = {
  'two-views-dark-1366x768.png': 'reading.png',
  'questions-dark-1366x768.png': 'questions.png',
  'home-light-1366x768.png': 'home.png',
  'analysis-figures-light-1366x768.png': 'analysis.png',
  'asking-phantom-light-1366x768.png': 'asking.png',
};

const specs = ['pictures', 'analysis', 'firstStart'].flatMap((name) => ['--spec', `test/e2e/${name}.spec.ts`]);
const taken = (await build([], console.log)) && endToEnd(specs);
if (taken) {
  const folder = join(root, 'docs', 'pictures');
  mkdirSync(folder, { recursive: true });
  for (const [from, to] of Object.entries(pictures)) {
    copyFileSync(join(root, 'out', 'screenshots', from), join(folder, to));
  }
}
process.exitCode = taken ? 0 : 1;
