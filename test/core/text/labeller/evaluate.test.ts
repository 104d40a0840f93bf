import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { evaluateLabeller } from '#core/text/labeller/evaluate.ts';
import { readRecords } from '#core/text/records.ts';
import { dataFolder } from '#test/data.ts';

const data = dataFolder();

test.skipIf(data === null)('real reports: half were read to write the rules, the other half was not', () => {
  const file = join(data ?? '', 'reports', 'openi_reports.csv');
  const [written, heldOut] = evaluateLabeller(readRecords(readFileSync(file, 'utf8'), file), [
    'findings',
    'impression',
  ]);
  expect([written?.texts, heldOut?.texts]).toEqual([422, 417]);
  for (const { agreements } of [written, heldOut].filter((each) => each !== undefined)) {
    // Every finding counts once: the mean over all decisions is that of the table's columns.
    const rows = Object.values(agreements.each);
    const hits = rows.reduce((sum, row) => sum + 2 * row.truePositives, 0);
    const faults = rows.reduce((sum, row) => sum + row.falsePositives + row.falseNegatives, 0);
    expect(agreements.microF1).toBeCloseTo(hits / (hits + faults), 12);
  }
  expect(written?.agreements.microF1).toBeGreaterThan(0.95);
  expect(heldOut?.agreements.microF1).toBeGreaterThan(0.92);
});

test('one column a finding; without numbers everything is one set', () => {
  const table = readRecords(
    'report,Edema,Fracture\n"Edema, no fracture.",1.0,0.0\nEdema.,1.0,\nPossible fracture.,,1.0\n',
    'gold.csv',
  );
  const [all, ...more] = evaluateLabeller(table, ['report']);
  expect(more).toEqual([]);
  expect(all).toMatchObject({ set: 'all', texts: 3, agreements: { microF1: 4 / 5, macroF1: 1 / 2 } });
});

test('a file without gold labels', () => {
  expect(() => evaluateLabeller(readRecords('report\nClear.\n', 'plain.csv'), ['report'])).toThrow(
    /csv-columns.*gold14/,
  );
});
