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
  expect(written?.agreements.microF1).toBeGreaterThan(0.95);
  expect(heldOut?.agreements.microF1).toBeGreaterThan(0.92);
});

test('one column a finding; without numbers everything is one set', () => {
  const table = readRecords(
    'report,Edema,Pneumothorax\n"Edema, no pneumothorax.",1.0,0.0\nPossible pneumothorax.,,1.0\n',
    'gold.csv',
  );
  const [all, ...more] = evaluateLabeller(table, ['report']);
  expect(more).toEqual([]);
  expect(all).toMatchObject({ set: 'all', texts: 2, agreements: { microF1: 2 / 3, macroF1: 1 / 2 } });
});

test('a file without gold labels', () => {
  expect(() => evaluateLabeller(readRecords('report\nClear.\n', 'plain.csv'), ['report'])).toThrow(
    /csv-columns.*gold14/,
  );
});
