import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { components } from '#core/stats/mrmc/components.ts';
import { delongTest } from '#core/stats/mrmc/delongTest.ts';
import type { CovarianceMethod } from '#core/stats/mrmc/covariance.ts';
import { parseImrmc } from '#core/stats/mrmc/imrmcText.ts';
import { obuchowskiRockette } from '#core/stats/mrmc/obuchowskiRockette.ts';
import { crossedStudy, type Reading } from '#core/stats/mrmc/readings.ts';
import { readingTable } from '#core/stats/mrmc/readingTable.ts';
import { readTable } from '#core/stats/table.ts';
import { dataFolder } from '#test/data.ts';
import { expectNear } from '../near.ts';

const folder = join(dataFolder() ?? '', 'stats');
const there = existsSync(folder);

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- files of many shapes, read by path
type Expected = any;

function expectedOf(name: string): Expected {
  return JSON.parse(readFileSync(join(folder, `${name}_expected.json`), 'utf8'));
}

function readingsOf(name: string): Reading[] {
  const file = join(folder, name);
  return readingTable(readTable(readFileSync(file, 'utf8'), file));
}

describe.skipIf(!there)('Obuchowski-Rockette on published studies', () => {
  test.each([
    ['mrmc_VanDyke', 'mrmc_VanDyke.csv', null],
    ['mrmc_Kundel', 'mrmc_Kundel_bedside_chest.csv', ['2', '3']],
  ] as const)('%s, all components', (name, file, only) => {
    const readings = readingsOf(file).filter(({ modality }) => only === null || only.some((each) => each === modality));
    const { recomputed } = expectedOf(name);
    for (const [label, expected] of Object.entries<Expected>(recomputed)) {
      const method: CovarianceMethod = label === 'DeLong' ? 'delong' : 'jackknife';
      const parts = components(crossedStudy(readings), { kind: 'auc' }, method);
      const result = obuchowskiRockette(parts, 'readers-and-cases');
      expect(parts.readers).toHaveLength(expected['readers']);
      expectNear(parts.msModality, expected['MS_T'], 1e-9);
      expectNear(parts.msReader, expected['MS_R'], 1e-9);
      expectNear(parts.msBoth, expected['MS_TR'], 1e-9);
      expectNear(parts.variance, expected['var_error'], 1e-9);
      for (const key of ['cov1', 'cov2', 'cov3'] as const) expectNear(parts[key], expected[key], 1e-9);
      for (const [key, value] of [
        ['denominator', result.denominator],
        ['F', result.f],
        ['df2', result.df2],
        ['p', result.p],
      ] as const)
        expectNear(value, expected[key], 1e-9);
      const [difference] = result.differences;
      const wanted = expected['diff'];
      expectNear(difference?.value, wanted.estimate, 1e-9);
      expectNear(difference?.standardError, wanted.se, 1e-9);
      expectNear(difference?.low, wanted.ci[0], 1e-8);
      expectNear(difference?.high, wanted.ci[1], 1e-8);
      expectNear(difference?.p, wanted.p, 1e-9);
    }
  });

  test('VanDyke as MRMCaov printed it: each modality, fixed readers, sensitivity', () => {
    const { published } = expectedOf('mrmc_VanDyke');
    const study = crossedStudy(readingsOf('mrmc_VanDyke.csv'));
    const both = obuchowskiRockette(components(study, { kind: 'auc' }, 'delong'), 'readers-and-cases');
    for (const [index, key] of ['treat1', 'treat2'].entries()) {
      const expected = published.DeLong_empirical[key];
      expectNear(both.modalities[index]?.value, expected.est, 1e-6);
      expectNear(both.modalities[index]?.standardError, expected.se, 1e-6);
      expectNear(both.modalities[index]?.df, expected.df, 1e-6);
      expectNear(both.modalities[index]?.low, expected.ci[0], 1e-6);
      expectNear(both.modalities[index]?.high, expected.ci[1], 1e-6);
    }
    const fixed = obuchowskiRockette(components(study, { kind: 'auc' }, 'jackknife'), 'cases');
    const expected = published.fixed_readers_jackknife;
    expectNear(fixed.f * fixed.df1, expected.X2, 1e-6);
    expectNear(fixed.p, expected.p, 1e-6);
    expectNear(fixed.differences[0]?.standardError, expected.se, 1e-6);
    expectNear(fixed.differences[0]?.low, expected.ci[0], 1e-6);
    const unbiased = components(study, { kind: 'auc' }, 'unbiased');
    for (const key of ['cov1', 'cov2', 'cov3'] as const)
      expectNear(unbiased[key], published.unbiased_empirical[key], 1e-6);
    expectNear(unbiased.variance, published.unbiased_empirical.var_error, 1e-6);
    const sensitivity = components(study, { kind: 'sensitivity', threshold: 3 }, 'jackknife');
    const proportion = obuchowskiRockette(sensitivity, 'readers-and-cases');
    const wanted = published.binary_sens_ge3_jackknife;
    expectNear(proportion.differences[0]?.low, wanted.ci[0], 1e-6);
    expectNear(proportion.f, wanted.F, 1e-6);
  });

  test('one reader by DeLong, as pROC has it', () => {
    const expected = expectedOf('delong_pROC');
    const study = crossedStudy(readingsOf('mrmc_VanDyke.csv'));
    const of = (modality: number): [readonly number[], readonly number[]] => [
      study.diseased[modality]?.[0] ?? [],
      study.healthy[modality]?.[0] ?? [],
    ];
    const result = delongTest(of(0), of(1));
    expectNear(result.first.auc, expected.auc1, 1e-10);
    expectNear(result.first.low, expected.ci1[0], 1e-10);
    expectNear(result.second.high, expected.ci2[2], 1e-10);
    expectNear(result.z, expected.Z, 1e-9);
    expectNear(result.p, expected.p, 1e-9);
  });

  test('iMRMC: variances of its U-statistics, with Hillis degrees of freedom', () => {
    const readings = parseImrmc(readFileSync(join(folder, 'imrmc_input.imrmc'), 'utf8'), 'imrmc_input.imrmc');
    const parts = components(crossedStudy(readings), { kind: 'auc' }, 'unbiased');
    const result = obuchowskiRockette(parts, 'readers-and-cases');
    const [first, second, both] = expectedOf('imrmc').Ustat;
    for (const [index, expected] of [first, second].entries()) {
      expectNear(result.modalities[index]?.value, expected.AUCA, 1e-8);
      expectNear((result.modalities[index]?.standardError ?? 0) ** 2, expected.varAUCA, 1e-7);
    }
    expectNear(result.differences[0]?.value, both.AUCAminusAUCB, 1e-8);
    expectNear((result.differences[0]?.standardError ?? 0) ** 2, both.varAUCAminusAUCB, 1e-7);
    expectNear(result.differences[0]?.df, both.dfHillis, 1e-6);
  });
});
