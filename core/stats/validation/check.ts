import { toFailureData, type FailureData } from '#core/errors.ts';

/** A published or independently computed number, and how the program computes it. */
export interface Check {
  /** The group it belongs to, G1 to G14. */
  readonly group: string;
  readonly quantity: string;
  /** As printed where it comes from: its digits tell how near the program must come. */
  readonly expected: string;
  readonly source: string;
  /** Where an optimiser finds the value, what two of them may differ by; the printed digits else. */
  readonly tolerance?: number;
  readonly compute: () => number;
}

/** A check, computed. */
export interface Validation {
  readonly group: string;
  readonly quantity: string;
  readonly source: string;
  readonly expected: number;
  /** Null where it could not be computed; `problem` says why. */
  readonly actual: number | null;
  readonly difference: number | null;
  readonly tolerance: number;
  readonly ok: boolean;
  readonly problem: FailureData | null;
}

/** Computes every check now. A value agrees when it differs by at most one in the last digit that was printed,
 * or by the check's own tolerance. */
export function validate(checks: readonly Check[]): Validation[] {
  return checks.map(({ group, quantity, source, expected, tolerance = 0, compute }) => {
    const wanted = Number(expected);
    const common = { group, quantity, source, expected: wanted, tolerance: Math.max(tolerance, lastPlace(expected)) };
    try {
      const actual = compute();
      const difference = actual - wanted;
      return { ...common, actual, difference, ok: Math.abs(difference) <= common.tolerance, problem: null };
    } catch (thrown) {
      return { ...common, actual: null, difference: null, ok: false, problem: toFailureData(thrown) };
    }
  });
}

/** One unit in the last place that is printed, but not under 1e-12 of the value: 0.01 of "0.36", 1e-7 of "3.7e-6". */
function lastPlace(printed: string): number {
  const [digits = '', exponent = '0'] = printed.toLowerCase().split('e');
  const decimals = (digits.split('.')[1] ?? '').length;
  return Math.max(10 ** (Number(exponent) - decimals), Math.abs(Number(printed)) * 1e-12);
}
