import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '#core/errors.ts';
import { allocate } from '#studies/allocation/allocate.ts';
import type { AllocationInput } from '#studies/allocation/input.ts';
import { allocationKey, readingLists } from '#studies/allocation/lists.ts';
import { readerCodes } from '#studies/allocation/readers.ts';
import type { Draft } from '#studies/cases/case.ts';
import { protocol as schema, type Protocol } from '#studies/protocol/protocol.ts';

interface GroupPlan {
  readers: number;
  arms: Record<string, number>;
}

const words = { en: 'x' };

function plan(cases: number, groups: Record<string, GroupPlan>, arms: Record<string, string[]>): Protocol {
  return schema.parse({
    format: 1,
    title: words,
    question: words,
    arms: Object.entries(arms).map(([id, drafts]) => ({ id, drafts })),
    groups: Object.entries(groups).map(([id, group]) => ({
      id,
      label: words,
      readers: group.readers,
      arms: Object.entries(group.arms).map(([arm, count]) => ({ arm, cases: count })),
    })),
    cases,
    order: 'random',
    blinded: true,
    questionnaire: [],
    idleCapSeconds: 30,
  } satisfies Protocol);
}

const ARMS = { scratch: [], 'resident-draft': ['resident', 'reference'], 'model-draft': ['model'] };
const PAPER = plan(
  50,
  {
    residents: { readers: 4, arms: { scratch: 10, 'model-draft': 20 } },
    attendings: { readers: 4, arms: { 'resident-draft': 10, 'model-draft': 20 } },
  },
  ARMS,
);

function caseIds(count: number): { id: string }[] {
  return Array.from({ length: count }, (_, index) => ({ id: `c${String(index).padStart(6, '0')}` }));
}

function draftOf(caseId: string, source: string): Draft {
  return { case: caseId, source, text: `${source} text of ${caseId}.\r\n`, provenance: `${source} 1.0` };
}

function inputOf(
  protocol: Protocol,
  seed: number,
  sources = ['resident', 'model'],
  count = protocol.cases,
): AllocationInput {
  const cases = caseIds(count);
  const drafts = cases.flatMap(({ id }) => sources.map((source) => draftOf(id, source)));
  return { protocol, readers: readerCodes(protocol), cases, drafts, seed };
}

function countBy<T>(items: readonly T[], name: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[name(item)] = (counts[name(item)] ?? 0) + 1;
  return counts;
}

function reason(input: AllocationInput): unknown {
  try {
    allocate(input);
  } catch (thrown) {
    return thrown instanceof Failure && thrown.code === 'allocation-impossible' ? thrown.detail.reason : thrown;
  }
  return 'possible';
}

