import { Failure } from '#core/errors.ts';
import type { Protocol } from '../protocol/protocol.ts';
import type { ReadRow, TimeName } from './rows.ts';

/** One arm of one group, over its submitted reads. Times in seconds; null where there are too few reads. */
export interface ArmResult {
  group: string;
  /** `blinded` pools the arms of a group. */
  arm: string;
  reads: number;
  readsPlanned: number;
  timeMean: number | null;
  timeSd: number | null;
  timeMedian: number | null;
  timeQ1: number | null;
  timeQ3: number | null;
  timeGeoMean: number | null;
  editCharactersMean: number | null;
  editWordsMean: number | null;
  insertedMean: number | null;
  deletedMean: number | null;
  keptMean: number | null;
  unchangedShare: number | null;
  questionnaire: ItemResult[];
}

/** What an arm answered to one item. */
export interface ItemResult {
  item: string;
  type: 'choices' | 'scale' | 'text';
  /** Submitted reads where it was asked, and those with an answer. */
  asked: number;
  answered: number;
  /** Choices and scale steps: how often, and the share of `asked`. */
  options: { option: string; count: number; share: number | null }[];
  mean: number | null;
  sd: number | null;
}

/** The second arm against the first. */
export interface Contrast {
  group: string;
  arms: [string, string];
  /** Mean time of the second arm over that of the first, with its 95 % interval. */
  ratio: number | null;
  ciLow: number | null;
  ciHigh: number | null;
  saving: number | null;
  p: number | null;
  method: string;
}

export interface Analysis {
  blinded: boolean;
  time: { definition: TimeName; unit: 's'; idleCapSeconds: number };
  arms: ArmResult[];
  contrasts: Contrast[];
}

/** The tables of a study from its rows, by the time of one definition. */
export function analyse(rows: readonly ReadRow[], protocol: Protocol, time: TimeName = 'reading'): Analysis {
  throw new Failure('internal', { reason: `not written yet ${rows.length} ${protocol.title.en} ${time}` });
}
