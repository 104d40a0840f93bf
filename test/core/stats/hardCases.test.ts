import { describe, expect, test } from 'vitest';
import { blandAltman } from '#core/stats/agreement/blandAltman.ts';
import { fleissKappa, gwetAc } from '#core/stats/agreement/chanceCorrected.ts';
import { cohenKappa } from '#core/stats/agreement/cohenKappa.ts';
import { concordance } from '#core/stats/agreement/concordance.ts';
import { crossedLimits } from '#core/stats/agreement/crossedLimits.ts';
import { intraclassCorrelations } from '#core/stats/agreement/icc.ts';
import { krippendorffAlpha, krippendorffInterval } from '#core/stats/agreement/krippendorff.ts';
import { countRatings } from '#core/stats/agreement/ratings.ts';
import { bangIndex } from '#core/stats/blinding/bang.ts';
import { jamesIndex } from '#core/stats/blinding/james.ts';
import { crossedBootstrap } from '#core/stats/bootstrap.ts';
import { geometricRatio, pairedGeometricRatio } from '#core/stats/geometricRatio.ts';
import { hodgesLehmannShift } from '#core/stats/hodgesLehmann.ts';
import { mannWhitneyExact } from '#core/stats/mannWhitneyExact.ts';
import { mcnemar } from '#core/stats/mcnemar.ts';
import { components } from '#core/stats/mrmc/components.ts';
import { obuchowskiRockette } from '#core/stats/mrmc/obuchowskiRockette.ts';
import { crossedStudy, type Reading } from '#core/stats/mrmc/readings.ts';
import { pairedPermutation, twoSamplePermutation } from '#core/stats/permutation.ts';
import { clopperPearson } from '#core/stats/proportion.ts';
import { signedRank } from '#core/stats/signedRank.ts';
import { numberColumn } from '#core/stats/table.ts';
import { oneSampleT, welchT } from '#core/stats/tTest.ts';
import { madeStudy } from '#core/stats/validation/madeStudy.ts';
import { Failure } from '#core/errors.ts';
import { seededRandom } from '#core/random.ts';
import { expectNear } from './near.ts';

const random = seededRandom(5);

describe('what has no value is said in words', () => {
  test.each<[string, () => unknown]>([
    ['one value', () => oneSampleT([1])],
    ['values that do not vary', () => welchT([2, 2], [2, 2, 2])],
    ['a time of zero', () => geometricRatio([1, 0], [2, 3])],
    ['pairs of different length', () => pairedGeometricRatio([1], [2, 3])],
    ['differences all zero', () => signedRank([0, 0])],
    ['an empty arm', () => mannWhitneyExact([], [1])],
    ['equal values', () => mannWhitneyExact([3, 3], [3])],
    ['an empty arm for a shift', () => hodgesLehmannShift([1], [])],
    ['no trials', () => clopperPearson(0, 0)],
    ['more successes than trials', () => clopperPearson(3, 2)],
    ['no discordant pair', () => mcnemar(0, 0)],
    ['one category', () => cohenKappa([[7]])],
    [
      'one category of two',
      () =>
        cohenKappa([
          [7, 0],
          [0, 0],
        ]),
    ],
    [
      'all ratings equal',
      () =>
        fleissKappa(
          countRatings([
            [3, 3],
            [3, 3],
          ]),
        ),
    ],
    ['one rater', () => gwetAc(countRatings([[1], [2]]))],
    [
      'all ratings equal for alpha',
      () =>
        krippendorffAlpha(
          [
            [2, 2],
            [2, 2],
          ],
          'ordinal',
        ),
    ],
    ['no case with two ratings', () => krippendorffAlpha([[2, null]], 'nominal')],
    ['one case', () => krippendorffInterval([[2, 3]], 'nominal', { random })],
    ['one reader for ICC', () => intraclassCorrelations([[1], [2]])],
    ['one case for ICC', () => intraclassCorrelations([[1, 2]])],
    [
      'all ratings equal for ICC',
      () =>
        intraclassCorrelations([
          [4, 4],
          [4, 4],
        ]),
    ],
    [
      'raters who agree fully',
      () =>
        intraclassCorrelations([
          [4, 4],
          [5, 5],
        ]),
    ],
    ['one pair', () => blandAltman([1], [2])],
    ['a method that does not vary', () => concordance([1, 2, 3], [2, 2, 2])],
    ['no guesses', () => bangIndex({ right: 0, wrong: 0, unknown: 0 })],
    ['one arm', () => jamesIndex([[3]], [2])],
    ['no differences', () => pairedPermutation([], { random })],
    [
      'one reader to draw',
      () =>
        crossedBootstrap(
          [
            { reader: 'a', case: '1' },
            { reader: 'a', case: '2' },
          ],
          () => 1,
          { random },
        ),
    ],
  ])('%s', (_name, run) => {
    expect(run).toThrow(Failure);
  });
});

