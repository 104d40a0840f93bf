import { expect, test } from 'vitest';
import { equivalence } from '#core/stats/equivalence.ts';
import { modelFrame } from '#core/stats/mixed/frame.ts';
import { parseFormula } from '#core/stats/mixed/formula.ts';
import { fitLinearMixed } from '#core/stats/mixed/linearMixed.ts';
import { linearReport, type LinearReport } from '#core/stats/mixed/linearReport.ts';
import { expectNear } from '../near.ts';
import { tableOf } from './golden.ts';

/** Six readers, 24 cases, two arms, from a Lehmer generator that any language can rebuild. */
function rebuilt(): { reader: number[]; case: number[]; arm: number[]; y: number[] } {
  let state = 20240101;
  const uniform = (): number => (state = (16807 * state) % 2147483647) / 2147483647;
  const normal = (): number => {
    const [a, b] = [uniform(), uniform()];
    return Math.sqrt(-2 * Math.log(a)) * Math.cos(2 * Math.PI * b);
  };
  const readers = Array.from({ length: 6 }, () => normal() * 0.25);
  const cases = Array.from({ length: 24 }, () => normal() * 0.3);
  const rows: [number, number, number, number][] = [];
  for (const [reader, r] of readers.entries())
    for (const [place, c] of cases.entries())
      for (const arm of [0, 1]) rows.push([reader, place, arm, 4 + r + c - 0.15 * arm + 0.35 * normal()]);
  const take = (part: number): number[] => rows.map((row) => row[part] ?? NaN);
  return { reader: take(0), case: take(1), arm: take(2), y: take(3) };
}

function report(keep: (reader: number, place: number, arm: number) => boolean): LinearReport {
  const all = rebuilt();
  const kept = [...all.y.keys()].filter((row) => keep(all.reader[row] ?? 0, all.case[row] ?? 0, all.arm[row] ?? 0));
  const data = Object.fromEntries(
    Object.entries(all).map(([name, cells]) => [name, kept.map((row) => cells[row] ?? null)]),
  );
  return linearReport(fitLinearMixed(modelFrame(tableOf(data), parseFormula('y ~ arm + (1|reader) + (1|case)'))));
}

test('the rebuilt data are those that were published', () => {
  const { y } = rebuilt();
  expectNear(y[0], 4.5266666342, 1e-9);
  expectNear(
    y.reduce((sum, each) => sum + each, 0),
    1165.1183834674,
    1e-12,
  );
});

test('crossed readers and cases, with equivalence and non-inferiority', () => {
  const { coefficients, components, residual, criterion } = report(() => true);
  const arm = coefficients[1];
  expectNear(arm?.estimate, -0.138321827, 1e-8);
  expectNear(arm?.se, 0.0422008344, 1e-8);
  expectNear(arm?.df, 258, 1e-6);
  expectNear(arm?.p, 0.00119028, 1e-5);
  const spread = new Map(components.map(({ group, variance }) => [group, variance]));
  expectNear(spread.get('case'), 0.085788, 1e-4);
  expectNear(spread.get('reader'), 0.105361, 1e-4);
  expectNear(residual.variance, 0.1282256, 1e-6);
  expectNear(criterion, 303.2467711, 1e-9);
  if (!arm) return;
  const tost = equivalence(arm, -Math.log(1.25), Math.log(1.25));
  expectNear(tost.low, -0.2079862, 1e-5);
  expectNear(tost.high, -0.0686575, 1e-5);
  expectNear(tost.lower.t, 2.0099533, 1e-6);
  expectNear(tost.p, 0.0227385547, 1e-5);
  expect(tost.equivalent).toBe(true);
  expectNear(equivalence(arm, -1, Math.log(1.1)).upper.t, -5.536, 1e-4);
});

test('each reader sees each case in one arm', () => {
  const { coefficients, components, residual } = report((reader, place, arm) => arm === (reader + place) % 2);
  const arm = coefficients[1];
  expectNear(arm?.estimate, -0.14114776, 1e-7);
  expectNear(arm?.se, 0.0596463508, 1e-6);
  expectNear(arm?.df, 114, 1e-6);
  const spread = new Map(components.map(({ group, variance }) => [group, variance]));
  expectNear(spread.get('case'), 0.0929366, 1e-4);
  expectNear(spread.get('reader'), 0.0829147, 1e-4);
  expectNear(residual.variance, 0.1280767, 1e-5);
});
