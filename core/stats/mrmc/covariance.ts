import { demand } from '../demand.ts';
import { kernelMeans, type Kernel } from './figures.ts';

export type CovarianceMethod = 'delong' | 'jackknife' | 'unbiased';

/**
 * Covariances of figures of merit over the same cases, each with each: element [a][b]. Three estimates:
 * `delong` from the placements of the cases (DeLong, DeLong and Clarke-Pearson, Biometrics 1988;44:837);
 * `jackknife` leaving out one case at a time; `unbiased` from the moments of pairs (Gallas, Academic Radiology
 * 2006;13:353), which may come out below zero. A kernel side of one entry (a proportion) has no such cases.
 * Throws stats-too-few where a side has one case only and so no spread.
 */
export function covariances(kernels: readonly Kernel[], method: CovarianceMethod): number[][] {
  const first = kernels[0];
  if (first)
    demand(
      `${method} covariance`,
      'cases of the kind that is counted',
      Math.max(first.length, first[0]?.length ?? 0),
      2,
    );
  switch (method) {
    case 'delong':
      return products(kernels.map(delongParts));
    case 'jackknife':
      return products(kernels.map(jackknifeParts));
    case 'unbiased':
      return kernels.map((a) => kernels.map((b) => unbiasedCovariance(a, b)));
  }
}

/** Vectors whose inner products are DeLong's covariances. */
function delongParts(kernel: Kernel): number[] {
  const { rows, columns, all } = kernelMeans(kernel);
  return [rows, columns].flatMap((side) =>
    side.length < 2 ? [] : side.map((value) => (value - all) / Math.sqrt(side.length * (side.length - 1))),
  );
}

/**
 * Vectors whose inner products are jackknife covariances, (n - 1) / n times the sum of squares about the mean, over
 * the cases that enter: of both kinds for an AUC, of one kind for a proportion.
 */
function jackknifeParts(kernel: Kernel): number[] {
  const { rows, columns, all } = kernelMeans(kernel);
  const without = [rows, columns].flatMap((side) =>
    side.length < 2 ? [] : side.map((value) => (side.length * all - value) / (side.length - 1)),
  );
  const center = without.reduce((sum, value) => sum + value, 0) / without.length;
  return without.map((value) => Math.sqrt((without.length - 1) / without.length) * (value - center));
}

function products(vectors: readonly (readonly number[])[]): number[][] {
  return vectors.map((a) => vectors.map((b) => a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)));
}

/** The mean product of the two figures less the mean product of pairs that share no case; both without bias. */
function unbiasedCovariance(a: Kernel, b: Kernel): number {
  const [n, m] = [a.length, a[0]?.length ?? 0];
  const { both, row, column, all } = pairSums(a, b);
  const figures = all / (n * m) ** 2;
  const apart =
    n > 1 && m > 1 ? (all - row - column + both) / (n * (n - 1) * m * (m - 1)) : (all - both) / (n * m * (n * m - 1));
  return figures - apart;
}

/** Sums of products of kernel entries: of the same pair, of the same row, of the same column, and of any. */
function pairSums(a: Kernel, b: Kernel): { both: number; row: number; column: number; all: number } {
  const [ofA, ofB] = [kernelMeans(a), kernelMeans(b)];
  const [n, m] = [a.length, a[0]?.length ?? 0];
  const both = a.reduce((sum, row, i) => sum + row.reduce((part, value, j) => part + value * (b[i]?.[j] ?? 0), 0), 0);
  const row = m * m * ofA.rows.reduce((sum, value, i) => sum + value * (ofB.rows[i] ?? 0), 0);
  const column = n * n * ofA.columns.reduce((sum, value, j) => sum + value * (ofB.columns[j] ?? 0), 0);
  return { both, row, column, all: (n * m) ** 2 * ofA.all * ofB.all };
}
