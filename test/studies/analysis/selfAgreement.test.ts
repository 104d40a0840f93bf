import { describe, expect, test } from 'vitest';
import { analyse } from '#studies/analysis/analyse.ts';
import { makeFigures } from '#studies/analysis/makeFigures.ts';
import { readRows, type ReadRow, type RowsInput } from '#studies/analysis/rows.ts';
import { selfAgreement } from '#studies/analysis/selfAgreement.ts';
import { protocol as schema } from '#studies/protocol/protocol.ts';
import type { Answer, Entry } from '#studies/session/state.ts';
import demo from '#studies/templates/demo.json' with { type: 'json' };
import golden from '#test/golden/stats/selfAgreement.json' with { type: 'json' };
import { entry, opened, painted, submitted } from '../session/script.ts';

const words = { en: 'x' };
const item = { label: words, asked: 'always', required: 'no' } as const;
const protocol = schema.parse({
  ...demo,
  endpoints: [],
  questionnaire: [
    { ...item, id: 'kind', type: 'choices', options: ['a', 'b', 'c'].map((id) => ({ id, label: words })) },
    { ...item, id: 'step', type: 'scale', steps: [1, 2, 3].map((value) => ({ value, label: words })) },
    { ...item, id: 'size', type: 'number', shown: 'field', least: 0, most: 20, step: 1 },
    { ...item, id: 'words', type: 'text' },
  ],
});

/** A read of a reader and the read that repeats it, with their answers. */
function pair(
  index: number,
  [first, second]: readonly [Record<string, Answer>, Record<string, Answer>],
  reader: string,
): ReadRow[] {
  const common = { reader, group: 'residents', phase: 'finished' };
  return [
    { ...common, read: `r${index}`, kind: 'study', repeats: null, answers: first },
    { ...common, read: `r${index}x`, kind: 'repeat', repeats: `r${index}`, answers: second },
  ] as unknown as ReadRow[];
}

/** One answer a count of the table: the first a row, the second a column. */
const answers = golden.counts.flatMap((row, one) =>
  row.flatMap((count, other) => Array.from({ length: count }, () => [answersOf(one), answersOf(other)] as const)),
);

function answersOf(place: number): Record<string, Answer> {
  return { kind: [['a', 'b', 'c'][place] ?? ''], step: place + 1 };
}

describe('readers against themselves', () => {
  const rows = answers.flatMap((each, index) => pair(index, each, index % 2 === 0 ? 'R1' : 'R2'));
  const found = selfAgreement(rows, protocol);

  test('are told by kappa as R has it, of choices and of a scale', () => {
    const all = found.filter(({ reader }) => reader === null);
    expect(all.map(({ item, pairs, same }) => [item, pairs, same])).toEqual([
      ['kind', 80, 60],
      ['step', 80, 60],
      ['size', 0, 0],
    ]);
    for (const [index, expected] of [golden.unweighted, golden.quadratic].entries()) {
      const { value, ciLow, ciHigh } = all[index] ?? { value: null };
      for (const [place, each] of [value, ciLow, ciHigh].entries()) expect(each).toBeCloseTo(expected[place] ?? 0, 9);
    }
    expect(all[2]).toMatchObject({ value: null, reason: '0 pairs' });
  });

  test('each reader by themselves, whose pairs add up', () => {
    const own = found.filter(({ reader, item }) => reader !== null && item === 'step');
    expect(own.map(({ reader }) => reader)).toEqual(['R1', 'R2']);
    expect(own.reduce((sum, { pairs }) => sum + pairs, 0)).toBe(80);
    expect(own.reduce((sum, { same }) => sum + same, 0)).toBe(60);
  });

  test('have no interval where two pairs give none, rather than one without width', () => {
    const few = [0, 1].flatMap((index) => pair(index, [answersOf(0), answersOf(1)], 'R1'));
    const [kind] = selfAgreement(few, protocol);
    expect(kind).toMatchObject({ pairs: 2, same: 0, value: 0, ciLow: null, ciHigh: null });
  });

  test('are told by the intraclass correlation of numbers, as R has it', () => {
    const numbers = golden.first.flatMap((first, index) =>
      pair(index, [{ size: first }, { size: golden.second[index] ?? 0 }], 'R1'),
    );
    const size = selfAgreement(numbers, protocol).find((each) => each.item === 'size');
    for (const [place, each] of [size?.value, size?.ciLow, size?.ciHigh].entries())
      expect(each).toBeCloseTo(golden.icc[place] ?? 0, 6);
  });

  test('say nothing of reads that were not finished both times', () => {
    expect(
      selfAgreement(
        rows.map((row) => ({ ...row, phase: 'submitted' })),
        protocol,
      ),
    ).toEqual([]);
  });
});

