import { draftText } from '#studies/cases/draftText.ts';
import type { Protocol } from '#studies/protocol/protocol.ts';
import { apart, grouped, rowsOf, tally, type Row, type Rule, type ScheduleFault, type StoredSchedule } from './rows.ts';

type Kind = NonNullable<Protocol['design']>['kind'];
type Group = Protocol['groups'][number];

/** One group of a schedule under test. */
interface Tested {
  readonly schedule: StoredSchedule;
  readonly group: Group;
  readonly arms: readonly string[];
  readonly readers: readonly string[];
  /** What was dealt out: neither practice nor repeats. */
  readonly rows: readonly Row[];
  /** The whole lists of the group. */
  readonly all: readonly Row[];
  readonly kind: Kind;
}

/** A test gives the reasons why a rule is broken, none where it holds. */
type Test = (tested: Tested) => string[];

const REPEATING: readonly Kind[] = ['crossed', 'williams', 'split-plot'];

/**
 * Whether a stored schedule keeps the rules of its design. Nothing here is shared with the code that makes schedules:
 * what is counted are reader, case, arm, period and position of the stored reads.
 */
export function brokenRules(schedule: StoredSchedule): ScheduleFault[] {
  const { protocol, readers } = schedule;
  const rows = rowsOf(schedule);
  const faults: ScheduleFault[] = wholeList(schedule, rows).map((reason) => ({ rule: 'reads', reason }));
  for (const group of protocol.groups) {
    const members = readers.filter((reader) => reader.group === group.id).map(({ code }) => code);
    const all = rows.filter((row) => row.group === group.id);
    const tested: Tested = {
      schedule,
      group,
      arms: group.arms.map(({ arm }) => arm),
      readers: members,
      rows: all.filter((row) => !row.practice && row.again === null),
      all,
      kind: protocol.design?.kind ?? 'parallel',
    };
    for (const [rule, test] of Object.entries(tests) as [Rule, Test][])
      faults.push(...test(tested).map((reason) => ({ rule, reason: `${group.id}: ${reason}` })));
  }
  return faults;
}

const tests = {
  counts,
  repeats,
  balance,
  mixing,
  strata,
  blocks,
  anchors,
  'carry-over': carryOver,
  past,
  texts,
  sides,
  practice: practiceFirst,
  'second-reads': secondReads,
} satisfies Partial<Record<Rule, Test>>;

/** Every read has a reader, a case and an entry in the key; positions count up from 1, periods never go back. */
function wholeList({ readers, cases, lists, key }: StoredSchedule, rows: readonly Row[]): string[] {
  const known = new Set(cases.map(({ id }) => id));
  const codes = new Set(readers.map(({ code }) => code));
  const ids = new Set(lists.reads.map(({ id }) => id));
  const reasons = rows.flatMap(({ id, reader, case: caseId }) => [
    ...(codes.has(reader) ? [] : [`${id} is for ${reader}, who is no reader`]),
    ...(known.has(caseId) ? [] : [`${id} is of ${caseId}, which is no case`]),
    ...(key.reads[id] ? [] : [`${id} is not in the key`]),
  ]);
  if (ids.size < rows.length) reasons.push('a read is there twice');
  for (const id of Object.keys(key.reads)) if (!ids.has(id)) reasons.push(`${id} of the key is not in the lists`);
  for (const [reader, own] of grouped(rows, (row) => row.reader)) {
    if (own.some(({ position }, index) => position !== index + 1)) reasons.push(`the positions of ${reader} have gaps`);
    if (own.some(({ period }, index) => period < (own[index - 1]?.period ?? 1)))
      reasons.push(`the periods of ${reader} go back`);
  }
  return reasons;
}

function counts({ group, readers, rows }: Tested): string[] {
  const reads = new Map(
    [...grouped(rows, (row) => `${row.reader} ${row.arm}`)].map(([name, own]) => [name, own.length]),
  );
  const expected = new Map(readers.flatMap((code) => group.arms.map(({ arm, cases }) => [`${code} ${arm}`, cases])));
  return [...new Set([...reads.keys(), ...expected.keys()])].flatMap((name) =>
    reads.get(name) === expected.get(name)
      ? []
      : [`${name}: ${reads.get(name) ?? 0} reads instead of ${expected.get(name) ?? 0}`],
  );
}