describe("the paper's study", () => {
  const { lists, key, balance } = allocate(inputOf(PAPER, 1));

  test('has 240 reads in the arms that the protocol names', () => {
    expect(readingLists.parse(lists).reads).toHaveLength(240);
    expect(allocationKey.parse(key).reads).toEqual(key.reads);
    const arms = countBy(lists.reads, (read) => `${read.reader.charAt(0)} ${key.reads[read.id]?.arm}`);
    expect(arms).toEqual({ 'R scratch': 40, 'R model-draft': 80, 'A resident-draft': 40, 'A model-draft': 80 });
    expect(Object.keys(countBy(lists.reads, (read) => read.reader))).toEqual([
      'R1',
      'R2',
      'R3',
      'R4',
      'A1',
      'A2',
      'A3',
      'A4',
    ]);
  });

  test('uses every case as often as every other, within one', () => {
    const expected = [
      ['residents', 'scratch', 40, 0, 1],
      ['residents', 'model-draft', 80, 1, 2],
      ['residents', null, 120, 2, 3],
      ['attendings', 'resident-draft', 40, 0, 1],
      ['attendings', 'model-draft', 80, 1, 2],
      ['attendings', null, 120, 2, 3],
    ];
    expect(balance.map(({ group, arm, reads, fewest, most }) => [group, arm, reads, fewest, most])).toEqual(expected);
  });

  test('gives the text of the arm, with line breaks as the editor counts them and no blanks at the end', () => {
    for (const read of lists.reads) {
      const entry = key.reads[read.id];
      const text = {
        scratch: null,
        'resident-draft': `resident text of ${read.case}.`,
        'model-draft': `model text of ${read.case}.`,
      };
      expect(read.text).toBe(text[entry?.arm as keyof typeof text]);
      expect(entry?.provenance).toBe(entry?.source ? `${entry.source} 1.0` : null);
    }
  });

  test('mixes the arms: the first half of the lists has about as many of each arm as the second', () => {
    const early = lists.reads.filter((read) => read.position <= 15 && key.reads[read.id]?.arm === 'model-draft');
    expect(early.length).toBeGreaterThan(60);
    expect(early.length).toBeLessThan(100);
  });

  test('tells the arm neither by the order of the ids nor by anything else in the lists but the empty page', () => {
    const byId = [...lists.reads].sort((a, b) => (a.id < b.id ? -1 : 1));
    const drafted = byId.map((read) => key.reads[read.id]?.arm === 'model-draft');
    const changesOfArm = drafted.filter((each, index) => index > 0 && each !== drafted[index - 1]).length;
    expect(changesOfArm).toBeGreaterThan(70);
    expect(JSON.stringify(lists.reads.map(({ text: _text, ...rest }) => rest))).not.toMatch(
      /model|resident|scratch|draft/,
    );
  });

  test('depends on the seed, on the drafts, and on nothing else', () => {
    const again = inputOf(PAPER, 1);
    expect(
      allocate({ ...again, cases: [...again.cases].reverse(), drafts: [...again.drafts].reverse() }).lists,
    ).toEqual(lists);
    expect(allocate(inputOf(PAPER, 2)).lists).not.toEqual(lists);
    const [first, ...others] = again.drafts;
    const reworded = allocate({ ...again, drafts: [{ ...(first as Draft), text: 'Other words.' }, ...others] });
    expect(reworded.lists.reads.map((read) => read.id)).not.toEqual(lists.reads.map((read) => read.id));
  });
});

describe('any protocol with all drafts', () => {
  const anyGroup = fc.record({
    readers: fc.integer({ min: 1, max: 6 }),
    shares: fc.tuple(fc.nat(6), fc.nat(6), fc.nat(6)),
  });
  const anyProtocol = fc
    .tuple(fc.integer({ min: 1, max: 20 }), fc.array(anyGroup, { minLength: 1, maxLength: 3 }))
    .map(([cases, groups]) => {
      const names = Object.keys(ARMS);
      const entries = groups.map(({ readers, shares }, index) => {
        let left = cases;
        const arms: Record<string, number> = {};
        for (const [place, name] of names.entries()) {
          const count = Math.min(left, shares[place] ?? 0);
          left -= count;
          if (count > 0) arms[name] = count;
        }
        return [`group-${index}`, { readers, arms: Object.keys(arms).length > 0 ? arms : { scratch: 1 } }] as const;
      });
      return plan(cases, Object.fromEntries(entries), ARMS);
    });

  test('is balanced within one, in each arm and over all, and gives nobody a case twice', () => {
    fc.assert(
      fc.property(anyProtocol, fc.integer(), (protocol, seed) => {
        const { lists, key, balance } = allocate(inputOf(protocol, seed));
        for (const row of balance) expect(row.most - row.fewest).toBeLessThanOrEqual(1);
        const twice = countBy(lists.reads, (read) => `${read.reader} ${read.case}`);
        expect(Math.max(...Object.values(twice))).toBe(1);
        for (const { code, group } of readerCodes(protocol)) {
          const mine = lists.reads.filter((read) => read.reader === code);
          const arms = protocol.groups.find((each) => each.id === group)?.arms ?? [];
          const expected = Object.fromEntries(arms.map(({ arm, cases }) => [arm, cases]));
          expect(countBy(mine, (read) => key.reads[read.id]?.arm ?? '')).toEqual(expected);
          expect(mine.map((read) => read.position)).toEqual(mine.map((_, index) => index + 1));
        }
        expect(new Set(lists.reads.map((read) => read.id)).size).toBe(lists.reads.length);
        expect(allocate(inputOf(protocol, seed)).lists).toEqual(lists);
      }),
    );
  });
});

