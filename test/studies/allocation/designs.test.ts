import { describe, expect, test } from 'vitest';
import { Failure } from '#core/errors.ts';
import { seededRandom, type Random } from '#core/random.ts';
import { allocate, type Allocation } from '#studies/allocation/allocate.ts';
import { checkSchedule } from '#studies/allocation/check/checkSchedule.ts';
import { brokenRules } from '#studies/allocation/check/rules.ts';
import type { StoredSchedule } from '#studies/allocation/check/rows.ts';
import type { AllocationInput } from '#studies/allocation/input.ts';
import { protocol as schema } from '#studies/protocol/protocol.ts';
import {
  anyStudy,
  caseName,
  inputFor,
  kinds,
  planned,
  withPractice,
  type GroupPlan,
  type Kind,
} from './configurations.ts';

const RUNS = 1000;

function stored(input: AllocationInput, { lists, key }: Allocation): StoredSchedule {
  return { protocol: input.protocol, readers: input.readers, cases: input.cases, lists, key };
}

/** Only cases that readers saw before may make a drawn study impossible. */
function madeOrRefused(input: AllocationInput): Allocation | null {
  try {
    return allocate(input);
  } catch (thrown) {
    if (input.past && thrown instanceof Failure && thrown.code === 'allocation-impossible') return null;
    throw thrown;
  }
}

/** Arms of each reader and dealt case in the order of the periods: "R1 c000001" -> ["arm-0 in 1", "arm-1 in 2"]. */
function meetings({ lists, key }: Allocation): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const read of lists.reads) {
    if (read.practice || read.repeats !== undefined) continue;
    const name = `${read.reader} ${read.case}`;
    found.set(name, [...(found.get(name) ?? []), `${key.reads[read.id]?.arm} in ${read.period}`]);
  }
  return found;
}

describe.each(kinds)('%s, in 1,000 random studies', (kind) => {
  const repeats = kind === 'crossed' || kind === 'williams' || kind === 'split-plot';

  test('keeps every rule, comes out the same from the same seed, and no tampering passes', () => {
    const random = seededRandom(7).fork(kind);
    let same = 0;
    let refused = 0;
    let again = 0;
    for (let run = 0; run < RUNS; run++) {
      const input = anyStudy(kind, random);
      const made = madeOrRefused(input);
      if (!made) {
        refused += 1;
        continue;
      }
      const schedule = stored(input, made);
      // The check makes the schedule again from the seed and the protocol, and compares.
      const faults = checkSchedule(schedule);
      if (faults.length > 0) expect(faults, JSON.stringify([input.protocol, input.seed, input.past])).toEqual([]);
      const arms = input.protocol.groups[0]?.arms.length ?? 0;
      again += made.lists.reads.filter((read) => read.repeats !== undefined).length;
      const wrong = [...meetings(made)].filter(([, times]) => {
        const [each, periods] = [0, 2].map((word) => new Set(times.map((time) => time.split(' ')[word])).size);
        return times.length !== (repeats ? arms : 1) || each !== times.length || periods !== times.length;
      });
      expect(wrong).toEqual([]);
      // The two below make schedules anew as well: every fifth study is enough to show it.
      if (run % 5 !== 0) continue;
      const other = madeOrRefused({ ...input, seed: input.seed + 1 });
      if (other?.lists.schedule === made.lists.schedule) same += 1;
      const tampered = tamper(schedule, random);
      if (tampered) expect(checkSchedule(tampered)).not.toEqual([]);
    }
    expect(same).toBe(0);
    expect(again).toBeGreaterThan(RUNS / 5);
    expect(refused).toBeLessThan(RUNS / 5);
  });
});

