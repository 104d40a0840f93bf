import { expect, test } from 'vitest';
import { findings, type Finding } from '#core/text/findings.ts';
import { findingsF1 } from '#core/text/labeller/findingsF1.ts';
import type { Label, Labels } from '#core/text/labeller/label.ts';

function labels(some: Partial<Record<Finding, Label>>): Labels {
  return { ...(Object.fromEntries(findings.map((finding) => [finding, null])) as Labels), ...some };
}

/** Worked by hand: edema found once and missed once (F1 2/3), fracture invented (0), atelectasis right (1). */
const pairs = [
  { reference: labels({ Edema: 1 }), candidate: labels({ Edema: 1, Fracture: 1 }) },
  { reference: labels({ Edema: 1, Atelectasis: 1 }), candidate: labels({ Edema: -1, Atelectasis: 1 }) },
];

test('means over fourteen and over five', () => {
  const { fourteen, five } = findingsF1(pairs);
  expect(fourteen.each.Edema).toEqual({
    ...{ positives: 2, truePositives: 1, falsePositives: 0, falseNegatives: 1 },
    ...{ precision: 1, recall: 0.5, f1: 2 / 3 },
  });
  expect(fourteen.microF1).toBeCloseTo((2 * 2) / (3 + 3), 12);
  expect(fourteen.macroF1).toBeCloseTo((2 / 3 + 1) / 14, 12);
  expect(five.microF1).toBeCloseTo((2 * 2) / (3 + 2), 12);
  expect(five.macroF1).toBeCloseTo((2 / 3 + 1) / 5, 12);
});

test('uncertain as there', () => {
  expect(findingsF1(pairs, 'positive').five.microF1).toBe(1);
});
