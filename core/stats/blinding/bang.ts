import { demand } from '../demand.ts';
import { normalQuantile } from '../normal.ts';

export interface BangIndex {
  /** From -1 (all guessed the other arm) over 0 (as by chance) to 1 (all guessed right). */
  readonly index: number;
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
  /** One-sided lower limit: above zero, the arm counts as unblinded. */
  readonly oneSidedLow: number;
}

/** Guesses about the reads of one arm. */
export interface Guesses {
  readonly right: number;
  readonly wrong: number;
  readonly unknown: number;
}

/**
 * Bang's blinding index of one arm: the share of right guesses less that of wrong ones, "don't know" counting as
 * neither. Bang, Ni and Davis, Controlled Clinical Trials 2004;25:143. Throws stats-too-few without guesses.
 * Example: bangIndex({ right: 82, wrong: 25, unknown: 170 }) is 0.206.
 */
export function bangIndex({ right, wrong, unknown }: Guesses, confidence = 0.95): BangIndex {
  const n = right + wrong + unknown;
  demand("Bang's index", 'guesses in the arm', n, 1);
  const [yes, no] = [right / n, wrong / n];
  const index = yes - no;
  const standardError = Math.sqrt((yes * (1 - yes) + no * (1 - no) + 2 * yes * no) / n);
  const reach = normalQuantile((1 - confidence) / 2) * standardError;
  return {
    index,
    standardError,
    low: Math.max(-1, index - reach),
    high: Math.min(1, index + reach),
    oneSidedLow: Math.max(-1, index - normalQuantile(1 - confidence) * standardError),
  };
}
