import { describe, expect, test } from 'vitest';
import { cohenKappa } from '#core/stats/agreement/cohenKappa.ts';
import { intraclassCorrelations } from '#core/stats/agreement/icc.ts';
import { intervalsOf } from '#core/stats/bootstrap.ts';
import { hodgesLehmannPaired, hodgesLehmannShift } from '#core/stats/hodgesLehmann.ts';
import { mannWhitneyExact } from '#core/stats/mannWhitneyExact.ts';
import { mcnemar } from '#core/stats/mcnemar.ts';
import { benjaminiHochberg, holm } from '#core/stats/multiplicity.ts';
import { pairedPermutation } from '#core/stats/permutation.ts';
import { clopperPearson, wilson } from '#core/stats/proportion.ts';
import { signedRank } from '#core/stats/signedRank.ts';
import { pairedT, pooledT, welchT } from '#core/stats/tTest.ts';
import { seededRandom } from '#core/random.ts';
import golden from '#test/golden/stats/methods.json' with { type: 'json' };
import { expectNear } from './near.ts';

describe('as R has it', () => {
  test('t tests', () => {
    for (const { x, y, pair, welch, pooled, paired } of golden.t)
      for (const [result, expected] of [
        [welchT(x, y), welch],
        [pooledT(x, y), pooled],
        [pairedT(x, pair), paired],
      ] as const) {
        expectNear(result.estimate, expected.estimate);
        expectNear(result.standardError, expected.se);
        expectNear(result.t, expected.t);
        expectNear(result.df, expected.df);
        expectNear(result.p, expected.p);
        expectNear(result.low, expected.low);
        expectNear(result.high, expected.high);
      }
  });

  test('signed-rank test, exact with ties and by the normal approximation', () => {
    for (const { d, v, pNormal, pExact } of golden.signed) {
      const result = signedRank(d);
      expect(result).toMatchObject({ v, method: 'exact' });
      expectNear(result.p, pExact);
      expectNear(result.pNormal, pNormal);
    }
    const large = signedRank(golden.signedLarge.d);
    expect(large.method).toBe('normal');
    expectNear(large.p, golden.signedLarge.pNormal);
    // coin and exactRankTests agree with each other and with the exact p of so many values to three digits.
    expectNear(large.p, golden.signedLarge.pExact, 1e-2);
  });

  test('rank-sum test, exact with ties', () => {
    for (const { x, y, p, pCoin } of golden.sum) {
      expectNear(mannWhitneyExact(x, y), p);
      expectNear(mannWhitneyExact(y, x), pCoin);
    }
  });

  test('Hodges-Lehmann estimates and intervals', () => {
    for (const { d, estimate, low, high } of golden.signedInterval) {
      const result = hodgesLehmannPaired(d);
      expectNear(result.estimate, estimate);
      expectNear(result.low, low);
      expectNear(result.high, high);
    }
    for (const { x, y, estimate, low, high } of golden.shift) {
      const result = hodgesLehmannShift(x, y);
      expectNear(result.estimate, estimate);
      expectNear(result.low, low);
      expectNear(result.high, high);
    }
  });

  test('Hodges-Lehmann of many values; R looks for its limits to 1e-4 only', () => {
    const { d, ...paired } = golden.signedIntervalLarge;
    const { x, y, ...shift } = golden.shiftLarge;
    for (const [result, expected] of [
      [hodgesLehmannPaired(d), paired],
      [hodgesLehmannShift(x, y), shift],
    ] as const) {
      expect(result.estimate).toBeCloseTo(expected.estimate, 2);
      expect(result.low).toBeCloseTo(expected.low, 2);
      expect(result.high).toBeCloseTo(expected.high, 2);
    }
  });

  test('proportions and McNemar', () => {
    for (const { count, trials, low, high, wilsonLow, wilsonHigh } of golden.proportion) {
      const [exact, score] = [clopperPearson(count, trials), wilson(count, trials)];
      expectNear(exact.low, low);
      expectNear(exact.high, high);
      expect(score.low).toBeCloseTo(wilsonLow, 12);
      expectNear(score.high, wilsonHigh);
    }
    for (const { b, c, chiSquared, p, pExact } of golden.mcnemar) {
      const result = mcnemar(b, c);
      expectNear(result.chiSquared, chiSquared);
      expectNear(result.p, p);
      expectNear(result.pExact, pExact);
    }
  });

  test('adjusted p-values', () => {
    const { p, holm: stepDown, bh } = golden.adjust;
    for (const [index, value] of holm(p).entries()) expectNear(value, stepDown[index] ?? NaN);
    for (const [index, value] of benjaminiHochberg(p).entries()) expectNear(value, bh[index] ?? NaN);
  });

  test('bootstrap limits of given draws', () => {
    const { draws, estimate, leftOut, percentile, bca, sd } = golden.boot;
    const result = intervalsOf(draws, estimate, [leftOut]);
    expectNear(result.standardError, sd);
    for (const side of [0, 1] as const) {
      expectNear(result.percentile[side], percentile[side] ?? NaN);
      expectNear(result.bca?.[side], bca[side] ?? NaN);
    }
  });

  test('exact permutation test of pairs', () => {
    for (const { d, p } of golden.permutation) expectNear(pairedPermutation(d, { random: seededRandom(1) }).p, p);
  });

  test('kappa with its error, three weights', () => {
    for (const { table, ...expected } of golden.kappa)
      for (const weights of ['identity', 'linear', 'quadratic'] as const) {
        const result = cohenKappa(table, weights);
        expectNear(result.kappa, expected[weights].kappa);
        expectNear(result.standardError, expected[weights].se);
      }
  });

  test('six intraclass correlations with intervals and tests', () => {
    for (const { scores, forms } of golden.icc)
      for (const [index, result] of intraclassCorrelations(scores).entries()) {
        const expected = forms[index];
        expect(result.form).toBe(expected?.form);
        for (const key of ['icc', 'low', 'high', 'f', 'df1', 'df2', 'p'] as const)
          expectNear(result[key], expected?.[key] ?? NaN, 1e-9);
      }
  });
});
