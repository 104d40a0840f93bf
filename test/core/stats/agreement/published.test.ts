import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fleissKappa, gwetAc, randolphKappa } from '#core/stats/agreement/chanceCorrected.ts';
import { cohenKappa } from '#core/stats/agreement/cohenKappa.ts';
import { countRatings, numberedCounts } from '#core/stats/agreement/ratings.ts';
import { crossTable } from '#core/stats/agreement/crossTable.ts';
import { krippendorffExample } from '#core/stats/validation/publishedTables.ts';
import { dataFolder } from '#test/data.ts';
import { expectNear } from '../near.ts';

test("Gwet's AC1 and Fleiss' kappa with missing ratings, as irrCAC's vignette prints them with their errors", () => {
  const counts = countRatings(krippendorffExample);
  const [ac1, fleiss] = [gwetAc(counts), fleissKappa(counts)];
  expect([ac1.observed, ac1.expected, ac1.coefficient, ac1.standardError].map(fiveDigits)).toEqual([
    '0.81818',
    '0.19032',
    '0.77544',
    '0.14295',
  ]);
  expect([ac1.low, ac1.high].map((value) => value.toFixed(3))).toEqual(['0.461', '1.000']);
  expect([fleiss.coefficient, fleiss.standardError].map(fiveDigits)).toEqual(['0.76117', '0.15302']);
  expect(fleiss.low.toFixed(3)).toBe('0.424');
});

function fiveDigits(value: number): string {
  return value.toFixed(5);
}

test('the order of words and of numbers in a table of two raters', () => {
  expect(crossTable(['10', '9', '9'], ['9', '9', '10'])).toEqual([
    [1, 1],
    [1, 0],
  ]);
});

const file = join(dataFolder() ?? '', 'stats', 'agreement_expected.json');

describe.skipIf(!existsSync(file))('published tables', () => {
  const expected = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;

  test("Fleiss' own diagnoses", () => {
    expectNear(
      fleissKappa(countRatings(expected.fleiss_1971.ratings)).coefficient,
      expected.fleiss_1971.kappa_recomputed_here,
      1e-12,
    );
    expect(fleissKappa(numberedCounts(expected.fleiss_wikipedia.table)).coefficient).toBeCloseTo(0.21, 2);
  });

  test('free margins', () => {
    for (const { table, fleiss, randolph } of expected.free_marginal) {
      expect(fleissKappa(numberedCounts(table)).coefficient).toBeCloseTo(fleiss, 6);
      expect(randolphKappa(numberedCounts(table)).coefficient).toBeCloseTo(randolph, 6);
    }
  });

  test('Cohen by SAS, with errors, z and interval', () => {
    for (const [key, weights] of [
      ['unweighted', 'identity'],
      ['linear', 'linear'],
    ] as const) {
      const wanted = expected.cohen_SAS[key];
      const result = cohenKappa(expected.cohen_SAS.table, weights);
      expect(result.kappa.toFixed(4)).toBe(wanted.kappa.toFixed(4));
      expect(result.standardError.toFixed(4)).toBe(wanted.ase.toFixed(4));
      expect(result.nullError.toFixed(4)).toBe(wanted.ase0.toFixed(4));
      expect(result.z.toFixed(4)).toBe(wanted.z.toFixed(4));
      expect(result.low.toFixed(4)).toBe(wanted.lo.toFixed(4));
      expect(result.high.toFixed(4)).toBe(wanted.hi.toFixed(4));
      expect(result.p.toFixed(4)).toBe(wanted.p2.toFixed(4));
    }
  });
});