/** One change that somebody could make to the files: another arm, case, period, place or text, a read more or less. */
function tamper(schedule: StoredSchedule, random: Random): StoredSchedule | null {
  const { lists, key } = schedule;
  const reads = lists.reads.map((read) => ({ ...read }));
  const arms = structuredClone(key.reads);
  const [one, other] = random.shuffle(reads);
  if (!one || !other) return null;
  const [ofOne, ofOther] = [arms[one.id], arms[other.id]];
  if (!ofOne || !ofOther) return null;
  const changes: (() => boolean)[] = [
    () => {
      [arms[one.id], arms[other.id]] = [ofOther, ofOne];
      return ofOne.arm !== ofOther.arm;
    },
    () => {
      [one.case, other.case] = [other.case, one.case];
      return one.case !== other.case;
    },
    () => {
      one.period += 1;
      return true;
    },
    () => {
      [one.position, other.position] = [other.position, one.position];
      return one.position !== other.position;
    },
    () => reads.pop() !== undefined,
    () => reads.push({ ...one, id: 'rffffffffffffffff' }) > 0,
    () => {
      one.text = 'Other words.';
      return true;
    },
  ];
  const changed = changes[random.integer(changes.length)]?.() ?? false;
  return changed ? { ...schedule, lists: { ...lists, reads }, key: { ...key, reads: arms } } : null;
}

