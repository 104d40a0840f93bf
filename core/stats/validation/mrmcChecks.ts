import { components } from '../mrmc/components.ts';
import type { CovarianceMethod } from '../mrmc/covariance.ts';
import type { Figure } from '../mrmc/figures.ts';
import { obuchowskiRockette, type MrmcResult } from '../mrmc/obuchowskiRockette.ts';
import { crossedStudy, type Reading } from '../mrmc/readings.ts';
import type { Check } from './check.ts';

const SOURCE = 'R package MRMCaov 0.3.0, data set VanDyke';

/** G12 from the readings of Van Dyke and others (5 readers, 2 modalities, 114 cases), which come with MRMCaov. */
export function mrmcChecks(readings: readonly Reading[]): Check[] {
  const auc: Figure = { kind: 'auc' };
  const parts = (method: CovarianceMethod, figure: Figure = auc): ReturnType<typeof components> =>
    components(crossedStudy(readings), figure, method);
  const result = (method: CovarianceMethod, figure: Figure = auc): MrmcResult =>
    obuchowskiRockette(parts(method, figure), 'readers-and-cases');
  const sensitivity: Figure = { kind: 'sensitivity', threshold: 3 };
  const rows: (readonly [string, string, () => number])[] = [
    ['mean AUC, first', '0.89703704', () => parts('jackknife').means[0] ?? NaN],
    ['mean AUC, second', '0.94083736', () => parts('jackknife').means[1] ?? NaN],
    ['difference', '-0.043800322', () => result('jackknife').differences[0]?.value ?? NaN],
    ['jackknife: Cov1', '0.00034661371', () => parts('jackknife').cov1],
    ['jackknife: Cov2', '0.00034407483', () => parts('jackknife').cov2],
    ['jackknife: Cov3', '0.00023902837', () => parts('jackknife').cov3],
    ['jackknife: F', '4.4563187', () => result('jackknife').f],
    ['jackknife: df2', '15.259675', () => result('jackknife').df2],
    ['jackknife: p', '0.051665686', () => result('jackknife').p],
    ['unbiased: F', '4.4896139', () => result('unbiased').f],
    ['unbiased: df2', '15.034181', () => result('unbiased').df2],
    ['unbiased: p', '0.051161802', () => result('unbiased').p],
    ['unbiased: SE', '0.020671539', () => result('unbiased').differences[0]?.standardError ?? NaN],
    ['DeLong: F', '4.4848543', () => result('delong').f],
    ['DeLong: df2', '15.066108', () => result('delong').df2],
    ['DeLong: p', '0.051233031', () => result('delong').p],
    [
      'sensitivity at 3: difference',
      '-0.097777778',
      () => result('jackknife', sensitivity).differences[0]?.value ?? NaN,
    ],
    ['sensitivity at 3: F', '6.6894927', () => result('jackknife', sensitivity).f],
    ['sensitivity at 3: df2', '15.717324', () => result('jackknife', sensitivity).df2],
    ['sensitivity at 3: p', '0.02008822', () => result('jackknife', sensitivity).p],
  ];
  return rows.map(([quantity, expected, compute]) => ({ group: 'G12', quantity, expected, source: SOURCE, compute }));
}