/** A case comes back only in another arm and another period, and only where the design has it come back. */
function repeats({ schedule, arms, rows, kind }: Tested): string[] {
  const repeating = REPEATING.includes(kind);
  const design = schedule.protocol.design;
  const times = repeating ? arms.length : 1;
  const reasons: string[] = [];
  if (repeating && !(design && 'washoutDays' in design)) reasons.push('cases come back, but there is no washout');
  for (const [name, own] of grouped(rows, (row) => `${row.reader} ${row.case}`)) {
    const different = (of: (row: Row) => string | number): boolean => new Set(own.map(of)).size === times;
    if (own.length !== times || !different((row) => row.arm) || !different((row) => row.period))
      reasons.push(`${name}: ${own.map(({ arm, period }) => `${arm} in period ${period}`).join(', ')}`);
  }
  const last = Math.max(0, ...rows.map(({ period }) => period));
  if (last > times) reasons.push(`a read in period ${last}, but there are ${times}`);
  return reasons;
}

/** Within one: how often cases are read, in each arm; and, but for parallel arms of any size, arms for reader and case. */
function balance({ schedule, arms, rows, kind }: Tested): string[] {
  if (kind === 'parallel') return parallelBalance(schedule, arms, rows);
  const reasons: string[] = [];
  for (const part of ['reader', 'case'] as const)
    for (const [name, own] of grouped(rows, (row) => `${row[part]} in period ${row.period}`)) {
      const found = tally(own, arms, (row) => row.arm);
      if (apart(found) > 1) reasons.push(`${name}: ${found.join(', ')} reads in ${arms.join(', ')}`);
    }
  if (kind === 'incomplete-blocks') return reasons;
  const uses = padded(
    [...grouped(rows, (row) => row.case).values()].map(({ length }) => length / arms.length),
    schedule,
  );
  return apart(uses) > 1 ? [...reasons, 'some cases are read more often than others'] : reasons;
}

/** Where every case could serve every arm, each is used as often as any other. */
function parallelBalance(schedule: StoredSchedule, arms: readonly string[], rows: readonly Row[]): string[] {
  const drafted = new Set(
    schedule.key.drafts.filter(({ text }) => draftText(text) !== null).map((each) => `${each.source} ${each.case}`),
  );
  const serves = (arm: string, id: string): boolean => {
    const { drafts = [], against } = schedule.protocol.arms.find((each) => each.id === arm) ?? {};
    const has = (sources: readonly string[]): boolean => sources.some((source) => drafted.has(`${source} ${id}`));
    return against ? has(drafts) && has(against) : drafts.length === 0 || has(drafts);
  };
  const own = Object.keys(schedule.key.past ?? {}).length > 0;
  const able = (arm: string): boolean => schedule.cases.every(({ id, practice }) => practice || serves(arm, id));
  if (own || !arms.every(able)) return [];
  return [...arms, null].flatMap((arm) => {
    const used = grouped(
      rows.filter((row) => arm === null || row.arm === arm),
      (row) => row.case,
    );
    const uses = padded(
      [...used.values()].map(({ length }) => length),
      schedule,
    );
    return apart(uses) > 1
      ? [`${arm ?? 'all arms'}: a case is read ${Math.min(...uses)} times, another ${Math.max(...uses)}`]
      : [];
  });
}

/** With zeros for the cases that the protocol needs and nobody reads. */
function padded(uses: readonly number[], { protocol }: StoredSchedule): number[] {
  return [...uses, ...new Array<number>(Math.max(0, protocol.cases - uses.length)).fill(0)];
}

/** Every block of reads in a row holds each arm in its share. */
function mixing({ schedule, arms, rows, kind }: Tested): string[] {
  const size = schedule.protocol.design?.blockSize ?? (kind === 'parallel' ? 0 : 2 * arms.length);
  if (size === 0) return [];
  const reasons: string[] = [];
  for (const [name, own] of grouped(rows, (row) => `${row.reader} in period ${row.period}`)) {
    for (let from = 0; from < own.length; from += size) {
      const block = own.slice(from, from + size);
      const badly = arms.find((arm) => {
        const share = (block.length * own.filter((row) => row.arm === arm).length) / own.length;
        const found = block.filter((row) => row.arm === arm).length;
        return found < Math.floor(share) || found > Math.ceil(share);
      });
      if (badly !== undefined)
        reasons.push(`${name}: reads ${from + 1} to ${from + block.length} have ${badly} unevenly`);
    }
  }
  return reasons;
}

