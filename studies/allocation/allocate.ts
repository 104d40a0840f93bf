import { sha256 } from '#core/digest.ts';
import { Failure } from '#core/errors.ts';
import { seededRandom, type Random } from '#core/random.ts';
import type { Draft } from '../cases/case.ts';
import { draftText } from '../cases/draftText.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { balanceRows, type BalanceRow } from './balance.ts';
import { balancedCounts } from './counts.ts';
import type { AllocationKey, ReadEntry, ReadingLists } from './lists.ts';
import type { Reader } from './readers.ts';
import { spreadOverReaders } from './spread.ts';

export interface AllocationInput {
  readonly protocol: Protocol;
  readonly readers: readonly Reader[];
  readonly cases: readonly { readonly id: string }[];
  readonly drafts: readonly Draft[];
  readonly seed: number;
}

export interface Allocation {
  readonly lists: ReadingLists;
  readonly key: AllocationKey;
  readonly balance: readonly BalanceRow[];
}

type Group = Protocol['groups'][number];

/**
 * Balanced, reproducible reading lists: each reader gets the protocol's number of cases in each arm, no case twice,
 * in random order; within a group the cases are used as evenly as the drafts allow, in each arm and over all.
 * Throws Failure allocation-impossible that names the arm and the counts.
 *
 * Chance comes from the seed and the drafts together: a reader who knows this program and guesses the seed still
 * can't make the lists again, since the drafts that nobody is given are in the sealed key only.
 */
export function allocate(input: AllocationInput): Allocation {
  const { protocol, readers, drafts, seed } = input;
  const secret = sha256(JSON.stringify([seed, sortedDrafts(drafts)]));
  const random = seededRandom(parseInt(secret.slice(0, 8), 16));
  const choose = draftChooser(protocol, drafts);
  const cases = selectCases(input, choose, random.fork('cases'));
  const reads: ReadEntry[] = [];
  const key: AllocationKey['reads'] = {};
  const balance: BalanceRow[] = [];
  for (const group of protocol.groups) {
    const members = readers.filter((reader) => reader.group === group.id);
    if (members.length === 0) throw impossible(`group ${group.id} has no reader`);
    const stream = random.fork(`group ${group.id}`);
    const order = stream.shuffle(cases);
    const available = group.arms.map(({ arm }) => order.map((id) => choose(arm, id) !== undefined));
    const counts = groupCounts(protocol, group, members.length, available);
    balance.push(
      ...balanceRows(
        group.id,
        group.arms.map(({ arm }) => arm),
        members.length,
        counts,
        available,
      ),
    );
    for (const [index, units] of spreadOverReaders(counts, members.length, stream).entries()) {
      const reader = members[index]?.code ?? '';
      for (const [place, unit] of stream.fork(`order ${reader}`).shuffle(units).entries()) {
        const arm = group.arms[unit.arm]?.arm ?? '';
        const caseId = order[unit.case] ?? '';
        const draft = choose(arm, caseId) ?? null;
        const id = `r${sha256(`${secret} ${reader} ${place}`).slice(0, 16)}`;
        reads.push({ id, reader, case: caseId, period: 1, position: place + 1, text: draft && draftText(draft.text) });
        key[id] = { arm, source: draft?.source ?? null, provenance: draft?.provenance ?? null };
      }
    }
  }
  const place = new Map(readers.map((reader, index) => [reader.code, index]));
  reads.sort((a, b) => (place.get(a.reader) ?? 0) - (place.get(b.reader) ?? 0) || a.position - b.position);
  return { lists: { format: 1, reads }, key: { format: 1, seed, reads: key, drafts: [...drafts] }, balance };
}

/** The draft that an arm gives for a case: null for an empty page, undefined where the case has none. */
type ChooseDraft = (arm: string, caseId: string) => Draft | null | undefined;

function draftChooser(protocol: Protocol, drafts: readonly Draft[]): ChooseDraft {
  const bySource = new Map<string, Draft>();
  for (const draft of drafts) {
    if (draftText(draft.text) !== null) bySource.set(`${draft.source} ${draft.case}`, draft);
  }
  const sources = new Map(protocol.arms.map((arm) => [arm.id, arm.drafts]));
  return function choose(arm, caseId) {
    const wanted = sources.get(arm) ?? [];
    if (wanted.length === 0) return null;
    return wanted.map((source) => bySource.get(`${source} ${caseId}`)).find((draft) => draft !== undefined);
  };
}

/** As many cases as the protocol needs, at random; where there are more, those that serve the most arms go first. */
function selectCases({ protocol, cases }: AllocationInput, choose: ChooseDraft, random: Random): string[] {
  if (cases.length < protocol.cases) {
    throw impossible(`the protocol needs ${protocol.cases} cases, the study has ${cases.length}`);
  }
  function armsServed(id: string): number {
    return protocol.arms.filter((arm) => choose(arm.id, id) !== undefined).length;
  }
  const ids = random.shuffle(cases.map((each) => each.id).sort());
  return ids.sort((a, b) => armsServed(b) - armsServed(a)).slice(0, protocol.cases);
}

function groupCounts(
  protocol: Protocol,
  group: Group,
  readers: number,
  available: readonly (readonly boolean[])[],
): readonly (readonly number[])[] {
  function sources(arm: string): string {
    return protocol.arms.find((each) => each.id === arm)?.drafts.join(' or ') ?? '';
  }
  const served = available.map((each) => each.filter(Boolean).length);
  for (const [index, { arm, cases }] of group.arms.entries()) {
    if ((served[index] ?? 0) >= cases) continue;
    throw impossible(
      `arm ${arm} of ${group.id} needs ${cases} cases with a draft by ${sources(arm)}, ` +
        `only ${served[index]} of ${protocol.cases} have one`,
    );
  }
  const demands = group.arms.map(({ cases }, index) => ({ reads: cases * readers, available: available[index] ?? [] }));
  const result = balancedCounts(demands, protocol.cases, readers);
  if ('counts' in result) return result.counts;
  const short = group.arms[result.arm];
  throw impossible(
    `arm ${short?.arm} of ${group.id} needs ${demands[result.arm]?.reads} reads, only ${result.placed} find a case: ` +
      `${served[result.arm]} of ${protocol.cases} cases have a draft by ${sources(short?.arm ?? '')}, and other arms need them too`,
  );
}

function sortedDrafts(drafts: readonly Draft[]): string[][] {
  const rows = drafts.map(({ case: caseId, source, text }) => [caseId, source, text]);
  return rows.sort((a, b) => (a.join('\n') < b.join('\n') ? -1 : 1));
}

function impossible(reason: string): Failure {
  return new Failure('allocation-impossible', { reason });
}
