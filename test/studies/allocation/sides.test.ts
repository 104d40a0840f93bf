import { expect, test } from 'vitest';
import { allocate } from '#studies/allocation/allocate.ts';
import { checkSchedule } from '#studies/allocation/check/checkSchedule.ts';
import type { StoredSchedule } from '#studies/allocation/check/rows.ts';
import { allocationKey, readingLists } from '#studies/allocation/lists.ts';
import { readerCodes } from '#studies/allocation/readers.ts';
import type { Draft } from '#studies/cases/case.ts';
import { protocol as schema, type Protocol } from '#studies/protocol/protocol.ts';
import template from '#studies/templates/preference.json' with { type: 'json' };

const protocol = schema.parse(template);

/** The template's study; the first case has no text of a resident, so that the reference stands in for it. */
function made(seed: number, change: Partial<Protocol> = {}): StoredSchedule {
  const study = { ...protocol, ...change };
  const cases = Array.from({ length: study.cases }, (_, index) => ({ id: `c${String(index).padStart(6, '0')}` }));
  const drafts = cases.flatMap(({ id }, index): Draft[] =>
    ['model', index === 0 ? 'reference' : 'resident'].map((source) => ({
      case: id,
      source,
      text: `**${source}** on ${id}.\r\n`,
      provenance: `${source} 1.0`,
    })),
  );
  const readers = readerCodes(study);
  const { lists, key } = allocate({ protocol: study, readers, cases, drafts, seed });
  return { protocol: study, readers, cases, lists, key };
}

/** How often each reader has the model's text on side A and on side B. */
function sidesOf({ lists, key, readers }: StoredSchedule): [a: number, b: number][] {
  return readers.map(({ code }) => {
    const own = lists.reads.filter(({ reader }) => reader === code);
    const onA = own.filter(({ id }) => key.reads[id]?.pair?.first === 'a').length;
    return [onA, own.length - onA];
  });
}

test('every read has both texts, the model’s as often on one side as on the other, for every reader', () => {
  const schedule = made(1);
  const { lists, key } = schedule;
  expect(readingLists.parse(lists)).toEqual(lists);
  expect(allocationKey.parse(key)).toEqual(key);
  expect(sidesOf(schedule)).toEqual([1, 2, 3, 4].map(() => [12, 12]));
  for (const { id, case: caseId, text, sides } of lists.reads) {
    const { pair, source } = key.reads[id] ?? {};
    expect([text, source]).toEqual([null, null]);
    const sources = pair?.sides.map((each) => each.source) ?? [];
    expect(sides).toEqual(sources.map((each) => `${each} on ${caseId}.`));
    expect(sources[pair?.first === 'a' ? 0 : 1]).toBe('model');
    expect([...sources].sort()).toEqual(['model', caseId === 'c000000' ? 'reference' : 'resident']);
  }
});

test('an odd list is one apart, and chance says which way', () => {
  const odd = {
    cases: 5,
    groups: protocol.groups.map((group) => ({ ...group, arms: [{ arm: 'side-by-side', cases: 5 }] })),
  };
  const counts = [1, 2, 3].flatMap((seed) => sidesOf(made(seed, odd)));
  expect(counts.every(([a, b]) => Math.abs(a - b) === 1)).toBe(true);
  expect(new Set(counts.map(([a]) => a)).size).toBe(2);
});

test('the lists name no source; the sides are those of the seed', () => {
  const { lists, key } = made(1);
  const words = lists.reads.map((read) => JSON.stringify({ ...read, sides: null })).join('');
  expect(words).not.toMatch(/model|resident|reference|first|pair|side-by-side/);
  const first = (schedule: StoredSchedule): (string | undefined)[] =>
    schedule.lists.reads.map(({ id }) => schedule.key.reads[id]?.pair?.first);
  expect(first(made(1))).toEqual(lists.reads.map(({ id }) => key.reads[id]?.pair?.first));
  expect(first(made(2))).not.toEqual(first(made(1)));
});

test('a case that lacks one of the two texts is not read', () => {
  expect(() => {
    const { readers, cases, key } = made(1);
    const drafts = key.drafts.filter(({ source }) => source !== 'reference');
    allocate({ protocol, readers, cases, drafts, seed: 1 });
  }).toThrow(/arm side-by-side needs a draft for each of 24 cases, only 23 have one/);
});

test('the independent check finds texts that changed sides, a source of another arm, and a reader with one side only', () => {
  const schedule = made(1);
  const rules = (change: (stored: StoredSchedule) => void): string[] => {
    const stored = structuredClone(schedule);
    change(stored);
    return [...new Set(checkSchedule(stored).map(({ rule }) => rule))];
  };
  const ownReads = (stored: StoredSchedule) => stored.lists.reads.filter(({ reader }) => reader === 'R1');
  expect(rules(() => {})).toEqual([]);
  expect(
    rules(({ lists }) => {
      lists.reads[0]?.sides?.reverse();
    }),
  ).toEqual(['texts', 'rebuild']);
  expect(
    rules((stored) => {
      const pair = stored.key.reads[stored.lists.reads[0]?.id ?? '']?.pair;
      if (pair) pair.first = pair.first === 'a' ? 'b' : 'a';
    }),
  ).toEqual(['texts', 'sides', 'rebuild']);
  expect(
    rules((stored) => {
      for (const read of ownReads(stored)) {
        const pair = stored.key.reads[read.id]?.pair;
        if (pair?.first !== 'b') continue;
        read.sides?.reverse();
        pair.sides.reverse();
        pair.first = 'a';
      }
    }),
  ).toEqual(['sides', 'hash', 'rebuild']);
});
