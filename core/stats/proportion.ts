import { betaQuantile } from './binomial.ts';
import { demand, demandInput } from './demand.ts';
import { normalQuantile } from './normal.ts';

export interface Proportion {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson's score interval of a proportion, without continuity correction: good coverage at any size, never outside
 * 0..1. Wilson, Journal of the American Statistical Association 1927;22:209. Throws stats-too-few without trials.
 * Example: wilson(18, 50) is 0.36 (0.241 to 0.499).
 */
export function wilson(count: number, trials: number, confidence = 0.95): Proportion {
  check('Wilson interval', count, trials);
  const share = count / trials;
  const square = normalQuantile((1 - confidence) / 2) ** 2;
  const center = (count + square / 2) / (trials + square);
  const reach = Math.sqrt(square * (trials * share * (1 - share) + square / 4)) / (trials + square);
  return { share, low: Math.max(0, center - reach), high: Math.min(1, center + reach) };
}

/**
 * Clopper and Pearson's interval of a proportion, exact: coverage at least the confidence.
 * Clopper and Pearson, Biometrika 1934;26:404. Throws stats-too-few without trials.
 */
export function clopperPearson(count: number, trials: number, confidence = 0.95): Proportion {
  check('Clopper-Pearson interval', count, trials);
  const tail = (1 - confidence) / 2;
  return {
    share: count / trials,
    low: count === 0 ? 0 : betaQuantile(1 - tail, count, trials - count + 1),
    high: count === trials ? 1 : betaQuantile(tail, count + 1, trials - count),
  };
}

function check(method: string, count: number, trials: number): void {
  demand(method, 'trials', trials, 1);
  demandInput(method, count >= 0 && count <= trials, `${count} of ${trials}`);
}