describe('the rules by themselves, without making the schedule again, see', () => {
  function rulesOf(kind: Kind, change: (schedule: StoredSchedule) => void): Set<string> {
    const group: Record<Kind, GroupPlan> = {
      parallel: { readers: 4, arms: [4, 8] },
      crossed: { readers: 4, arms: [12, 12] },
      williams: { readers: 6, arms: [12, 12, 12] },
      'latin-square': { readers: 4, arms: [6, 6] },
      'split-plot': { readers: 4, arms: [6, 6] },
      'incomplete-blocks': { readers: 4, arms: [4, 4] },
    };
    const extra = { parallel: { blockSize: 3 }, 'split-plot': { blocks: 2 }, 'incomplete-blocks': { anchors: 2 } };
    const design = { kind, ...extra[kind as keyof typeof extra] };
    const input = inputFor(schema.parse(planned(12, [group[kind]], design)), 3);
    const schedule = structuredClone(stored(input, allocate(input)));
    expect(brokenRules(schedule)).toEqual([]);
    change(schedule);
    return new Set(brokenRules(schedule).map(({ rule }) => rule));
  }
  /** Gives the first read the arm that it does not have, with that arm's text. */
  function otherArm({ lists, key }: StoredSchedule): void {
    const [read] = lists.reads;
    const entry = read && key.reads[read.id];
    if (!read || !entry) return;
    const arm = entry.arm === 'arm-0' ? 1 : 0;
    Object.assign(entry, { arm: `arm-${arm}`, source: `s${arm}` });
    read.text = `arm-${arm} of ${Number(read.case.slice(1))}`;
  }
  /** Puts the reads of the first arm of a reader first, period by period. */
  function sorted({ lists, key }: StoredSchedule): void {
    const rank = (read: (typeof lists.reads)[number]): string =>
      `${read.reader} ${read.period} ${key.reads[read.id]?.arm}`;
    lists.reads.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
    const next = new Map<string, number>();
    for (const read of lists.reads) {
      const position = (next.get(read.reader) ?? 0) + 1;
      next.set(read.reader, position);
      read.position = position;
    }
  }

  test.each(kinds)('arms that are not mixed: %s', (kind) => {
    expect(rulesOf(kind, sorted)).toEqual(new Set(['mixing']));
  });
  test.each(kinds)('an arm in place of another: %s', (kind) => {
    expect(rulesOf(kind, otherArm)).toContain('counts');
  });
  test('a case that comes back in the same period', () => {
    const broken = rulesOf('crossed', ({ lists }) => {
      for (const read of lists.reads) read.period = 1;
    });
    expect(broken).toContain('repeats');
  });
  test('a reader who crosses the blocks', () => {
    const broken = rulesOf('split-plot', ({ lists }) => {
      const one = lists.reads.find(({ reader }) => reader === 'G1');
      const other = lists.reads.find(
        (read) => read.reader !== 'G1' && !lists.reads.some((own) => own.reader === 'G1' && own.case === read.case),
      );
      if (one && other)
        for (const read of lists.reads) if (read.reader === 'G1' && read.case === one.case) read.case = other.case;
    });
    expect(broken).toContain('blocks');
  });
  /** Four readers, three reads of each again after at least four others, and two practice cases first. */
  function rulesOfRepeats(unit: 'reads' | 'days', change: (schedule: StoredSchedule) => void): Set<string> {
    const plain = schema.parse(planned(12, [{ readers: 4, arms: [6, 6] }], { kind: 'latin-square' }));
    const repeats = { count: 3, apart: { least: 4, unit }, arm: 'same' as const };
    const input = withPractice(inputFor({ ...plain, repeats, practice: 2 }, 3), 3);
    const schedule = structuredClone(stored(input, allocate(input)));
    expect(brokenRules(schedule)).toEqual([]);
    expect(schedule.lists.reads).toHaveLength(4 * (2 + 12 + 3));
    change(schedule);
    return new Set(brokenRules(schedule).map(({ rule }) => rule));
  }
  /** Puts a read of the first reader at another place of the list. */
  function moved({ lists }: StoredSchedule, from: number, to: number): void {
    lists.reads.splice(to, 0, ...lists.reads.splice(from, 1));
    for (const [index, read] of lists.reads.entries()) if (read.reader === 'G1') read.position = index + 1;
  }
  test('a read that comes again too soon', () => {
    const broken = rulesOfRepeats('reads', (schedule) => {
      const at = schedule.lists.reads.findIndex((read) => read.repeats !== undefined);
      const first = schedule.lists.reads.findIndex(({ id }) => id === schedule.lists.reads[at]?.repeats);
      moved(schedule, at, first + 2);
    });
    expect(broken).toEqual(new Set(['second-reads']));
  });
  test('a repeat that comes before the days are over', () => {
    const broken = rulesOfRepeats('days', ({ lists }) => {
      for (const read of lists.reads) if (read.reader === 'G1') read.period = 1;
    });
    expect(broken).toEqual(new Set(['second-reads']));
  });
  test('a repeat in another arm, of another case, and one too few', () => {
    const other = rulesOfRepeats('reads', (schedule) => {
      const read = schedule.lists.reads.find((each) => each.repeats !== undefined);
      const entry = read && schedule.key.reads[read.id];
      if (!read || !entry) throw new Error('a read comes again');
      const arm = entry.arm === 'arm-0' ? 1 : 0;
      Object.assign(entry, { arm: `arm-${arm}`, source: `s${arm}` });
      read.text = `arm-${arm} of ${Number(read.case.slice(1))}`;
    });
    expect(other).toEqual(new Set(['second-reads']));
    const count = rulesOfRepeats('reads', ({ lists }) => {
      delete lists.reads.find((each) => each.repeats !== undefined)?.repeats;
    });
    expect(count).toContain('second-reads');
    expect(count).toContain('repeats');
  });
  test('practice that is not the same for all, or not first, or of a case of the study', () => {
    const swapped = rulesOfRepeats('reads', (schedule) => moved(schedule, 0, 1));
    expect(swapped).toEqual(new Set(['practice']));
    const late = rulesOfRepeats('reads', (schedule) => moved(schedule, 1, 3));
    expect(late).toContain('practice');
    const unmarked = rulesOfRepeats('reads', ({ lists }) => {
      delete lists.reads[0]?.practice;
    });
    expect(unmarked).toContain('practice');
  });
  test('a case that a reader saw before the study', () => {
    const broken = rulesOf('latin-square', ({ key, lists }) => {
      key.past = { G1: [lists.reads[0]?.case ?? ''] };
    });
    expect(broken).toEqual(new Set(['past']));
  });
  test('an order of arms that carries one of them over too often', () => {
    const broken = rulesOf('williams', ({ lists }) => {
      // The whole study with its periods backwards would be a Williams square again: turn one reader round.
      for (const read of lists.reads) if (read.reader === 'G1') read.period = 4 - read.period;
      lists.reads.sort((a, b) => a.reader.localeCompare(b.reader) || a.period - b.period);
      const counts = new Map<string, number>();
      for (const read of lists.reads) {
        counts.set(read.reader, (counts.get(read.reader) ?? 0) + 1);
        read.position = counts.get(read.reader) ?? 0;
      }
    });
    expect(broken).toContain('carry-over');
  });
});

