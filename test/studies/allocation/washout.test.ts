import { expect, test } from 'vitest';
import { allocate } from '#studies/allocation/allocate.ts';
import { opensAt } from '#studies/allocation/washout.ts';
import { protocol as schema } from '#studies/protocol/protocol.ts';
import { simulateStudy } from '#studies/simulate/simulate.ts';
import { inputFor, planned } from './configurations.ts';

const DAY = 24 * 3600 * 1000;
const protocol = schema.parse(planned(4, [{ readers: 2, arms: [4, 4] }], { kind: 'crossed', washoutDays: 10 }));
const input = inputFor(protocol, 1);
const { lists, key } = allocate(input);
const own = lists.reads.filter(({ reader }) => reader === 'G1');
const [first, later] = [1, 2].map((period) => own.find((read) => read.period === period));

test('a period opens so many days after the last read of the one before', () => {
  if (!first || !later) throw new Error('two periods');
  const finishedAt = new Map(own.filter(({ period }) => period === 1).map(({ id }, index) => [id, index * 1000]));
  expect(opensAt(first, own, finishedAt, protocol)).toBeNull();
  expect(opensAt(later, own, finishedAt, protocol)).toBe(3000 + 10 * DAY);
});

test('parallel lists have no lock', () => {
  if (!later) throw new Error('two periods');
  const parallel = { ...protocol, design: { kind: 'parallel' as const } };
  expect(opensAt(later, own, new Map(own.map(({ id }) => [id, 5])), parallel)).toBeNull();
});

test('reads that come again after days wait for them, the washout included', () => {
  const repeats = (least: number) => ({ count: 2, apart: { least, unit: 'days' as const }, arm: 'same' as const });
  for (const [design, least, days] of [
    [protocol.design, 20, 20],
    [protocol.design, 3, 10],
    [undefined, 7, 7],
  ] as const) {
    const { design: _none, ...plain } = schema.parse(planned(8, [{ readers: 2, arms: [4, 4] }], { kind: 'parallel' }));
    const asked = { ...(design ? protocol : plain), repeats: repeats(least) };
    const own = allocate(inputFor(asked, 1)).lists.reads.filter(({ reader }) => reader === 'G1');
    const again = own.filter((read) => read.repeats !== undefined);
    const finishedAt = new Map(
      own.filter((read) => read.repeats === undefined).map(({ id }, index) => [id, index * 1000]),
    );
    expect(again.map((read) => opensAt(read, own, finishedAt, asked))).toEqual([7000 + days * DAY, 7000 + days * DAY]);
  }
});

test('simulated readers keep the washout, and take other times for the same case', () => {
  const arms = protocol.groups[0]?.arms.map(({ arm }) => ({
    group: 'group-0',
    arm,
    mean: 90,
    sd: 40,
    unchanged: 0.3,
    answers: {},
  }));
  const effect = { format: 1 as const, readerSd: 0, caseSd: 0, arms: arms ?? [] };
  const finishedAt = new Map<string, number>();
  const openedAt = new Map<string, number>();
  for (const { read, event } of simulateStudy({ protocol, lists, key, readers: input.readers, seed: 1, effect })) {
    if (read === null) continue;
    if (event.type === 'read.opened') openedAt.set(read, event.wall);
    if (event.type === 'read.finished') finishedAt.set(read, event.wall);
  }
  expect(finishedAt.size).toBe(16);
  for (const read of lists.reads) {
    const list = lists.reads.filter(({ reader }) => reader === read.reader);
    expect(openedAt.get(read.id)).toBeGreaterThanOrEqual(opensAt(read, list, finishedAt, protocol) ?? 0);
  }
});
