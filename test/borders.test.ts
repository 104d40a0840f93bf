import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const run = promisify(execFile);

const layers = ['core', 'models', 'studies', 'main', 'renderer'];
const configs = [
  'package.json',
  '.dependency-cruiser.cjs',
  'eslint.config.js',
  'svelte.config.js',
  'tsconfig.base.json',
  'tsconfig.pure.json',
  'tsconfig.main.json',
  'tsconfig.renderer.json',
  'tsconfig.test.json',
];

/** A breach: what is written where, and the rule that must name it. */
interface Breach {
  readonly file: string;
  readonly text: string;
  readonly rule: string;
}

const importBreaches: Breach[] = [
  { file: 'core/planted/node.ts', text: "import 'node:fs';", rule: 'pure-without-node' },
  { file: 'core/planted/type.ts', text: "import type { Stats } from 'node:fs';", rule: 'pure-without-node' },
  { file: 'core/planted/stage.ts', text: "import '#studies/session/event.ts';", rule: 'core-without-stages' },
  { file: 'core/planted/package.ts', text: "import 'commander';", rule: 'pure-packages' },
  { file: 'core/planted/one.ts', text: "import './two.ts';", rule: 'no-cycle' },
  { file: 'core/planted/two.ts', text: "import './one.ts';", rule: '' },
  { file: 'core/planted/lost.ts', text: "import './nowhere.ts';", rule: 'no-unresolved' },
  { file: 'core/planted/files.node.ts', text: "import 'node:fs';", rule: '' },
  { file: 'core/planted/leans.ts', text: "import './files.node.ts';", rule: 'pure-without-node-files' },
  { file: 'models/planted/study.ts', text: "import '#studies/cases/case.ts';", rule: 'models-without-studies' },
  {
    file: 'studies/cases/planted.ts',
    text: "import '#studies/session/event.ts';",
    rule: 'studies-cases-flows-one-way',
  },
  { file: 'studies/session/planted.ts', text: "import '../log/record.ts';", rule: 'studies-session-flows-one-way' },
  { file: 'studies/log/planted.ts', text: "import '#main/services/planted.ts';", rule: 'pure-stays-inside' },
  { file: 'main/services/planted.ts', text: "import 'electron';", rule: 'electron-in-one-folder' },
  { file: 'main/services/window.ts', text: "import '#main/electron/ipc.ts';", rule: 'services-without-electron' },
  { file: 'main/services/second.ts', text: "import 'libsql';", rule: 'one-database-driver' },
  { file: 'main/services/planted-model.ts', text: "import 'onnxruntime-node';", rule: 'one-model-runtime' },
  { file: 'main/services/view.ts', text: "import '#renderer/ui/planted.ts';", rule: 'main-without-renderer' },
  { file: 'main/services/fixture.ts', text: "import '#test/planted.ts';", rule: 'no-test-in-product' },
  { file: 'test/planted.ts', text: 'export {};', rule: '' },
  { file: 'renderer/planted.ts', text: "import '#main/services/planted.ts';", rule: 'renderer-sees-core-and-studies' },
  { file: 'renderer/node.ts', text: "import 'node:path';", rule: 'renderer-without-node' },
  {
    file: 'renderer/viewer/Planted.svelte',
    text: '<script lang="ts">import \'../editor/planted.ts\';</script>',
    rule: 'renderer-domains-apart',
  },
  { file: 'renderer/editor/planted.ts', text: 'export {};', rule: '' },
  { file: 'renderer/ui/planted.ts', text: "import '#studies/cases/case.ts';", rule: 'renderer-ui-knows-no-study' },
];

