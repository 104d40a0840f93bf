import { geometricMean, mean, quantile, standardDeviation } from '#core/stats/describe.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { contrast, type Contrast } from './contrasts.ts';
import { itemResults, type ItemResult } from './questionnaire.ts';
import type { ReadRow } from './rows.ts';
import type { TimeName } from '../protocol/endpoints.ts';

/** What the arms of a group are called together while nobody may know which is which. */
const BLINDED_ARM = 'blinded';

/** One arm of one group over its submitted reads. Times in seconds; null where there are too few reads. */
export interface ArmResult {
  readonly group: string;
  readonly arm: string;
  readonly reads: number;
  readonly readsPlanned: number;
  readonly timeMean: number | null;
  readonly timeSd: number | null;
  readonly timeMedian: number | null;
  readonly timeQ1: number | null;
  readonly timeQ3: number | null;
  readonly timeGeoMean: number | null;
  /** Mean distance of given and final text. */
  readonly editCharacters: number | null;
  readonly editWords: number | null;
  /** Mean work: UTF-16 units put in and taken out. */
  readonly inserted: number | null;
  readonly deleted: number | null;
  /** Of the reads with a given text: mean share of its words kept, and share accepted as it was. */
  readonly kept: number | null;
  readonly unchanged: number | null;
  readonly questionnaire: readonly ItemResult[];
}

/** The JSON of `study analyse --json`. */
export interface Analysis {
  readonly blinded: boolean;
  readonly time: { readonly definition: TimeName; readonly unit: 's'; readonly idleCapSeconds: number };
  readonly arms: readonly ArmResult[];
  readonly contrasts: readonly Contrast[];
}

/** The tables of a study from its rows, by the time of one definition. Each later arm is set against each earlier. */
export function analyse(rows: readonly ReadRow[], protocol: Protocol, time: TimeName = 'reading'): Analysis {
  const blinded = rows.some((row) => row.arm === null);
  const arms: ArmResult[] = [];
  const contrasts: Contrast[] = [];
  for (const group of protocol.groups) {
    const names = blinded ? [BLINDED_ARM] : group.arms.map(({ arm }) => arm);
    const members = names.map((arm) => rows.filter((row) => row.group === group.id && (blinded || row.arm === arm)));
    arms.push(...names.map((arm, index) => armResult(group.id, arm, members[index] ?? [], protocol, time)));
    for (const [later, second] of names.entries()) {
      for (const [earlier, first] of names.slice(0, later).entries()) {
        const [before, after] = [timesOf(members[earlier] ?? [], time), timesOf(members[later] ?? [], time)];
        contrasts.push(contrast(group.id, [first, second], before, after));
      }
    }
  }
  const definition = { definition: time, unit: 's' as const, idleCapSeconds: protocol.idleCapSeconds };
  return { blinded, time: definition, arms, contrasts };
}

function armResult(
  group: string,
  arm: string,
  rows: readonly ReadRow[],
  protocol: Protocol,
  time: TimeName,
): ArmResult {
  const times = timesOf(rows, time);
  const edits = rows.flatMap((row) => (row.edits ? [row.edits] : []));
  return {
    group,
    arm,
    reads: edits.length,
    readsPlanned: rows.length,
    timeMean: mean(times),
    timeSd: standardDeviation(times),
    timeMedian: quantile(times, 0.5),
    timeQ1: quantile(times, 0.25),
    timeQ3: quantile(times, 0.75),
    timeGeoMean: geometricMean(times),
    editCharacters: mean(edits.map((each) => each.characters)),
    editWords: mean(edits.map((each) => each.words)),
    inserted: mean(edits.map((each) => each.inserted)),
    deleted: mean(edits.map((each) => each.deleted)),
    kept: mean(edits.flatMap((each) => each.kept ?? [])),
    unchanged: mean(edits.flatMap((each) => (each.unchanged === null ? [] : Number(each.unchanged)))),
    questionnaire: itemResults(protocol.questionnaire, rows),
  };
}

function timesOf(rows: readonly ReadRow[], time: TimeName): number[] {
  return rows.flatMap((row) => row.times?.[time] ?? []);
}
