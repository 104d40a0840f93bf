import { demand } from './demand.ts';
import { normalQuantile, normalUpperTail } from './normal.ts';
import type { Random } from '#core/random.ts';
import type { FailureData } from '#core/errors.ts';

/** Who read what: a row of a study as resampling sees it. */
export interface Unit {
  readonly reader: string;
  readonly case: string;
}

export interface BootstrapInterval {
  readonly estimate: number;
  readonly percentile: readonly [number, number];
  /** Bias-corrected and accelerated; null with the reason in `problem`. */
  readonly bca: readonly [number, number] | null;
  readonly problem: FailureData | null;
  readonly standardError: number;
  /** Draws that gave a value; the others (an arm without reads, say) are left out. */
  readonly repetitions: number;
}

/** A value from rows, each taken `weights[row]` times; null where these rows have none. */
type Statistic = (weights: readonly number[]) => number | null;

const METHOD = 'bootstrap interval';

/**
 * Bootstrap over readers and cases: both are drawn with putting back, and a row counts as often as its reader times its
 * case was drawn. Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 14 (the BCa interval, its
 * acceleration from leaving out each reader and each case); Owen, Annals of Applied Statistics 2007;1:386 (two factors:
 * somewhat too wide, never too narrow). Throws stats-too-few under two readers or two cases, or without a value.
 * Example: the ratio of mean times of two arms over the reads of a study.
 */
export function crossedBootstrap(
  units: readonly Unit[],
  statistic: Statistic,
  { random, repetitions = 2000, confidence = 0.95 }: { random: Random; repetitions?: number; confidence?: number },
): BootstrapInterval {
  const readers = levels(units.map(({ reader }) => reader));
  const cases = levels(units.map((unit) => unit.case));
  demand(METHOD, 'readers', readers.names.length, 2);
  demand(METHOD, 'cases', cases.names.length, 2);
  const estimate = statistic(units.map(() => 1));
  demand(METHOD, 'values from all rows', estimate === null ? 0 : 1, 1);
  const draws: number[] = [];
  for (let draw = 0; draw < repetitions; draw++) {
    const [ofReader, ofCase] = [drawn(readers.names.length, random), drawn(cases.names.length, random)];
    const value = statistic(
      units.map((_, row) => (ofReader[readers.of[row] ?? 0] ?? 0) * (ofCase[cases.of[row] ?? 0] ?? 0)),
    );
    if (value !== null) draws.push(value);
  }
  const left = [readers, cases].map(({ names, of }) =>
    names.map((_, out) => statistic(of.map((level) => (level === out ? 0 : 1)))).filter((value) => value !== null),
  );
  return intervalsOf(draws, estimate ?? 0, left, confidence);
}

/**
 * Percentile and BCa limits from draws, places between draws by the normal scale as R's boot.ci has them. `leftOut`: for
 * each factor the values with one of its levels left out. Throws stats-too-few under 20 draws.
 */
export function intervalsOf(
  draws: readonly number[],
  estimate: number,
  leftOut: readonly (readonly number[])[],
  confidence = 0.95,
): BootstrapInterval {
  demand(METHOD, 'draws with a value', draws.length, 20);
  const sorted = [...draws].sort((a, b) => a - b);
  const tail = (1 - confidence) / 2;
  const center = draws.reduce((sum, value) => sum + value, 0) / draws.length;
  const spread = draws.reduce((sum, value) => sum + (value - center) ** 2, 0) / (draws.length - 1);
  const influences = leftOut.flatMap((values) => {
    const middle = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => (values.length - 1) * (middle - value));
  });
  const squares = influences.reduce((sum, value) => sum + value ** 2, 0);
  const below = draws.filter((value) => value < estimate).length / draws.length;
  const common = {
    estimate,
    percentile: [placeOf(sorted, tail), placeOf(sorted, 1 - tail)] as const,
    standardError: Math.sqrt(spread),
    repetitions: draws.length,
  };
  if (below <= 0 || below >= 1 || squares === 0) {
    const reason =
      squares === 0 ? 'leaving out a reader or case changes nothing' : 'no draw lies on one side of the estimate';
    return { ...common, bca: null, problem: { code: 'statistics', detail: { method: 'BCa interval', reason } } };
  }
  const shift = -normalQuantile(below);
  const acceleration = influences.reduce((sum, value) => sum + value ** 3, 0) / (6 * squares ** 1.5);
  const [low, high] = [normalQuantile(tail), -normalQuantile(tail)].map((upper) => {
    const moved = shift - upper;
    return placeOf(sorted, 1 - normalUpperTail(shift + moved / (1 - acceleration * moved)));
  });
  return { ...common, bca: [low ?? estimate, high ?? estimate], problem: null };
}

/** The value below which `share` of the draws lie, between two draws by the normal scale. */
function placeOf(sorted: readonly number[], share: number): number {
  const place = (sorted.length + 1) * share;
  const below = Math.floor(place);
  const [low, high] = [sorted[below - 1], sorted[below]];
  if (low === undefined) return sorted[0] ?? 0;
  if (high === undefined) return sorted[sorted.length - 1] ?? 0;
  if (place === below) return low;
  const scale = (rank: number): number => -normalQuantile(rank / (sorted.length + 1));
  const part = (-normalQuantile(share) - scale(below)) / (scale(below + 1) - scale(below));
  return low + part * (high - low);
}

function levels(values: readonly string[]): { names: string[]; of: number[] } {
  const names = [...new Set(values)];
  const places = new Map(names.map((name, index) => [name, index]));
  return { names, of: values.map((value) => places.get(value) ?? 0) };
}

function drawn(count: number, random: Random): number[] {
  const times = new Array<number>(count).fill(0);
  for (let draw = 0; draw < count; draw++) {
    const which = random.integer(count);
    times[which] = (times[which] ?? 0) + 1;
  }
  return times;
}
