/**
 * A figure of merit as a mean over cases or pairs of cases: what one reader with one modality is worth.
 * `kernel[i][j]` belongs to the diseased case i and the healthy case j.
 */
export type Kernel = readonly (readonly number[])[];

/** How a figure of merit is made of scores. */
export type Figure =
  | { readonly kind: 'auc' }
  /** Share of the diseased cases scored at or above the threshold. */
  | { readonly kind: 'sensitivity'; readonly threshold: number }
  /** Share of the other cases scored below the threshold. */
  | { readonly kind: 'specificity'; readonly threshold: number };

/**
 * The pairs of an empirical area under the ROC curve: 1 where the diseased case has the higher score, 0.5 where the
 * scores are equal. Bamber, Journal of Mathematical Psychology 1975;12:387.
 */
export function aucKernel(diseased: readonly number[], healthy: readonly number[]): Kernel {
  return diseased.map((high) => healthy.map((low) => (high > low ? 1 : high === low ? 0.5 : 0)));
}

/** Success or failure about single cases, as a kernel of one row (specificity) or one column (sensitivity). */
export function kernelOf(figure: Figure, diseased: readonly number[], healthy: readonly number[]): Kernel {
  switch (figure.kind) {
    case 'auc':
      return aucKernel(diseased, healthy);
    case 'sensitivity':
      return diseased.map((score) => [score >= figure.threshold ? 1 : 0]);
    case 'specificity':
      return [healthy.map((score) => (score < figure.threshold ? 1 : 0))];
  }
}

/** Mean of each row, of each column, and of all. */
export function kernelMeans(kernel: Kernel): { rows: number[]; columns: number[]; all: number } {
  const rows = kernel.map((row) => row.reduce((sum, value) => sum + value, 0) / row.length);
  const columns = (kernel[0] ?? []).map((_, j) => kernel.reduce((sum, row) => sum + (row[j] ?? 0), 0) / kernel.length);
  return { rows, columns, all: rows.reduce((sum, value) => sum + value, 0) / rows.length };
}