describe('drafts that are missing', () => {
  const small = plan(6, { residents: { readers: 3, arms: { scratch: 2, 'model-draft': 3 } } }, ARMS);

  test('are worked around where that is possible', () => {
    const input = inputOf(small, 5, ['model']);
    const { lists, key } = allocate({ ...input, drafts: input.drafts.slice(0, 4) });
    const served = input.drafts.slice(0, 4).map((draft) => draft.case);
    for (const read of lists.reads) if (key.reads[read.id]?.arm === 'model-draft') expect(served).toContain(read.case);
    expect(lists.reads).toHaveLength(15);
  });

  test('of the first source are taken from the next', () => {
    const protocol = plan(2, { attendings: { readers: 1, arms: { 'resident-draft': 2 } } }, ARMS);
    const input = inputOf(protocol, 1, ['reference']);
    const { key } = allocate({ ...input, drafts: [...input.drafts, draftOf('c000001', 'resident')] });
    expect(
      Object.values(key.reads)
        .map((read) => read.source)
        .sort(),
    ).toEqual(['reference', 'resident']);
  });

  test('name the arm and the counts', () => {
    const input = inputOf(small, 5, ['model']);
    expect(reason({ ...input, drafts: input.drafts.slice(0, 2) })).toBe(
      'arm model-draft of residents needs 3 cases with a draft by model, only 2 of 6 have one',
    );
    const both = plan(6, { residents: { readers: 3, arms: { 'resident-draft': 3, 'model-draft': 3 } } }, ARMS);
    const halves = [
      ...caseIds(4).map(({ id }) => draftOf(id, 'model')),
      ...caseIds(4).map(({ id }) => draftOf(id, 'resident')),
    ];
    expect(reason({ ...inputOf(both, 5), drafts: halves })).toBe(
      'arm resident-draft of residents needs 9 reads, only 6 find a case: 4 of 6 cases have a draft by resident or reference, and other arms need them too',
    );
  });

  test('and missing cases and readers do, too', () => {
    expect(reason(inputOf(small, 1, ['model'], 5))).toBe('the protocol needs 6 cases, the study has 5');
    expect(reason({ ...inputOf(small, 1), readers: [] })).toBe('group residents has no reader');
  });

  test('send the cases that lack them to the end where the study has more cases than it needs', () => {
    const input = inputOf(small, 5, ['model'], 10);
    const { lists } = allocate({ ...input, drafts: input.drafts.slice(4) });
    expect(lists.reads.every((read) => read.case >= 'c000004')).toBe(true);
  });
});

test('a study of 1,000 cases and 10 readers is allocated', () => {
  const big = plan(1000, { readers: { readers: 10, arms: { scratch: 100, 'model-draft': 100 } } }, ARMS);
  expect(allocate(inputOf(big, 1)).balance.map(({ fewest, most }) => [fewest, most])).toEqual([
    [1, 1],
    [1, 1],
    [2, 2],
  ]);
});

test('reader codes tell the groups apart', () => {
  const codes = readerCodes(
    plan(
      9,
      {
        residents: { readers: 2, arms: { scratch: 1 } },
        radiologists: { readers: 1, arms: { scratch: 1 } },
        res: { readers: 1, arms: { scratch: 1 } },
      },
      ARMS,
    ),
  );
  expect(codes.map(({ code }) => code)).toEqual(['RESI1', 'RESI2', 'RA1', 'G3-1']);
});
