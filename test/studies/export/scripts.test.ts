import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeBundle } from '#studies/export/bundle.ts';
import { protocol as schema } from '#studies/protocol/protocol.ts';
import { paperEffect } from '#studies/simulate/paperEffect.ts';
import template from '#studies/templates/chexagent-v2.json' with { type: 'json' };
import { temporaryFolder } from '#test/tools/temporary.ts';
import { memorySink } from './memorySink.ts';
import { simulatedStudy } from './simulated.ts';

/** Whether a program starts and finds what it needs. */
function runs(program: string, ...words: string[]): boolean {
  return spawnSync(program, words).status === 0;
}
const hasR = runs('Rscript', '-e', 'library(lme4); library(lmerTest)');
const hasPython = runs('python3', '--version');

const folder = temporaryFolder();
if (hasR || hasPython) {
  const { sink, files } = memorySink();
  const effect = { ...paperEffect, readerSd: 0.2, caseSd: 0.25 };
  await writeBundle(simulatedStudy(schema.parse(template), 11, effect), sink);
  for (const [name, content] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** The last lines of a script's output as numbers. */
function played(program: string, script: string): { compared: number; largest: number; status: number | null } {
  const { stdout, stderr, status } = spawnSync(program, [script], { cwd: folder, encoding: 'utf8' });
  const number = (pattern: RegExp): number => Number(pattern.exec(stdout)?.[1] ?? NaN);
  const largest = number(/largest difference: (\S+)/);
  if (!(largest < 1e-4)) throw new Error(`${stdout}\n${stderr}`);
  return { compared: number(/numbers compared: (\d+)/), largest, status };
}

describe('the scripts of the export make the numbers of the app again', () => {
  test.skipIf(!hasR)('in R with lme4 and lmerTest (skipped where they are not installed)', () => {
    const { compared, largest, status } = played('Rscript', 'analysis.R');
    expect(status).toBe(0);
    expect(largest).toBeLessThan(1e-4);
    // All but the corrected p-values and the two endpoints that stand in answers.csv.
    const lines = readFileSync(join(folder, 'results.csv'), 'utf8').trimEnd().split('\n').slice(1);
    expect(compared).toBe(lines.filter((line) => !/pAdjusted|attending-(rating|writing)/.test(line)).length);
  });

  test.skipIf(!hasPython)('in Python, what needs no Satterthwaite (skipped where there is none)', () => {
    const { compared, largest, status } = played('python3', 'analysis.py');
    expect(status).toBe(0);
    expect(largest).toBeLessThan(1e-4);
    expect(compared).toBeGreaterThan(50);
  });
});
