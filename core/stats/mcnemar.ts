import { binomialLowerTail } from './binomial.ts';
import { chiSquaredUpperTail } from './chiSquared.ts';
import { demand } from './demand.ts';

export interface McNemar {
  /** (|b - c| - 1)^2 / (b + c), corrected for continuity; one degree of freedom. */
  readonly chiSquared: number;
  readonly p: number;
  /** Two-sided, from the binomial distribution of the discordant pairs. */
  readonly pExact: number;
}

/**
 * McNemar's test of paired yes/no answers. Hypothesis: both arms say yes equally often. `firstOnly` and `secondOnly`
 * count the pairs in which only that arm says yes. McNemar, Psychometrika 1947;12:153; the correction of Edwards 1948.
 * Throws stats-too-few where no pair is discordant.
 */
export function mcnemar(firstOnly: number, secondOnly: number): McNemar {
  const discordant = firstOnly + secondOnly;
  demand("McNemar's test", 'discordant pairs', discordant, 1);
  const away = Math.max(0, Math.abs(firstOnly - secondOnly) - 1);
  const chiSquared = away ** 2 / discordant;
  const tail = binomialLowerTail(Math.min(firstOnly, secondOnly), discordant, 0.5);
  return { chiSquared, p: chiSquaredUpperTail(chiSquared, 1), pExact: Math.min(1, 2 * tail) };
}