function strata({ arms, readers, rows, kind }: Tested): string[] {
  const parallel = kind === 'parallel';
  const names = parallel ? readers : arms;
  const parts = grouped(rows, (row) =>
    parallel ? `${row.arm}, ${row.stratum}` : `${row.reader} in period ${row.period}, ${row.stratum}`,
  );
  // Without strata every row has the same, and counts and balance say all there is.
  if (new Set(rows.map(({ stratum }) => stratum)).size < 2) return [];
  return [...parts].flatMap(([name, own]) => {
    const found = tally(own, names, (row) => (parallel ? row.reader : row.arm));
    return apart(found) > 1 ? [`${name}: ${found.join(', ')} reads for ${names.join(', ')}`] : [];
  });
}

/** Readers who share a case share all of them. */
function blocks({ schedule, readers, rows }: Tested): string[] {
  const design = schedule.protocol.design;
  if (design?.kind !== 'split-plot') return [];
  const sets = new Map<string, number>();
  for (const reader of readers) {
    const cases = [...new Set(rows.filter((row) => row.reader === reader).map((row) => row.case))].sort().join(' ');
    sets.set(cases, (sets.get(cases) ?? 0) + 1);
  }
  const cases = [...sets.keys()].flatMap((set) => set.split(' '));
  const reasons = sets.size === design.blocks ? [] : [`${sets.size} blocks instead of ${design.blocks}`];
  if (new Set(cases).size < cases.length) reasons.push('a case stands in two blocks');
  if (apart([...sets.values()]) > 1) reasons.push('blocks have unequal numbers of readers');
  return reasons;
}

function anchors({ schedule, readers, rows }: Tested): string[] {
  const design = schedule.protocol.design;
  if (design?.kind !== 'incomplete-blocks') return [];
  const uses = [...grouped(rows, (row) => row.case).values()].map(({ length }) => length).sort((a, b) => b - a);
  const shared = uses.slice(0, design.anchors);
  const rest = padded(uses, schedule).slice(design.anchors);
  return [
    ...(shared.length < design.anchors || shared.some((count) => count !== readers.length)
      ? [`fewer than ${design.anchors} cases are read by all`]
      : []),
    ...(apart(rest) > 1 ? [`of the other cases one is read ${Math.min(...rest)} times, one ${Math.max(...rest)}`] : []),
  ];
}

/** Over all readers and cases, every arm follows every other equally often. */
function carryOver({ arms, rows, kind }: Tested): string[] {
  if (kind !== 'williams') return [];
  const follows = new Map(
    arms.flatMap((arm) => arms.filter((other) => other !== arm).map((other) => [`${other} after ${arm}`, 0])),
  );
  for (const own of grouped(rows, (row) => `${row.reader} ${row.case}`).values()) {
    const order = [...own].sort((a, b) => a.period - b.period);
    for (const [index, { arm }] of order.entries()) {
      const before = order[index - 1]?.arm;
      if (before !== undefined) follows.set(`${arm} after ${before}`, (follows.get(`${arm} after ${before}`) ?? 0) + 1);
    }
  }
  return apart([...follows.values()]) > 0
    ? [[...follows].map(([name, count]) => `${name} ${count} times`).join(', ')]
    : [];
}

/** Nobody repeats but what they were dealt, so this holds for repeats as well. */
function past({ schedule, rows }: Tested): string[] {
  return rows
    .filter((row) => schedule.key.past?.[row.reader]?.includes(row.case))
    .map((row) => `${row.reader} saw ${row.case} before the study`);
}

