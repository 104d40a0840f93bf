import { sha256 } from '#core/digest.ts';
import { seededRandom } from '#core/random.ts';
import type { Draft } from '../cases/case.ts';
import { designFaults } from '../protocol/design.ts';
import { balanceRows, type BalanceRow } from './balance.ts';
import { draftChooser, selectCases } from './candidates.ts';
import { composeList } from './compose.ts';
import { impossible } from './dealing.ts';
import { dealGroup } from './dealGroup.ts';
import { givenTexts } from './given.ts';
import { scheduleHash } from './hash.ts';
import { blockSize, orderCases, refuseTooMany, strataOf, type AllocationInput } from './input.ts';
import type { AllocationKey, ReadEntry, ReadingLists } from './lists.ts';
import { arrange } from './order.ts';
import { practiceCases, practise } from './practice.ts';
import { withRepeats, type ArmsOf } from './repeats.ts';
import { dealSides } from './sides.ts';

export interface Allocation {
  readonly lists: ReadingLists;
  readonly key: AllocationKey;
  readonly balance: readonly BalanceRow[];
}

/**
 * Balanced, reproducible reading lists by the design of the protocol: each reader gets the protocol's number of cases
 * in each arm, no case twice within a period nor a case that they saw before; within a group the cases are used as
 * evenly as the drafts allow, in each arm and over all. Practice comes before all that, and repeats are strewn in
 * afterwards: neither counts in the balance.
 * Throws Failure allocation-impossible that names the arm and the counts.
 *
 * Chance comes from the seed and the drafts together: a reader who knows this program and guesses the seed still
 * can't make the lists again, since the drafts that nobody is given are in the sealed key only.
 */
export function allocate(whole: AllocationInput): Allocation {
  const { protocol, readers, drafts, seed, past } = whole;
  const input = { ...whole, cases: whole.cases.filter(({ practice }) => !practice) };
  const fault = designFaults(protocol)[0];
  if (fault) throw impossible(fault.message);
  const secret = sha256(JSON.stringify([seed, sortedDrafts(drafts)]));
  const random = seededRandom(parseInt(secret.slice(0, 8), 16));
  const choose = draftChooser(protocol, drafts);
  const cases = selectCases(input, choose, random.fork('cases'));
  const marked = whole.cases.flatMap(({ id, practice }) => (practice ? [id] : []));
  const practised = practiceCases(protocol, marked, choose, random.fork('practice'));
  const stratumOf = strataOf(input);
  const reads: ReadEntry[] = [];
  const key: AllocationKey['reads'] = {};
  const balance: BalanceRow[] = [];
  for (const group of protocol.groups) {
    const members = readers.filter((reader) => reader.group === group.id);
    if (members.length === 0) throw impossible(`group ${group.id} has no reader`);
    const seen = members.map(({ code }) => new Set(past?.[code]));
    refuseTooMany(input, members, seen, cases);
    const stream = random.fork(`group ${group.id}`);
    const order = orderCases(stream.shuffle(cases), stratumOf, protocol, stream);
    const available = group.arms.map(({ arm }) => order.map((id) => choose(arm, id) !== null));
    const dealt = dealGroup(
      {
        protocol,
        group,
        readers: members.length,
        strata: order.map((id) => stratumOf.get(id) ?? 0),
        knows: (reader, at) => seen[reader]?.has(order[at] ?? '') ?? false,
        available,
      },
      stream,
    );
    const counts = order.map(() => group.arms.map(() => 0));
    for (const each of dealt.flat()) counts[each.case]![each.arm]! += 1;
    const arms = group.arms.map(({ arm }) => arm);
    balance.push(...balanceRows(group.id, arms, members.length, counts, available));
    const armsOf: ArmsOf = (at) => [...arms.keys()].filter((arm) => available[arm]?.[at]);
    const practice = practise(group, practised, choose);
    for (const [index, units] of dealt.entries()) {
      const reader = members[index]?.code ?? '';
      const arranged = arrange(units, blockSize(protocol, arms.length), stream.fork(`order ${reader}`));
      const sides = dealSides(arranged, stream.fork(`sides ${reader}`));
      const list = withRepeats(arranged, protocol.repeats, armsOf, stream.fork(`repeats ${reader}`));
      const places = composeList(practice, list, order, arms, sides);
      const ids = places.map((_, place) => `r${sha256(`${secret} ${reader} ${place}`).slice(0, 16)}`);
      for (const [place, { case: caseId, arm, period, practice, first, side }] of places.entries()) {
        const id = ids[place] ?? '';
        const [given, origin] = givenTexts(choose(arm, caseId) ?? [], side);
        const marks = { ...(practice ? { practice } : {}), ...(first === null ? {} : { repeats: ids[first] ?? '' }) };
        reads.push({ id, reader, case: caseId, period, position: place + 1, ...given, ...marks });
        key[id] = { arm, ...origin };
      }
    }
  }
  const place = new Map(readers.map((reader, index) => [reader.code, index]));
  reads.sort((a, b) => (place.get(a.reader) ?? 0) - (place.get(b.reader) ?? 0) || a.position - b.position);
  const sealed: AllocationKey = {
    format: 1,
    seed,
    salt: sha256(`${secret} schedule`),
    ...(past ? { past: Object.fromEntries(Object.entries(past).map(([code, ids]) => [code, [...ids]])) } : {}),
    reads: key,
    drafts: [...drafts],
  };
  const lists: ReadingLists = { format: 1, reads };
  return { lists: { format: 1, schedule: scheduleHash(lists, sealed), reads }, key: sealed, balance };
}

function sortedDrafts(drafts: readonly Draft[]): string[][] {
  const rows = drafts.map(({ case: caseId, source, text }) => [caseId, source, text]);
  return rows.sort((a, b) => (a.join('\n') < b.join('\n') ? -1 : 1));
}
