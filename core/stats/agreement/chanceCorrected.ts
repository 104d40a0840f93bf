import { demand, noValue } from '../demand.ts';
import { studentQuantile } from '../studentT.ts';
import { agreementWeight, type AgreementWeights } from './crossTable.ts';
import type { RatingCounts } from './ratings.ts';

/** A coefficient of agreement above chance, among any number of raters. */
export interface Agreement {
  readonly coefficient: number;
  /** Share of agreement seen, and expected by chance; weighted. */
  readonly observed: number;
  readonly expected: number;
  /** From the spread between cases: other cases, the same raters. */
  readonly standardError: number;
  /** Limits by Student's t with cases - 1 degrees of freedom, kept within -1 and 1. */
  readonly low: number;
  readonly high: number;
}

interface Chance {
  readonly expected: number;
  /** The chance agreement that a case's own ratings speak for; their mean over the cases is `expected`. */
  ofCase(row: readonly number[], raters: number): number;
}

/**
 * Fleiss' kappa, for cases rated by any number of raters, not always the same. Hypothesis of interest: agreement above
 * chance, taken from the mean shares of the categories. Fleiss, Psychological Bulletin 1971;76:378.
 * The interval (this and Gwet's) is by linearisation over cases: Gwet, Handbook of Inter-Rater Reliability, 4th ed. 2014,
 * chapter 5. Throws stats-too-few under two cases with two ratings, statistics where all ratings are equal.
 */
export function fleissKappa(
  counts: RatingCounts,
  weights: AgreementWeights = 'identity',
  confidence = 0.95,
): Agreement {
  return chanceCorrected("Fleiss' kappa", counts, weights, confidence, (shares, weight) => {
    const near = shares.map((_, i) => shares.reduce((sum, share, j) => sum + share * weight(i, j), 0));
    return {
      expected: shares.reduce((sum, share, i) => sum + share * (near[i] ?? 0), 0),
      ofCase: (row, raters) => row.reduce((sum, count, i) => sum + count * (near[i] ?? 0), 0) / raters,
    };
  });
}

/**
 * Gwet's AC1 (identity weights) or AC2 (linear, quadratic): agreement above a chance that stays small when one
 * category prevails, where kappa falls though raters agree. Gwet, British Journal of Mathematical and Statistical
 * Psychology 2008;61:29. Interval and failures as `fleissKappa`; one category only is no agreement to speak of.
 */
export function gwetAc(counts: RatingCounts, weights: AgreementWeights = 'identity', confidence = 0.95): Agreement {
  return chanceCorrected("Gwet's AC", counts, weights, confidence, (shares, weight) => {
    const k = shares.length;
    const all = shares.reduce((sum, _, i) => sum + shares.reduce((part, _share, j) => part + weight(i, j), 0), 0);
    const scale = all / (k * (k - 1));
    return {
      expected: scale * shares.reduce((sum, share) => sum + share * (1 - share), 0),
      ofCase: (row, raters) =>
        (scale * row.reduce((sum, count, i) => sum + count * (1 - (shares[i] ?? 0)), 0)) / raters,
    };
  });
}

/**
 * Randolph's free-marginal kappa: chance is 1 / categories. Randolph, Joensuu Learning and Instruction Symposium 2005.
 * As `fleissKappa` for the rest.
 */
export function randolphKappa(counts: RatingCounts, confidence = 0.95): Agreement {
  return chanceCorrected("Randolph's kappa", counts, 'identity', confidence, (shares) => {
    const expected = 1 / shares.length;
    return { expected, ofCase: () => expected };
  });
}

function chanceCorrected(
  method: string,
  { counts, values }: RatingCounts,
  weights: AgreementWeights,
  confidence: number,
  chanceOf: (shares: readonly number[], weight: (i: number, j: number) => number) => Chance,
): Agreement {
  const rows = counts.filter((row) => row.some((count) => count > 0));
  const raters = rows.map((row) => row.reduce((sum, count) => sum + count, 0));
  const n = rows.length;
  const paired = raters.filter((each) => each >= 2).length;
  demand(method, 'cases with two ratings', paired, 2);
  if (values.length < 2) throw noValue(method, 'all ratings are equal');
  const weight = (i: number, j: number): number => agreementWeight(weights, i, j, values.length);
  const shares = values.map((_, i) => rows.reduce((sum, row, at) => sum + (row[i] ?? 0) / (raters[at] ?? 1), 0) / n);
  const agreement = rows.map((row, at) => pairAgreement(row, raters[at] ?? 0, weight));
  const observed = agreement.reduce((sum, each) => sum + each, 0) / paired;
  const { expected, ofCase } = chanceOf(shares, weight);
  if (1 - expected < 1e-12) throw noValue(method, 'all ratings are equal');
  const coefficient = (observed - expected) / (1 - expected);
  const squares = rows.reduce((sum, row, at) => {
    const seen = (raters[at] ?? 0) >= 2 ? (n / paired) * ((agreement[at] ?? 0) - expected) : 0;
    const chance = 2 * (1 - coefficient) * (ofCase(row, raters[at] ?? 1) - expected);
    return sum + ((seen - chance) / (1 - expected) - coefficient) ** 2;
  }, 0);
  const standardError = Math.sqrt(squares / (n * (n - 1)));
  const reach = studentQuantile((1 - confidence) / 2, n - 1) * standardError;
  const interval = { low: Math.max(-1, coefficient - reach), high: Math.min(1, coefficient + reach) };
  return { coefficient, observed, expected, standardError, ...interval };
}

/** Mean weight of agreement over the ordered pairs of raters of one case; 0 without a pair. */
function pairAgreement(row: readonly number[], raters: number, weight: (i: number, j: number) => number): number {
  if (raters < 2) return 0;
  const sum = row.reduce((total, count, i) => {
    const near = row.reduce((part, other, j) => part + other * weight(i, j), 0);
    return total + count * (near - 1);
  }, 0);
  return sum / (raters * (raters - 1));
}
