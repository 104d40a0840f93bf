import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommandLine } from '#main/commands/program.ts';
import golden from '#test/golden/stats/laplace.json' with { type: 'json' };

let file: string;
let place: string;

async function run(...words: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  let [stdout, stderr] = ['', ''];
  const status = await runCommandLine(['stats', ...words], {
    out: (text) => void (stdout += text),
    err: (text) => void (stderr += text),
    isTerminal: false,
    now: () => 0,
  });
  return { status, stdout, stderr };
}

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'chexstudy-mixed-'));
  file = join(place, 'study.csv');
  const { reader, case: cases, arm, quality, accepted } = golden.ordinal.crossed.data;
  const rows = reader.map((each, row) => [each, cases[row], arm[row], quality[row], accepted[row]].join(','));
  writeFileSync(file, ['reader,film,arm,quality,accepted', ...rows].join('\n'));
});

afterAll(() => {
  rmSync(place, { recursive: true });
});

const RANDOM = '(1|reader) + (1|case)';
const COLUMNS = ['--columns', 'case=film'];

it('fits a linear mixed model with the means of its arms', async () => {
  const { stdout } = await run(
    'lmm',
    file,
    '--formula',
    `log(quality) ~ arm + ${RANDOM}`,
    ...COLUMNS,
    '--means',
    'arm',
    '--json',
  );
  const report = JSON.parse(stdout) as { rows: number; differences: { name: string; ratio: { estimate: number } }[] };
  expect(report).toMatchObject({
    rows: 240,
    problems: [],
    groups: [
      { group: 'reader', levels: 8 },
      { group: 'case', levels: 30 },
    ],
  });
  expect(report.differences.map(({ name }) => name)).toEqual(['model - draft']);
  const table = await run(
    'lmm',
    file,
    '--formula',
    `quality ~ arm + ${RANDOM}`,
    ...COLUMNS,
    '--reference',
    'arm=model',
  );
  expect(table.stdout).toContain('armdraft');
});

it('fits the models of yes and no and of ratings', async () => {
  for (const [verb, response, name] of [
    ['glmm', 'accepted', '(Intercept)'],
    ['clmm', 'quality', '1|2'],
  ] as const) {
    const words = [verb, file, '--formula', `${response} ~ arm + ${RANDOM}`, ...COLUMNS];
    const { stdout } = await run(...words, '--json');
    const report = JSON.parse(stdout) as { coefficients: { name: string }[] };
    expect(report.coefficients[0]?.name).toBe(name);
    expect(report).toMatchObject({ problems: [] });
    expect((await run(...words)).stdout).toContain('Laplace');
  }
});

it('tests equivalence on a model and on two groups', async () => {
  const model = await run(
    'tost',
    file,
    '--formula',
    `log(quality) ~ arm + ${RANDOM}`,
    ...COLUMNS,
    '--margin',
    '1.25',
    '--json',
  );
  expect(JSON.parse(model.stdout)).toMatchObject({
    difference: 'model - draft',
    equivalent: false,
    upper: { bound: Math.log(1.25) },
  });
  const groups = await run('tost', file, '--columns', 'value=quality,group=arm', '--low', '-2', '--high', '2');
  expect(groups.stdout).toContain("Welch's t");
  expect((await run('tost', file, '--columns', 'value=quality,group=arm')).stderr).toContain('give --margin');
});

it('tries the methods on simulated studies', async () => {
  const { stdout } = await run('coverage', '--seed', '4', '--repetitions', '5', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ effect: { repetitions: 5, failed: 0 }, none: { repetitions: 5 } });
  expect((await run('coverage', '--seed', '4', '--repetitions', '2')).stdout).toContain('Mann-Whitney p < 0.05');
});

it('simulates other designs, and refuses one that can not be', async () => {
  const few = await run(
    'coverage',
    '--seed',
    '4',
    '--repetitions',
    '4',
    '--design',
    'crossed',
    '--readers',
    '3',
    '--cases',
    '9',
  );
  // Wilson's interval of 4 of 4.
  expect(few.stdout).toMatch(
    /^3 readers, 9 cases, 9 and 9 reads a reader, a case in both arms; 4 .*100.0 % \(51.0 % to 100.0 %\)/s,
  );
  const refused = await run('coverage', '--seed', '4', '--cases', '20', '--reads', '15,6');
  expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('a reader needs 21 cases of 20')]);
});
