import { demand } from '../demand.ts';
import { covariances, type CovarianceMethod } from './covariance.ts';
import { kernelMeans, kernelOf, type Figure } from './figures.ts';
import type { CrossedStudy } from './readings.ts';

/** What Obuchowski and Rockette's model is made of. */
export interface Components {
  readonly modalities: readonly string[];
  readonly readers: readonly string[];
  /** Figures of merit by modality and reader. */
  readonly figures: readonly (readonly number[])[];
  readonly means: readonly number[];
  /** Mean squares: of modalities (0 of one), of readers, of both together. */
  readonly msModality: number;
  readonly msReader: number;
  readonly msBoth: number;
  /** Mean square of readers within each modality; null of one reader. */
  readonly msReaderWithin: readonly (number | null)[];
  /** Mean variance of a figure, and covariances: same reader, same modality, neither; cases as the only chance. */
  readonly variance: number;
  readonly cov1: number;
  readonly cov2: number;
  readonly cov3: number;
  /** Variance and Cov2 within each modality. */
  readonly varianceWithin: readonly number[];
  readonly cov2Within: readonly number[];
}

/** Mean squares and covariances of a fully crossed study. Throws stats-too-few without readers. */
export function components(study: CrossedStudy, figure: Figure, method: CovarianceMethod): Components {
  const { modalities, readers } = study;
  const [t, r] = [modalities.length, readers.length];
  demand('multi-reader multi-case analysis', 'readers', r, 1);
  const kernels = modalities.flatMap((_, i) =>
    readers.map((_reader, j) => kernelOf(figure, study.diseased[i]?.[j] ?? [], study.healthy[i]?.[j] ?? [])),
  );
  const matrix = covariances(kernels, method);
  const values = kernels.map((kernel) => kernelMeans(kernel).all);
  const figures = modalities.map((_, i) => readers.map((_reader, j) => values[i * r + j] ?? 0));
  const means = figures.map(average);
  const ofReader = readers.map((_, j) => average(figures.map((row) => row[j] ?? 0)));
  const grand = average(means);
  const covariance = (i: number, j: number, k: number, l: number): number => matrix[i * r + j]?.[k * r + l] ?? 0;
  function meanOver(include: (i: number, j: number, k: number, l: number) => boolean): number {
    const found: number[] = [];
    for (let i = 0; i < t; i++)
      for (let j = 0; j < r; j++)
        for (let k = 0; k < t; k++)
          for (let l = 0; l < r; l++) if (include(i, j, k, l)) found.push(covariance(i, j, k, l));
    return average(found);
  }
  const both = figures.flatMap((row, i) =>
    row.map((value, j) => (value - (means[i] ?? 0) - (ofReader[j] ?? 0) + grand) ** 2),
  );
  const ms = (sum: number, df: number): number => (df > 0 ? sum / df : 0);
  return {
    modalities,
    readers,
    figures,
    means,
    msModality: ms(r * squares(means, grand), t - 1),
    msReader: ms(t * squares(ofReader, grand), r - 1),
    msBoth: ms(
      both.reduce((sum, value) => sum + value, 0),
      (t - 1) * (r - 1),
    ),
    msReaderWithin: figures.map((row, i) => (r > 1 ? squares(row, means[i] ?? 0) / (r - 1) : null)),
    variance: meanOver((i, j, k, l) => i === k && j === l),
    cov1: meanOver((i, j, k, l) => i !== k && j === l),
    cov2: meanOver((i, j, k, l) => i === k && j !== l),
    cov3: meanOver((i, j, k, l) => i !== k && j !== l),
    varianceWithin: modalities.map((_, m) => meanOver((i, j, k, l) => i === m && k === m && j === l)),
    cov2Within: modalities.map((_, m) => meanOver((i, j, k, l) => i === m && k === m && j !== l)),
  };
}

/** Zero of nothing: a covariance of which the study has no pairs does not enter. */
function average(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function squares(values: readonly number[], center: number): number {
  return values.reduce((sum, value) => sum + (value - center) ** 2, 0);
}
