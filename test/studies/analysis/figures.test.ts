import { describe, expect, test } from 'vitest';
import { analyse } from '#studies/analysis/analyse.ts';
import { studyFigures, type StudyFigures } from '#studies/analysis/figures.ts';
import { flagsOf } from '#studies/analysis/flags.ts';
import { makeFigures } from '#studies/analysis/makeFigures.ts';
import { timesInList, timesInSession } from '#studies/analysis/places.ts';
import { collectRows, type ReadRow } from '#studies/analysis/rows.ts';
import { protocol as schema, type Protocol } from '#studies/protocol/protocol.ts';
import template from '#studies/templates/demo.json' with { type: 'json' };
import { simulatedStudy } from '../export/simulated.ts';

const ABOUT = { title: { en: 'A study' }, simulated: true, arms: 'named' } as const;

function rowsOf(protocol: Protocol): ReadRow[] {
  const study = simulatedStudy(protocol);
  const collector = collectRows(study);
  for (const record of study.records) collector.add(record);
  return collector.rows();
}

const protocol = schema.parse(template);
const rows = rowsOf(protocol);

/** As it would cross to the window: the schema refuses what is not a number. */
function figuresOf(some: readonly ReadRow[], about: Pick<StudyFigures, 'arms'> = ABOUT): StudyFigures {
  return studyFigures.parse(makeFigures(some, protocol, { ...ABOUT, ...about }));
}

function timed(row: ReadRow, seconds: number | null): ReadRow {
  const times = { reading: seconds, wall: seconds, focused: seconds, idleCapped: seconds, firstToLast: null };
  return { ...row, times: seconds === null ? null : times };
}

/** So many reads of one arm of one reader, one after the other. */
function readsOf(times: readonly number[], session = 's1'): ReadRow[] {
  const [row] = rows;
  if (!row) throw new Error('the study has no reads');
  return times.map((seconds, index) => ({
    ...timed(row, seconds),
    read: `r${session}${String(index).padStart(6, '0')}`,
    position: index + 1,
    session,
    marks: { ...row.marks, opened: index },
  }));
}

describe('the figures of a study', () => {
  test('show the numbers of the analysis, and no read of anybody but those to look at', () => {
    const figures = figuresOf(rows);
    const analysis = analyse(rows, protocol);
    expect(figures.table.map(({ timeMean }) => timeMean)).toEqual(analysis.arms.map(({ timeMean }) => timeMean));
    expect(figures.endpoints.map(({ estimate }) => estimate)).toEqual(analysis.endpoints.map((each) => each.estimate));
    expect(figures.forests[0]?.overall?.ratio).toBe(analysis.contrasts[1]?.ratio);
    const all = figures.spreads.find(({ reader, arm }) => reader === null && arm === 'scratch');
    expect(all?.median).toBe(analysis.arms[0]?.timeMedian);
    expect(JSON.stringify({ ...figures, flags: null })).not.toMatch(/"r[0-9a-f]{16}"|No effusion/);
  });

  test('tell no arm from another while the key is sealed', () => {
    const sealed = rows.map((row) => ({ ...row, arm: null, source: null }));
    const figures = figuresOf(sealed, { arms: 'together' });
    expect(JSON.stringify(figures)).not.toMatch(/"scratch"|model-draft|resident-draft/);
    expect(figures.forests).toEqual([]);
    expect(figures.table.map(({ arm, reads }) => [arm, reads > 0])).toEqual(protocol.groups.map(() => [null, true]));
  });

  test.each<[string, (all: readonly ReadRow[]) => ReadRow[]]>([
    [
      'nobody has read',
      (all) => all.map((row) => ({ ...timed(row, null), edits: null, pace: null, phase: 'waiting' })),
    ],
    ['one arm was read', (all) => all.filter(({ arm }) => arm === 'scratch')],
    ['one reader has read', (all) => all.filter(({ reader }) => reader === 'R1')],
    ['there is one read', (all) => all.slice(0, 1)],
    ['all times are equal', (all) => all.map((row) => timed(row, 60))],
    [
      'all ratings are equal',
      (all) => all.map((row) => ({ ...row, answers: { ...row.answers, 'helps-indication': 5 } })),
    ],
  ])('hold where %s', (_name, change) => {
    const figures = figuresOf(change(rows));
    for (const endpoint of figures.endpoints) if (endpoint.estimate === null) expect(endpoint.notes[0]).toMatch(/\w/);
    for (const { overall } of figures.forests) if (overall?.ratio === null) expect(overall.notes[0]).toMatch(/\w/);
  });
});

test('times by place are geometric means with the interval of Student on logarithms', () => {
  const [first, second] = [readsOf([Math.E]), readsOf([Math.E ** 3], 's2')];
  // Logarithms 1 and 3: mean 2, standard error 1, and the 97.5 % point of t with one degree of freedom.
  const [bin] = timesInList([...first, ...second]);
  expect(bin).toMatchObject({ from: 1, to: 1, reads: 2 });
  expect(Math.log(bin?.time ?? 0)).toBeCloseTo(2, 12);
  expect(Math.log(bin?.ciHigh ?? 0)).toBeCloseTo(2 + 12.7062047362, 8);
  expect(timesInList(readsOf([10, 20]))).toMatchObject([{ ciLow: null }, { ciLow: null }]);
});

test('places are binned to twenty, and count anew in each session', () => {
  const times = Array.from({ length: 45 }, () => 30);
  const bins = timesInList(readsOf(times));
  expect(bins.map(({ from, to, reads }) => [from, to, reads]).at(-1)).toEqual([43, 45, 3]);
  expect(bins.length).toBe(15);
  const twice = [...readsOf([30, 40]), ...readsOf([50, 60, 70], 's2')];
  expect(timesInSession(twice).map(({ reads }) => reads)).toEqual([2, 2, 1]);
});

test('outliers are those of Iglewicz and Hoaglin', () => {
  // Their example; median 2.45 and MAD 0.15 by hand.
  const logs = [2.1, 2.6, 2.4, 2.5, 2.3, 2.1, 2.3, 2.6, 8.2, 8.3];
  const { counts, rows: found } = flagsOf(readsOf(logs.map((log) => Math.exp(log))));
  expect(counts).toMatchObject({ slow: 2, fast: 0 });
  const sizes = found.filter(({ kind }) => kind === 'slow').map(({ size }) => size ?? 0);
  expect(sizes[0]).toBeCloseTo((0.6745 * 5.85) / 0.15, 8);
  expect(sizes[1]).toBeCloseTo((0.6745 * 5.75) / 0.15, 8);
});

test('reads that were begun, interrupted, or timed by clocks that disagree are named', () => {
  const [one, two, three] = readsOf([30, 40, 50]);
  if (!one || !two || !three) throw new Error('three reads were made');
  const gaps = { pause: 0, suspend: 0, crash: 12.5, silence: 0, away: 0 };
  const {
    counts,
    rows: found,
    waiting,
  } = flagsOf([
    { ...timed(one, null), phase: 'paused', gaps: { ...gaps, crash: 0 }, divergence: 0 },
    { ...two, gaps, divergence: 0 },
    { ...three, gaps: { ...gaps, crash: 0 }, divergence: 2 },
    { ...timed(one, null), read: 'r9999999', phase: 'waiting', gaps: { ...gaps, crash: 0 }, divergence: 0 },
  ]);
  expect([counts.unfinished, counts.interruption, counts.clock, waiting]).toEqual([1, 1, 1, 1]);
  expect(found.map(({ kind, size }) => [kind, size])).toEqual([
    ['unfinished', null],
    ['clock', 2],
    ['interruption', 12.5],
  ]);
});
