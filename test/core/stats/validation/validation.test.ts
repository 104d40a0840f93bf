import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readingTable } from '#core/stats/mrmc/readingTable.ts';
import { numberColumn, readTable } from '#core/stats/table.ts';
import { agreementChecks } from '#core/stats/validation/agreementChecks.ts';
import { validate } from '#core/stats/validation/check.ts';
import { madeStudy } from '#core/stats/validation/madeStudy.ts';
import { mixedChecks } from '#core/stats/validation/mixedChecks.ts';
import { mrmcChecks } from '#core/stats/validation/mrmcChecks.ts';
import { testChecks } from '#core/stats/validation/testChecks.ts';
import { dataFolder } from '#test/data.ts';

test('every golden value agrees in all its printed digits', () => {
  const results = validate([...agreementChecks, ...testChecks, ...mixedChecks]);
  expect(results.filter(({ ok }) => !ok)).toEqual([]);
  expect(results.length).toBeGreaterThan(60);
});

test('what can be worked out from the made study agrees far closer than two optimisers may', () => {
  const made = mixedChecks.filter(({ group }) => group === 'G5' || group === 'G6');
  const results = validate(made.map((check) => ({ ...check, tolerance: 1e-5 })));
  expect(results.filter(({ ok }) => !ok)).toEqual([]);
  expect(results.length).toBe(21);
});

const vanDyke = join(dataFolder() ?? '', 'stats', 'mrmc_VanDyke.csv');

test.skipIf(!existsSync(vanDyke))('the MRMC values of MRMCaov agree', () => {
  const readings = readingTable(readTable(readFileSync(vanDyke, 'utf8'), vanDyke));
  expect(validate(mrmcChecks(readings)).filter(({ ok }) => !ok)).toEqual([]);
});

test('the made study is the one of the golden values', () => {
  const y = numberColumn(madeStudy(), 'y');
  expect(y.slice(0, 3).map((value) => value?.toFixed(10))).toEqual(['4.5266666342', '4.8334271603', '4.1480502344']);
  expect(y.reduce((sum: number, value) => sum + (value ?? 0), 0)).toBeCloseTo(1165.1183834674, 9);
  expect(madeStudy(true).rows).toBe(144);
});

test('a value off by more than its last digit is no agreement, and what fails says why', () => {
  const check = { group: 'X', quantity: 'a half', expected: '0.500', source: 'here' };
  const [near, far, broken] = validate([
    { ...check, compute: () => 0.5009 },
    { ...check, compute: () => 0.5011 },
    {
      ...check,
      compute: () => {
        throw new Error('no half today');
      },
    },
  ]);
  expect([near?.ok, far?.ok]).toEqual([true, false]);
  expect(broken).toMatchObject({ ok: false, actual: null, problem: { detail: { reason: 'no half today' } } });
});
