import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tenDifferences } from '#core/stats/validation/publishedTables.ts';
import { runCommandLine } from '#main/commands/program.ts';

let place: string;

async function run(...words: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  let [stdout, stderr] = ['', ''];
  const status = await runCommandLine(['stats', ...words], {
    out: (text) => void (stdout += text),
    err: (text) => void (stderr += text),
    isTerminal: false,
    now: () => 0,
  });
  return { status, stdout, stderr: stderr.replaceAll(`${place}/`, '') };
}

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'chexstudy-stats-'));
  writeFileSync(join(place, 'two.csv'), '# times\nseconds,arm\n3.1,a\n5.2,a\n1.4,b\n7.7,b\n2.2,b\nNA,b\n');
  writeFileSync(join(place, 'one.csv'), 'value,group\n1,a\n2,a\n');
});

afterAll(() => {
  rmSync(place, { recursive: true });
});

it('takes other columns for the names that a method looks for', async () => {
  const { status, stdout } = await run(
    'mannwhitney',
    join(place, 'two.csv'),
    '--columns',
    'value=seconds,group=arm',
    '--json',
  );
  expect({ status, result: JSON.parse(stdout) }).toMatchObject({
    status: 0,
    result: { groups: ['a', 'b'], n: [2, 3], u: 4, p: 0.8, method: 'exact', pExact: 0.8 },
  });
});

it('says what is wrong with a table', async () => {
  expect(await run('mannwhitney', join(place, 'two.csv'))).toMatchObject({
    status: 1,
    stderr: 'chexstudy: two.csv: missing columns: value; found: seconds, arm\n',
  });
  expect((await run('mannwhitney', join(place, 'one.csv'))).stderr).toContain('group has 1 values where two are');
});

function tableOf(name: string, ...lines: string[]): string {
  const file = join(place, name);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

async function result(...words: string[]): Promise<Record<string, unknown>> {
  const { status, stdout, stderr } = await run(...words, '--json');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout) as Record<string, unknown>;
}

const SHROUT = ['a,b,c,d', '9,2,5,8', '6,1,3,2', '8,4,6,8', '7,1,2,6', '10,5,6,9', '6,2,4,7'];

it('finds agreement in wide and in long tables', async () => {
  const wide = await result('icc', tableOf('wide.csv', ...SHROUT));
  const [raters = '', ...rows] = SHROUT;
  const long = rows.flatMap((row, name) =>
    row.split(',').map((value, at) => `${name},${raters.split(',')[at]},${value}`),
  );
  expect(await result('icc', tableOf('long.csv', 'case,rater,rating', ...long))).toEqual(wide);
  expect(wide).toMatchObject({
    raters: 4,
    cases: 6,
    forms: [{ icc: expect.closeTo(0.165742, 6) }, {}, {}, {}, {}, {}],
  });
  const three = tableOf(
    'three.csv',
    'case,x,y,z',
    '1,good,good,bad',
    '2,bad,bad,bad',
    '3,good,,good',
    '4,bad,good,good',
  );
  expect(await result('kappa', three)).toMatchObject({ method: 'Fleiss', raters: ['x', 'y', 'z'] });
  expect(await result('alpha', three)).toMatchObject({ level: 'nominal', cases: 4, ratings: 11 });
  const two = tableOf('two-raters.csv', 'case,x,y', '1,1,1', '2,2,3', '3,3,3', '4,1,2', '5,2,2');
  expect(await result('kappa', two, '--weights', 'linear')).toMatchObject({ method: 'Cohen', cases: 5 });
  expect(await result('lin', two)).toMatchObject({ ccc: expect.any(Number) });
  expect((await run('alpha', three, '--level', 'interval')).stderr).toContain('the rating good is no number');
  expect((await run('icc', tableOf('hole.csv', 'x,y', '1,2', '3,', '5,4'))).stderr).toContain('case 2 lacks a rating');
});

it('tells whether the blind held, from a row a read or from counts', async () => {
  const counts = ['arm,guess,count', 'active,active,82', 'active,placebo,25', 'active,,170'];
  const file = tableOf('guesses.csv', ...counts, 'placebo,active,27', 'placebo,placebo,29', "placebo,don't know,83");
  expect(await result('james', file)).toMatchObject({ index: expect.closeTo(0.7479275, 7) });
  expect(await result('bang', file)).toMatchObject([
    { arm: 'active', index: expect.closeTo(0.2057762, 7) },
    { arm: 'placebo', index: expect.closeTo(0.0143885, 7), unknown: 83 },
  ]);
  expect((await run('bang', tableOf('odd.csv', 'arm,guess', 'a,b', 'a,a'))).stderr).toContain('b is none of the arms');
});

it('tests pairs and adjusts p-values', async () => {
  const differences = tableOf('differences.csv', 'difference', ...tenDifferences.map(String));
  expect(await result('wilcoxon', differences)).toMatchObject({
    v: 45,
    p: expect.closeTo(0.083984375, 12),
    low: -0.2,
  });
  const answers = tableOf('answers.csv', 'first,second', '1,0', '1,0', '0,1', '1,1', '0,');
  expect(await result('mcnemar', answers)).toMatchObject({ pairs: 4, firstOnly: 2, secondOnly: 1, pExact: 1 });
  expect(await result('ttest', answers)).toMatchObject({ df: 3, estimate: 0.25 });
  expect(await result('adjust', tableOf('p.csv', 'p', '0.01', '0.04'))).toMatchObject([{ holm: 0.02 }, { holm: 0.04 }]);
});

it('compares modalities, and says why it can not', async () => {
  const rows = ['r1', 'r2', 'r3'].flatMap((reader, r) =>
    ['A', 'B'].flatMap((arm, a) =>
      Array.from(
        { length: 10 },
        (_, name) => `${reader},${arm},c${name},${name % 2},${(name * (7 + 3 * r) + 5 * a * (name % 3)) % 11}`,
      ),
    ),
  );
  const file = tableOf('mrmc.csv', 'reader,arm,case,truth,score', ...rows);
  expect(await result('mrmc', file)).toMatchObject({ readers: ['r1', 'r2', 'r3'], diseased: 5, healthy: 5, df1: 1 });
  expect((await run('mrmc', file, '--only', 'A')).stderr).toBe(
    'chexstudy: Obuchowski-Rockette analysis needs at least 2 modalities; found 1\n',
  );
  const torn = tableOf('torn.csv', 'reader,arm,case,truth,score', ...rows.slice(1));
  expect((await run('mrmc', torn)).stderr).toContain('reader r1 has no score of case c0 with modality A');
  expect((await run('mrmc', file, '--figure', 'sensitivity')).stderr).toContain('needs --threshold');
});