describe('an impossible design is refused with its reason:', () => {
  function refusal(cases: number, groups: GroupPlan[], design: object, change: Partial<AllocationInput> = {}): unknown {
    const protocol = planned(cases, groups, design) as AllocationInput['protocol'];
    try {
      allocate({ ...inputFor(protocol, 1), ...change });
    } catch (thrown) {
      return thrown instanceof Failure && thrown.code === 'allocation-impossible' ? thrown.detail['reason'] : thrown;
    }
    return 'possible';
  }
  test.each<[string, number, GroupPlan[], object, string]>([
    [
      'crossed with fewer cases in an arm',
      10,
      [{ readers: 2, arms: [10, 8] }],
      { kind: 'crossed' },
      '8 cases in arm-1, but crossed means every case in every arm: 10',
    ],
    [
      'a Latin square over some of the cases',
      10,
      [{ readers: 2, arms: [4, 4] }],
      { kind: 'latin-square' },
      '8 reads for a reader, but a Latin square gives every reader all 10 cases once',
    ],
    [
      'a Latin square of unequal arms',
      9,
      [{ readers: 2, arms: [4, 5] }],
      { kind: 'latin-square' },
      'a Latin square has arms of one size, not 4 cases in arm-0 and 5 in arm-1',
    ],
    [
      'blocks that do not divide the cases',
      10,
      [{ readers: 4, arms: [3, 3] }],
      { kind: 'split-plot', blocks: 3 },
      "10 cases can't be split into 3 equal blocks",
    ],
    [
      'more blocks than readers',
      12,
      [{ readers: 2, arms: [4, 4] }],
      { kind: 'split-plot', blocks: 3 },
      '3 blocks need at least as many readers, group-0 has 2',
    ],
    [
      'more anchors than reads',
      20,
      [{ readers: 2, arms: [4, 4] }],
      { kind: 'incomplete-blocks', anchors: 9 },
      '9 cases for all, but a reader reads only 8',
    ],
    [
      'only anchors',
      20,
      [{ readers: 2, arms: [4, 4] }],
      { kind: 'incomplete-blocks', anchors: 8 },
      '8 cases for all leave no read for the other 12',
    ],
    [
      'a Williams square with rows left over',
      8,
      [{ readers: 5, arms: [8, 8, 8] }],
      { kind: 'williams' },
      'a Williams square of 3 arms has 6 rows: group-0 needs 6, 12, ... readers or cases, not 5 readers and 8 cases',
    ],
    [
      'parallel lists longer than the study',
      10,
      [{ readers: 2, arms: [6, 6] }],
      { kind: 'parallel' },
      '12 reads for a reader, but the study has 10 cases',
    ],
  ])('%s', (_name, cases, groups, design, reason) => {
    expect(refusal(cases, groups, design)).toBe(reason);
  });

  const square: [number, GroupPlan[], object] = [4, [{ readers: 2, arms: [2, 2] }], { kind: 'latin-square' }];
  test('a case without a draft', () => {
    const { drafts } = inputFor(schema.parse(planned(...square)), 1);
    expect(refusal(...square, { drafts: drafts.slice(1) })).toBe(
      'arm arm-0 needs a draft for each of 4 cases, only 3 have one',
    );
  });
  test('a case that a reader of everything saw before', () => {
    expect(refusal(...square, { past: { G1: [caseName(2)] } })).toBe(
      'everybody reads all 4 cases, but only 3 were seen by no reader before the study',
    );
  });
  test('a reader who saw too many', () => {
    const past = { G1: [0, 1, 2, 3, 4].map(caseName) };
    expect(refusal(8, [{ readers: 2, arms: [2, 2] }], { kind: 'parallel' }, { past })).toBe(
      'G1 reads 4 cases, but saw all but 3 of 8 before the study',
    );
  });
});

test('readers of incomplete blocks share about equally many cases with each other', () => {
  // Seven readers, seven cases, three each: Fano's plane, in which any two share exactly one, is the best there is.
  const input = inputFor(
    schema.parse(planned(7, [{ readers: 7, arms: [3] }], { kind: 'incomplete-blocks', anchors: 0 })),
    5,
  );
  const { lists } = allocate(input);
  const sets = input.readers.map(({ code }) =>
    lists.reads.filter((read) => read.reader === code).map((read) => read.case),
  );
  const overlaps = sets.flatMap((one, index) =>
    sets.slice(index + 1).map((other) => one.filter((id) => other.includes(id)).length),
  );
  expect(Math.max(...overlaps) - Math.min(...overlaps)).toBeLessThanOrEqual(1);
});
