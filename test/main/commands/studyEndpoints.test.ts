import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeAll, expect, it } from 'vitest';
import { runCommandLine } from '#main/commands/program.ts';
import type { Analysis } from '#studies/analysis/analyse.ts';
import { protocol as schema } from '#studies/protocol/protocol.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';
import { makeStudy, smallProtocol } from '../services/study.ts';

const [residents, attendings] = smallProtocol().groups;
const arms = ['resident-draft', 'model-draft'] as const;
const compared = { role: 'primary', group: 'attendings', arms, randomEffects: [] } as const;
const preference = { kind: 'preference', item: 'which', favours: 'draft', against: 'own' } as const;

/** Two attendings, twelve cases in each arm, and endpoints that can be worked out by hand. */
const protocol = schema.parse({
  ...smallProtocol(),
  cases: 24,
  groups: [residents, { ...attendings, readers: 2, arms: arms.map((arm) => ({ arm, cases: 12 })) }],
  questionnaire: [
    {
      id: 'which',
      type: 'choices',
      label: { en: 'Which would you rather sign?' },
      asked: 'draft',
      required: 'yes',
      options: ['draft', 'own', 'either'].map((id) => ({ id, exclusive: true, label: { en: id } })),
    },
  ],
  endpoints: [
    { id: 'preference-ranks', ...compared, measure: preference, method: 'mann-whitney' },
    { id: 'preference-mean', ...compared, measure: preference, method: 'linear' },
    { id: 'effusion', ...compared, measure: { kind: 'finding', finding: 'Pleural Effusion' }, method: 'logistic' },
  ],
});

const folder = temporaryFolder();
let analysis: Analysis;

async function run(...words: string[]): Promise<string> {
  let [stdout, stderr] = ['', ''];
  const status = await runCommandLine(['study', ...words], {
    out: (text) => void (stdout += text),
    err: (text) => void (stderr += text),
    isTerminal: false,
    now: () => 0,
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** The attendings' rows of a table of the export, by arm. */
function byArm(table: string): Record<string, string>[][] {
  const rows: Record<string, string>[] = parse(readFileSync(join(folder, 'bundle', table)), { columns: true });
  return arms.map((arm) => rows.filter((row) => row['group'] === 'attendings' && row['arm'] === arm));
}

function result(id: string): Analysis['endpoints'][number] {
  const found = analysis.endpoints.find((each) => each.id === id);
  if (!found) throw new Error(`${id} is not there`);
  return found;
}

beforeAll(async () => {
  const study = join(folder, 'study');
  await makeStudy(study, protocol, (_source, number) =>
    number % 2 === 0 ? 'The lungs are clear. No pleural effusion.' : 'There is a small left pleural effusion.',
  );
  await run('simulate', study, '--seed', '5');
  analysis = JSON.parse(await run('analyse', study, '--json')) as Analysis;
  await run('export', study, '--out', join(folder, 'bundle'));
}, 120_000);

it('a preference is 1 for, -1 against and 0 for neither: the figures of its ranks and means by hand', () => {
  const score: Readonly<Record<string, number>> = { draft: 1, own: -1, either: 0 };
  const [first = [], second = []] = byArm('answers.csv').map((rows) => rows.map(({ code = '' }) => score[code] ?? NaN));
  expect([first.length, second.length]).toEqual([24, 24]);
  const wins = second.flatMap((b) => first.map((a): number => (b > a ? 1 : b === a ? 0.5 : 0)));
  expect(result('preference-ranks').estimate).toBeCloseTo(wins.reduce((sum, win) => sum + win, 0) / 24 ** 2, 12);
  const [a = NaN, b = NaN] = [first, second].map((values) => values.reduce((sum, value) => sum + value, 0) / 24);
  expect(result('preference-mean').estimate).toBeCloseTo(b - a, 12);
});

it('a finding is there where the final text says so: the odds ratio of the two by two table', () => {
  const tables = byArm('reads.csv');
  const [[a, b] = [], [c, d] = []] = tables.map((rows) => {
    const stated = rows.filter((row) => row['findings_stated']?.split('; ').includes('Pleural Effusion'));
    for (const row of stated) expect(row['final_text']).toMatch(/effusion/);
    return [stated.length, rows.length - stated.length];
  });
  if (!a || !b || !c || !d) throw new Error('a cell of the table is empty');
  expect([a + b, c + d]).toEqual([24, 24]);
  const { estimate, ciLow, ciHigh, p } = result('effusion');
  // Woolf, Annals of Human Genetics 1955;19:251.
  const log = Math.log((c * b) / (d * a));
  const se = Math.sqrt(1 / a + 1 / b + 1 / c + 1 / d);
  expect(Math.log(estimate ?? NaN)).toBeCloseTo(log, 5);
  expect(Math.log(ciLow ?? NaN)).toBeCloseTo(log - 1.959963985 * se, 5);
  expect(Math.log(ciHigh ?? NaN)).toBeCloseTo(log + 1.959963985 * se, 5);
  expect(p).toBeGreaterThan(0);
});

it('the table for people shows endpoints, findings, readers and ratings', async () => {
  const table = await run('analyse', join(folder, 'study'));
  expect(table).toMatch(/^effusion +primary +resident-draft \/ model-draft +24 \/ 24 +odds ratio/m);
  expect(table).toMatch(/findings added +removed$/m);
  expect(table).toMatch(
    /Ratio of times within each reader.*\n.*\n(.*\n)*attendings +resident-draft \/ model-draft +\w+ +12 \/ 12/,
  );
  expect(table).toMatch(/^attendings +model-draft +which +draft +\d+ +24/m);
});

it('the report of the export is a PDF', () => {
  expect(readFileSync(join(folder, 'bundle', 'report.pdf')).toString('latin1', 0, 5)).toBe('%PDF-');
});