/** Two reads of each arm, with practice before them and a repeat after them, or without. */
function studied(marked: boolean): RowsInput {
  const lists = [
    ...(marked ? [{ id: 'rpractice', arm: 'scratch', seconds: 900, mark: { practice: true as const } }] : []),
    ...[40, 60].map((seconds, index) => ({ id: `rscratch${index}`, arm: 'scratch', seconds, mark: {} })),
    ...[20, 30].map((seconds, index) => ({ id: `rmodel${index}0`, arm: 'model-draft', seconds, mark: {} })),
    ...(marked ? [{ id: 'ragain00', arm: 'scratch', seconds: 700, mark: { repeats: 'rscratch0' } }] : []),
  ];
  const entries = new Map<string, Entry[]>(
    lists.map(({ id, seconds }, index) => {
      const beats = Array.from({ length: Math.ceil(seconds / 5) - 1 }, (_, at) =>
        entry('heartbeat', {}, (at + 1) * 5000),
      );
      const answered = entry('answer.given', { item: 'step', value: 2 }, seconds * 1000);
      const end = entry('read.finished', {}, seconds * 1000);
      const wall = 1e12 + index * 1e7;
      return [id, [opened(0, 's1', wall), painted(0, 0), ...beats, submitted(seconds * 1000, ''), answered, end]];
    }),
  );
  return {
    protocol,
    lists: {
      format: 1,
      reads: lists.map(({ id, mark }, index) => ({
        ...{ id, reader: 'R1', case: `c00000${index}`, period: 1, position: index + 1, text: null },
        ...mark,
      })),
    },
    key: {
      format: 1,
      seed: 1,
      reads: Object.fromEntries(lists.map(({ id, arm }) => [id, { arm, source: null, provenance: null }])),
      drafts: [],
    },
    readers: [{ code: 'R1', group: 'residents' }],
    entries,
  };
}

test('practice and repeats change no number of the arms, and a repeat is only in the agreement', () => {
  const [with_, without] = [true, false].map((marked) => readRows(studied(marked)));
  expect(with_!.map(({ kind, place }) => [kind, place])).toEqual([
    ['practice', 1],
    ['study', 2],
    ['study', 3],
    ['study', 4],
    ['study', 5],
    ['repeat', 6],
  ]);
  const numbers = ({ selfAgreement: _own, ...rest }: ReturnType<typeof analyse>): unknown => rest;
  expect(numbers(analyse(with_!, protocol))).toEqual(numbers(analyse(without!, protocol)));
  expect(analyse(without!, protocol).selfAgreement).toEqual([]);
  expect(analyse(with_!, protocol).selfAgreement.find((each) => each.item === 'step')).toMatchObject({
    pairs: 1,
    same: 1,
  });
  const about = { title: words, simulated: false, arms: 'named' as const };
  const [figures, plain] = [with_!, without!].map((rows) => makeFigures(rows, protocol, about));
  expect(figures?.spreads).toEqual(plain?.spreads);
  expect(figures?.readsPlanned).toBe(4);
  expect(figures?.inSession.map(({ from }) => from)).toEqual([2, 3, 4, 5]);
});
