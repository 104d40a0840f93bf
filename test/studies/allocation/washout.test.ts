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
