import { geometricMean, mean, quantile, standardDeviation } from '#core/stats/describe.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { contrastsOf, type Contrast } from './contrasts.ts';
import { endpointResults, type EndpointResult } from './endpoints.ts';
import { capCurve, type CapCurve } from './idleCaps.ts';
import { itemResults, type ItemResult } from './questionnaire.ts';
import { ratingTables, type RatingTable } from './ratings.ts';
import { readerEffects, type ReaderEffect } from './readerEffects.ts';
import { countedRows, type ReadRow } from './rows.ts';
import { selfAgreement, type SelfAgreement } from './selfAgreement.ts';
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
  readonly work: number | null;
  /** Mean word edits over words of the final text, of the reads with a given text. */
  readonly hter: number | null;
  /** Of the reads with a given text: mean number of findings put in and taken out, by the rules of our labeller. */
  readonly findingsAdded: number | null;
  readonly findingsRemoved: number | null;
  /** Mean parts of the reading time with the images, and with the report entered. */
  readonly imageSeconds: number | null;
  readonly reportSeconds: number | null;
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
  /** What the protocol promised; none while the arms are pooled. */
  readonly endpoints: readonly EndpointResult[];
  readonly idleCaps: readonly CapCurve[];
  /** The contrasts of times within each reader; none while the arms are pooled. */
  readonly readers: readonly ReaderEffect[];
  /** Scales in the form of the paper's table. */
  readonly ratings: readonly RatingTable[];
  /** How far readers agree with themselves where reads come again. */
  readonly selfAgreement: readonly SelfAgreement[];
}

/**
 * The tables of a study from its rows, by the reading time. Each later arm is set against each earlier. Practice counts
 * nowhere, repeats in the agreement of readers with themselves.
 */
export function analyse(all: readonly ReadRow[], protocol: Protocol): Analysis {
  const rows = countedRows(all);
  const blinded = rows.some((row) => row.arm === null);
  const pairs = blinded ? [] : armPairs(protocol);
  return {
    blinded,
    ...timeTables(rows, protocol, 'reading'),
    endpoints: blinded ? [] : endpointResults(rows, protocol),
    idleCaps: pairs.map(([group, arms]) => capCurve(rows, group, arms, protocol.idleCapSeconds)),
    readers: pairs.flatMap(([group, arms]) => readerEffects(rows, group, arms, 'reading')),
    ratings: blinded ? [] : ratingTables(rows, protocol),
    selfAgreement: selfAgreement(all, protocol),
  };
}

/** Arms and contrasts by one definition of time. */
export function timeTables(
  rows: readonly ReadRow[],
  protocol: Protocol,
  time: TimeName,
): Pick<Analysis, 'time' | 'arms' | 'contrasts'> {
  const blinded = rows.some((row) => row.arm === null);
  const arms = protocol.groups.flatMap((group) => {
    const names = blinded ? [BLINDED_ARM] : group.arms.map(({ arm }) => arm);
    return names.map((arm) => {
      const members = rows.filter((row) => row.group === group.id && (blinded || row.arm === arm));
      return armResult(group.id, arm, members, protocol, time);
    });
  });
  const contrasts = blinded ? [] : armPairs(protocol).flatMap(([group, pair]) => contrastsOf(rows, group, pair, time));
  return { time: { definition: time, unit: 's', idleCapSeconds: protocol.idleCapSeconds }, arms, contrasts };
}

/** Each later arm of a group with each earlier one. */
function armPairs({ groups }: Protocol): [group: string, arms: [string, string]][] {
  return groups.flatMap(({ id, arms }) =>
    arms.flatMap((later, index) =>
      arms.slice(0, index).map((earlier): [string, [string, string]] => [id, [earlier.arm, later.arm]]),
    ),
  );
}

function armResult(
  group: string,
  arm: string,
  rows: readonly ReadRow[],
  protocol: Protocol,
  time: TimeName,
): ArmResult {
  const times = timesOf(rows, time);
  const submitted = rows.filter((row) => row.times);
  const edits = submitted.flatMap((row) => row.edits ?? []);
  return {
    group,
    arm,
    reads: submitted.length,
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
    work: mean(edits.map((each) => each.work)),
    hter: mean(edits.flatMap((each) => each.hter ?? [])),
    findingsAdded: mean(submitted.flatMap((row) => row.findings?.added ?? [])),
    findingsRemoved: mean(submitted.flatMap((row) => row.findings?.removed ?? [])),
    imageSeconds: mean(submitted.map((row) => row.panels.image)),
    reportSeconds: mean(submitted.map((row) => row.panels.report)),
    kept: mean(edits.flatMap((each) => each.kept ?? [])),
    unchanged: mean(edits.flatMap((each) => (each.unchanged === null ? [] : Number(each.unchanged)))),
    questionnaire: itemResults(protocol.questionnaire, rows),
  };
}

function timesOf(rows: readonly ReadRow[], time: TimeName): number[] {
  return rows.flatMap((row) => row.times?.[time] ?? []);
}