/** What a reader is given is the draft or the two that the key names, and each source is one of the arm's. */
function texts({ schedule, all }: Tested): string[] {
  return all.flatMap((row) => {
    const { drafts: sources = [], against } = schedule.protocol.arms.find(({ id }) => id === row.arm) ?? {};
    const isOf = (text: string | null | undefined, source: string): boolean => {
      const draft = schedule.key.drafts.findLast((each) => each.case === row.case && each.source === source);
      return !!draft && text === draftText(draft.text);
    };
    const { pair, sides: shown } = row;
    const fits = against
      ? pair !== null &&
        row.text === null &&
        pair.sides.every(({ source }, side) => isOf(shown?.[side], source)) &&
        sources.includes(pair.sides[pair.first === 'a' ? 0 : 1].source) &&
        against.includes(pair.sides[pair.first === 'a' ? 1 : 0].source)
      : pair === null &&
        shown === null &&
        (row.source === null
          ? row.text === null && sources.length === 0
          : sources.includes(row.source) && isOf(row.text, row.source));
    return fits ? [] : [`${row.id} does not show what ${row.arm} gives for ${row.case}`];
  });
}

/** Of two texts the first stands for each reader as often on side A as on side B, within one. */
function sides({ rows }: Tested): string[] {
  const pairs = rows.filter(({ pair }) => pair !== null);
  return [...grouped(pairs, (row) => `${row.reader} in ${row.arm}`)].flatMap(([name, own]) => {
    const onA = own.filter(({ pair }) => pair?.first === 'a').length;
    const onB = own.length - onA;
    return Math.abs(onA - onB) > 1 ? [`${name}: the first text is ${onA} times A, ${onB} times B`] : [];
  });
}

/** Every list begins with the same practice cases, in the arms of the group; they stand nowhere else. */
function practiceFirst({ schedule, all, arms, readers }: Tested): string[] {
  const wanted = schedule.protocol.practice ?? 0;
  const marked = new Set(schedule.cases.flatMap(({ id, practice }) => (practice ? [id] : [])));
  const reasons = all.flatMap((row) => [
    ...(row.practice === marked.has(row.case) ? [] : [`${row.id} of ${row.reader} mixes practice with the study`]),
    ...(row.practice === row.position <= wanted ? [] : [`${row.id} of ${row.reader} is not where practice belongs`]),
    ...(row.practice && !arms.includes(row.arm) ? [`${row.id} is practice in ${row.arm}`] : []),
  ]);
  const practised = readers.map((code) =>
    all.flatMap((row) => (row.reader === code && row.practice ? [`${row.case} in ${row.arm}`] : [])).join(', '),
  );
  if (new Set(practised).size > 1) reasons.push('not all readers practise the same');
  // Groups have arms of their own, but the cases are the same for all.
  const cases = schedule.lists.reads.filter((read) => read.practice && read.position === 1).map((read) => read.case);
  return new Set(cases).size > 1 ? [...reasons, 'groups begin with other practice cases'] : reasons;
}

/** So many reads of each reader come again, each once, as far apart and in the arm that the protocol says. */
function secondReads({ schedule, all, rows, readers, kind }: Tested): string[] {
  const { count = 0, apart: distance, arm: which } = schedule.protocol.repeats ?? {};
  const firsts = new Map(rows.map((row) => [row.id, row]));
  const reasons: string[] = [];
  for (const code of readers) {
    const own = all.filter((row) => row.reader === code && row.again !== null);
    if (own.length !== count) reasons.push(`${code}: ${own.length} reads come again instead of ${count}`);
    if (new Set(own.map(({ again }) => again)).size < own.length) reasons.push(`${code}: a read comes again twice`);
  }
  const last = Math.max(0, ...rows.map(({ period }) => period));
  for (const row of all) {
    if (row.again === null) continue;
    const first = firsts.get(row.again);
    if (first?.reader !== row.reader || first.case !== row.case || first.position >= row.position) {
      reasons.push(`${row.id} repeats ${row.again}, which is no earlier read of the case by ${row.reader}`);
      continue;
    }
    if ((which === 'same') !== (row.arm === first.arm)) reasons.push(`${row.id} repeats ${first.id} in ${row.arm}`);
    if (distance?.unit === 'days') {
      if (row.period !== last + 1) reasons.push(`${row.id} comes again in period ${row.period}, not after all others`);
      continue;
    }
    const between = row.position - first.position - 1;
    if (between < (distance?.least ?? 0)) reasons.push(`${row.id} comes again after ${between} other reads`);
    if (REPEATING.includes(kind) && row.period !== first.period)
      reasons.push(`${row.id} comes again in period ${row.period}, where the case has another arm`);
  }
  return reasons;
}
