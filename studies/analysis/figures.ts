import { z } from 'zod';
import { readerCode, readId } from '../allocation/lists.ts';
import { endpoint } from '../protocol/endpoints.ts';
import { words } from '../protocol/protocol.ts';

/** A number, or nothing where the data do not give it. */
const maybe = z.number().nullable();
const interval = { ciLow: maybe, ciHigh: maybe };
/** Null while the arms of a group are taken together. */
const armName = z.string().nullable();
const pair = z.tuple([z.string(), z.string()]);
const counts = z.tuple([z.int(), z.int()]);
const notes = z.array(z.string());

const armRow = z.object({
  group: z.string(),
  arm: armName,
  reads: z.int(),
  readsPlanned: z.int(),
  /** Seconds. */
  timeMean: maybe,
  timeSd: maybe,
  timeMedian: maybe,
  timeQ1: maybe,
  timeQ3: maybe,
  timeGeoMean: maybe,
  editCharacters: maybe,
  editWords: maybe,
  kept: maybe,
  unchanged: maybe,
});

const endpointRow = z.object({
  id: z.string(),
  role: endpoint.shape.role,
  group: z.string(),
  arms: pair,
  measure: endpoint.shape.measure,
  reads: counts,
  scale: z.enum(['ratio', 'difference', 'odds ratio', 'odds', 'probability']),
  estimate: maybe,
  ...interval,
  confidence: z.number(),
  p: maybe,
  pAdjusted: maybe,
  margin: z
    .object({
      test: z.enum(['equivalence', 'non-inferiority']),
      low: maybe,
      high: maybe,
      p: z.number(),
      met: z.boolean(),
    })
    .nullable(),
  method: z.string(),
  notes,
});

const contrastRow = z.object({
  group: z.string(),
  arms: pair,
  reads: counts,
  analysis: z.enum(['paper', 'mixed']),
  ratio: maybe,
  ...interval,
  p: maybe,
  method: z.string(),
  notes,
});

const readerEffect = z.object({
  reader: readerCode,
  reads: counts,
  ratio: maybe,
  ...interval,
});

/** Reading time of the second arm over the first, reader by reader and over all. */
const forest = z.object({
  group: z.string(),
  arms: pair,
  overall: contrastRow.nullable(),
  readers: z.array(readerEffect),
});

/** Quantiles of the reading times of some reads, seconds. */
const spread = z.object({
  group: z.string(),
  arm: armName,
  /** Null for all readers of the group. */
  reader: readerCode.nullable(),
  reads: z.int(),
  p5: maybe,
  q1: maybe,
  median: maybe,
  q3: maybe,
  p95: maybe,
});

/** Reads at neighbouring places: geometric mean of their times in seconds, and its 95 % interval. */
const placeBin = z.object({
  group: z.string(),
  arm: armName,
  from: z.int(),
  to: z.int(),
  reads: z.int(),
  time: maybe,
  ...interval,
});

const share = z.object({ id: z.string(), count: z.int(), share: maybe, ...interval });

const rating = z.object({
  item: z.string(),
  label: words,
  type: z.enum(['choices', 'scale']),
  /** Options or steps in the order of the question. */
  options: z.array(z.object({ id: z.string(), label: words })),
  rows: z.array(
    z.object({
      group: z.string(),
      arm: armName,
      asked: z.int(),
      answered: z.int(),
      options: z.array(share),
      mean: maybe,
      sd: maybe,
    }),
  ),
});

const capCurve = z.object({
  group: z.string(),
  arms: pair,
  method: z.string(),
  points: z.array(z.object({ capSeconds: z.number(), ratio: maybe, ...interval })),
});

export const flagKinds = ['unfinished', 'slow', 'fast', 'clock', 'interruption'] as const;

/** A read that a person should look at, with what is known of it. Times in seconds. */
const flag = z.object({
  kind: z.enum(flagKinds),
  read: readId,
  reader: readerCode,
  group: z.string(),
  arm: armName,
  case: z.string(),
  position: z.int(),
  phase: z.enum(['waiting', 'opened', 'reading', 'paused', 'submitted', 'finished']),
  sessions: z.int(),
  /** How strong it is: modified z-score of an outlier, seconds of the others. */
  size: maybe,
  times: z.object({ reading: maybe, wall: maybe, focused: maybe, idleCapped: maybe, firstToLast: maybe }).nullable(),
  gaps: z.object({
    pause: z.number(),
    suspend: z.number(),
    crash: z.number(),
    silence: z.number(),
    away: z.number(),
  }),
  divergence: z.number(),
});

/** All that the analysis view shows of a study whose reading has ended: sums, and no more than is drawn. */
export const studyFigures = z.object({
  title: words,
  simulated: z.boolean(),
  /** together: arms pooled; letters: told apart, but not named; named: unblinded. */
  arms: z.enum(['together', 'letters', 'named']),
  /** So many people must confirm the unblinding by name. */
  peopleToUnblind: z.int(),
  idleCapSeconds: z.number(),
  readsPlanned: z.int(),
  readsSubmitted: z.int(),
  groups: z.array(z.object({ id: z.string(), label: words, arms: z.array(armName) })),
  endpoints: z.array(endpointRow),
  table: z.array(armRow),
  contrasts: z.array(contrastRow),
  forests: z.array(forest),
  spreads: z.array(spread),
  /** By the place in the reader's list (learning), and within a session (fatigue). */
  inList: z.array(placeBin),
  inSession: z.array(placeBin),
  ratings: z.array(rating),
  /** How far readers agree with themselves, where reads came again. */
  selfAgreement: z.array(
    z.object({
      group: z.string(),
      reader: readerCode.nullable(),
      item: z.string(),
      pairs: z.int(),
      same: z.int(),
      method: z.string(),
      value: maybe,
      ciLow: maybe,
      ciHigh: maybe,
      reason: z.string().nullable(),
    }),
  ),
  idleCaps: z.array(capCurve),
  flags: z.object({
    /** How many there are of each kind; `rows` hold the strongest. */
    counts: z.record(z.enum(flagKinds), z.int()),
    /** Reads that nobody opened. */
    waiting: z.int(),
    rows: z.array(flag),
  }),
});
export type StudyFigures = z.infer<typeof studyFigures>;
export type Forest = z.infer<typeof forest>;
export type Spread = z.infer<typeof spread>;
export type PlaceBin = z.infer<typeof placeBin>;
export type Rating = z.infer<typeof rating>;
export type Flag = z.infer<typeof flag>;
export type FlagKind = (typeof flagKinds)[number];
