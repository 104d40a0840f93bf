/** Small published tables that the validation and the tests compute from. */

/** Six cases, scored by four readers. Shrout and Fleiss, Psychological Bulletin 1979;86:420. */
export const shroutFleiss: readonly (readonly number[])[] = [
  [9, 2, 5, 8],
  [6, 1, 3, 2],
  [8, 4, 6, 8],
  [7, 1, 2, 6],
  [10, 5, 6, 9],
  [6, 2, 4, 7],
];

/** A row a case, a column one of four raters. Krippendorff, Content Analysis, 2nd ed. 2004; `cac.raw4raters` of irrCAC. */
export const krippendorffExample: readonly (readonly (number | null)[])[] = [
  [1, 1, null, 1],
  [2, 2, 3, 2],
  [3, 3, 3, 3],
  [3, 3, 3, 3],
  [2, 2, 2, 2],
  [1, 2, 3, 4],
  [4, 4, 4, 4],
  [1, 1, 2, 1],
  [2, 2, 2, 2],
  [null, 5, 5, 5],
  [null, null, 1, 1],
  [null, null, 3, null],
];

/** Extra hours of sleep of ten persons with each of two drugs. Student, Biometrika 1908;6:1; `sleep` of R. */
export const sleepHours: readonly [readonly number[], readonly number[]] = [
  [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2],
  [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
];

/** Ten paired differences without ties, for the exact test of signed ranks. */
export const tenDifferences: readonly number[] = [1.1, -0.4, 2.3, 0.7, -1.6, 3.2, 0.9, 1.4, -0.2, 2.8];
