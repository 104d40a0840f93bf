import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeBundle } from '#studies/export/bundle.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';
import { everyEffect, everyEndpoint } from './everyEndpoint.ts';
import { memorySink } from './memorySink.ts';
import { simulatedStudy } from './simulated.ts';

/** Whether a program starts and finds what it needs. */
function runs(program: string, ...words: string[]): boolean {
  return spawnSync(program, words).status === 0;
}
const hasR = runs('Rscript', '-e', 'library(lme4); library(lmerTest)');
const hasOrdinal = hasR && runs('Rscript', '-e', 'library(ordinal)');
const hasPython = runs('python3', '--version');

const folder = temporaryFolder();
if (hasR || hasPython) {
  const { sink, files } = memorySink();
  await writeBundle(simulatedStudy(everyEndpoint, 11, everyEffect), sink);
  for (const [name, content] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** What a script printed, and the numbers of its last lines. */
function played(program: string, script: string) {
  const { stdout, stderr, status } = spawnSync(program, [script], { cwd: folder, encoding: 'utf8' });
  const number = (pattern: RegExp): number => Number(pattern.exec(stdout)?.[1] ?? NaN);
  const largest = number(/largest difference: (\S+)/);
  if (!(largest < 1e-4)) throw new Error(`${stdout}\n${stderr}`);
  return { compared: number(/numbers compared: (\d+)/), largest, status, stdout };
}

/** The lines of results.csv. */
function resultLines(): string[] {
  return readFileSync(join(folder, 'results.csv'), 'utf8').trimEnd().split('\n').slice(1);
}

describe('the scripts of the export make the numbers of the app again', { timeout: 300_000 }, () => {
  test.skipIf(!hasR)('in R with lme4 and lmerTest (skipped where they are not installed)', () => {
    const { compared, largest, status, stdout } = played('Rscript', 'analysis.R');
    expect(status).toBe(0);
    expect(largest).toBeLessThan(1e-4);
    const lines = resultLines();
    for (const { id } of everyEndpoint.endpoints ?? []) expect(lines.join('')).toContain(`"${id}"`);
    // Ratings and preferences by an ordinal model need the package ordinal, and p-values corrected with theirs.
    const without = /"(attending-rating|preference)"|^"endpoint","(?!resident-time).*"pAdjusted"/;
    expect(compared).toBe(lines.filter((line) => hasOrdinal || !without.test(line)).length);
    if (!hasOrdinal) expect(stdout).toContain('preference: the package ordinal is not installed');
  });

  test.skipIf(!hasPython)('in Python, and it says what it leaves out (skipped where there is none)', () => {
    const { compared, largest, status, stdout } = played('python3', 'analysis.py');
    expect(status).toBe(0);
    expect(largest).toBeLessThan(1e-4);
    for (const id of ['rating-ranks', 'preference-ranks', 'preference-mean'])
      expect(stdout).toMatch(new RegExp(`^endpoint ${id} .* estimate `, 'm'));
    expect(stdout).toContain('Python has no ordinal mixed model');
    expect(stdout).toContain('two texts of one arm are compared in analysis.R');
    // Of each arm all numbers but none of the models.
    expect(compared).toBeGreaterThan(resultLines().filter((line) => /^"(arm|answer)"/.test(line)).length);
  });
});