const lintBreaches: Breach[] = [
  { file: 'core/planted/chance.ts', text: 'export const a = Math.random();', rule: 'no-restricted-properties' },
  { file: 'studies/log/clock.ts', text: 'export const a = Date.now();', rule: 'no-restricted-properties' },
  { file: 'studies/log/today.ts', text: 'export const a = new Date();', rule: 'no-restricted-syntax' },
  { file: 'core/planted/barrel.ts', text: "export * from '#core/errors.ts';", rule: 'no-restricted-syntax' },
  { file: 'core/planted/again.ts', text: "export { Failure } from '#core/errors.ts';", rule: 'no-restricted-syntax' },
  { file: 'core/planted/default.ts', text: 'export default 1;', rule: 'no-restricted-syntax' },
  { file: 'core/planted/any.ts', text: 'export const a: any = 1;', rule: '@typescript-eslint/no-explicit-any' },
  {
    file: 'main/electron/second.ts',
    text: "import { ipcMain } from 'electron';\nipcMain.removeAllListeners();",
    rule: 'no-restricted-syntax',
  },
  {
    file: 'main/electron/third.ts',
    text: "import * as electron from 'electron';\nelectron.ipcRenderer.send('x');",
    rule: 'no-restricted-syntax',
  },
  { file: 'renderer/ui/Words.svelte', text: '<button>Submit</button>', rule: 'no-restricted-syntax' },
  { file: 'renderer/ui/Label.svelte', text: '<button aria-label="Submit"></button>', rule: 'no-restricted-syntax' },
];

/** Refused by the compiler of the layer, which has neither DOM nor Node (or no Node). */
const typeBreaches = {
  pure: ['document.title', 'process.pid', 'setTimeout', 'console.log', 'structuredClone', 'crypto.subtle'],
  renderer: ['process.pid', 'Buffer.from'],
};

let copy = '';

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'chexstudy-borders-'));
  for (const name of [...layers, ...configs]) cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});

afterEach(() => rmSync(copy, { recursive: true, force: true }));

function plant(file: string, text: string): void {
  mkdirSync(dirname(join(copy, file)), { recursive: true });
  writeFileSync(join(copy, file), `${text}\n`);
}

/** What a tool prints, whether it passes or complains. */
async function output(tool: string, ...args: string[]): Promise<string> {
  const options = { cwd: copy, maxBuffer: 1 << 26 };
  try {
    return (await run(process.execPath, [join(root, 'node_modules', tool), ...args], options)).stdout;
  } catch (thrown) {
    return z.object({ stdout: z.string() }).parse(thrown).stdout;
  }
}

const cruise = z.object({
  summary: z.object({ violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })) }),
});
const lint = z.array(
  z.object({ filePath: z.string(), messages: z.array(z.object({ ruleId: z.string().nullable() })) }),
);

describe('planted breaches', () => {
  it('of imports are each named by their rule', async () => {
    for (const breach of importBreaches) plant(breach.file, breach.text);
    const printed = await output(
      'dependency-cruiser/bin/dependency-cruise.mjs',
      ...['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...layers],
    );
    const found = cruise.parse(JSON.parse(printed)).summary.violations;
    const planted = importBreaches.map((breach) => breach.file);
    const named = found.filter((violation) => planted.includes(violation.from));
    const pairs = new Set(named.map((violation) => `${violation.from} ${violation.rule.name}`));
    const expected = importBreaches.filter((breach) => breach.rule).map((breach) => `${breach.file} ${breach.rule}`);
    expect([...pairs].sort()).toEqual(expected.sort());
  });

  it('of style are each named by the linter', async () => {
    for (const breach of lintBreaches) plant(breach.file, breach.text);
    const files = lintBreaches.map((breach) => breach.file);
    const results = lint.parse(JSON.parse(await output('eslint/bin/eslint.js', '--format', 'json', ...files)));
    const missed = lintBreaches.filter((breach) => {
      const result = results.find((candidate) => candidate.filePath.endsWith(breach.file));
      return !result?.messages.some((message) => message.ruleId === breach.rule);
    });
    expect(missed).toEqual([]);
  });

  it.each(Object.entries(typeBreaches))('of the %s layer do not compile', async (layer, expressions) => {
    const folder = layer === 'pure' ? 'core' : layer;
    expressions.forEach((expression, index) =>
      plant(`${folder}/globals/${index}.ts`, `export const a = ${expression};`),
    );
    // The layer's own settings, for the planted files alone: the layer itself compiles, which is another check.
    const planted = { extends: `./tsconfig.${layer}.json`, include: [`${folder}/globals`, `${folder}/*.d.ts`] };
    plant('tsconfig.planted.json', JSON.stringify(planted));
    const printed = await output('typescript/bin/tsc', '-p', 'tsconfig.planted.json');
    const missed = expressions.filter((_, index) => !printed.includes(`${folder}/globals/${index}.ts`));
    expect(missed).toEqual([]);
  });
});