test("a negative variance component is named, and there is no interval: the made study's limits of agreement", () => {
  const study = madeStudy();
  const [y, arm, reader, name] = ['y', 'arm', 'reader', 'case'].map((column) => study.columns.get(column) ?? []);
  const scores = (which: number): number[][] =>
    Array.from({ length: 24 }, (_, at) =>
      Array.from({ length: 6 }, (_value, who) =>
        Number(
          y?.find((_cell, row) => arm?.[row] === which && reader?.[row] === `r${who}` && name?.[row] === `c${at}`),
        ),
      ),
    );
  const result = crossedLimits(scores(1), scores(0));
  expect(numberColumn(study, 'y')).toHaveLength(288);
  expectNear(result.bias, -0.138321827, 1e-8);
  expect(result).toMatchObject({ interval: null, limits: null, problem: { code: 'stats-negative-variance' } });
});

test('without a negative component the limits hold the differences', () => {
  const first = [
    [1, 3],
    [5, 7.5],
    [9, 11],
  ];
  const second = [
    [0, 1],
    [1, 3],
    [2, 4],
  ];
  const { bias, limits, interval, problem } = crossedLimits(first, second);
  expect(problem).toBeNull();
  expect((limits?.[0] ?? 0) < (interval?.[0] ?? 0) && (interval?.[0] ?? 0) < bias).toBe(true);
});

test('certain things have values: kappa of a rater with one category, blinding where nobody knows', () => {
  expect(
    cohenKappa([
      [3, 2],
      [0, 0],
    ]),
  ).toMatchObject({ kappa: 0, z: 0, p: 1 });
  expect(
    jamesIndex(
      [
        [0, 0],
        [0, 0],
      ],
      [4, 5],
    ),
  ).toMatchObject({ index: 1, low: 1, high: 1 });
  expect(bangIndex({ right: 4, wrong: 0, unknown: 0 })).toMatchObject({ index: 1, standardError: 0, oneSidedLow: 1 });
});

function studyOf(readers: number, score: (reader: number, arm: number, name: number) => number): Reading[] {
  const rows: Reading[] = [];
  for (let reader = 0; reader < readers; reader++)
    for (const arm of [0, 1])
      for (let name = 0; name < 8; name++)
        rows.push({
          reader: `r${reader}`,
          modality: `m${arm}`,
          case: `c${name}`,
          diseased: name < 4,
          score: score(reader, arm, name),
        });
  return rows;
}

test('MRMC: one reader is not enough for readers as chance, but for fixed ones; equal scores have no spread', () => {
  const one = components(crossedStudy(studyOf(1, (_r, arm, name) => (name * 5 + arm) % 7)), { kind: 'auc' }, 'delong');
  expect(() => obuchowskiRockette(one, 'readers-and-cases')).toThrow(/stats-too-few/);
  const fixed = obuchowskiRockette(one, 'cases');
  expect(Number.isFinite(fixed.p)).toBe(true);
  const equal = components(crossedStudy(studyOf(3, () => 2)), { kind: 'auc' }, 'jackknife');
  expect(equal.means).toEqual([0.5, 0.5]);
  expect(() => obuchowskiRockette(equal, 'readers-and-cases')).toThrow(/no spread/);
  const lonely = studyOf(2, (_r, _a, name) => name).filter((row) => row.case !== 'c3');
  expect(() => crossedStudy(lonely.slice(1))).toThrow(/has no score of case c0/);
  expect(() => crossedStudy(lonely.filter(({ diseased }) => !diseased))).toThrow(/stats-too-few/);
});

test('the bootstrap over readers and cases repeats with its seed and covers the effect that was put in', () => {
  const study = madeStudy();
  const y = numberColumn(study, 'y').map(Number);
  const arm = numberColumn(study, 'arm').map(Number);
  const units = y.map((_, row) => ({
    reader: String(study.columns.get('reader')?.[row]),
    case: String(study.columns.get('case')?.[row]),
  }));
  const difference = (weights: readonly number[]): number | null => {
    const side = (which: number): [number, number] =>
      y.reduce<[number, number]>(
        ([sum, n], value, row) =>
          arm[row] === which ? [sum + value * (weights[row] ?? 0), n + (weights[row] ?? 0)] : [sum, n],
        [0, 0],
      );
    const [[a, n], [b, m]] = [side(1), side(0)];
    return n === 0 || m === 0 ? null : a / n - b / m;
  };
  const run = (seed: number): ReturnType<typeof crossedBootstrap> =>
    crossedBootstrap(units, difference, { random: seededRandom(seed), repetitions: 500 });
  const result = run(7);
  expect(run(7)).toEqual(result);
  expectNear(result.estimate, -0.138321827, 1e-8);
  for (const [low, high] of [result.percentile, result.bca ?? [0, 0]]) {
    expect(low < -0.15 && -0.138 < high).toBe(true);
    expect(high - low).toBeGreaterThan(0.08);
    expect(high - low).toBeLessThan(0.4);
  }
});

test('a drawn permutation test comes near the exact one and is never zero', () => {
  const paired = pairedPermutation(
    Array.from({ length: 30 }, () => 1),
    { random: seededRandom(1), repetitions: 99 },
  );
  expect(paired).toMatchObject({ p: 0.01, method: 'drawn' });
  // Of C(8,4) = 70 splits two are as far apart as 1..4 and 5..8.
  const split = twoSamplePermutation([1, 2, 3, 4], [5, 6, 7, 8], { random: seededRandom(2), repetitions: 9999 });
  expect(split.p).toBeGreaterThan(2 / 70 - 0.006);
  expect(split.p).toBeLessThan(2 / 70 + 0.006);
});
