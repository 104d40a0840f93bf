import { describe, expect, test } from 'vitest';
import { seededRandom } from '#core/random.ts';
import { protocol as schema } from '#studies/protocol/protocol.ts';
import { powerOf, type PowerSpread } from '#studies/simulate/power/power.ts';
import { powerStudy } from '#studies/simulate/power/powerStudy.ts';
import { powerPresets } from '#studies/simulate/power/presets.ts';
import { plannedReads, scaled, type Comparison } from '#studies/simulate/power/schedule.ts';
import template from '#studies/templates/chexagent-v2.json' with { type: 'json' };
import golden from '#test/golden/power/power.json' with { type: 'json' };

const protocol = schema.parse(template);
const model = {
  covariates: [],
  randomEffects: ['reader' as const, 'case' as const],
  degreesOfFreedom: 'satterthwaite' as const,
  confidence: 0.95,
};
const comparisons = {
  'paper-residents': { group: 'residents', arms: ['scratch', 'model-draft'] },
  'paper-attendings': { group: 'attendings', arms: ['resident-draft', 'model-draft'] },
} as const satisfies Record<string, Comparison>;

function spreadOf(name: keyof typeof comparisons, parts = { readerSd: 0, caseSd: 0 }): PowerSpread {
  const { first, second } = powerPresets[name];
  return { first, second, ...parts };
}

/** Three standard errors of a share by chance. */
function reach(share: number, repetitions: number): number {
  return 3 * Math.sqrt((share * (1 - share)) / repetitions);
}

describe.each([
  ['paper-residents', 0.97],
  ['paper-attendings', 0.28],
] as const)('%s, on the schedule of the paper', (name, published) => {
  const reads = plannedReads(protocol, comparisons[name], 1);
  const base = { reads, level: 0.05, random: seededRandom(1) };

  test("has the power of Mann-Whitney's test that SciPy gives, and the mixed model's beside it", () => {
    const { mannWhitney, reads: counts } = powerOf({ ...base, spread: spreadOf(name), model: null, repetitions: 3000 });
    expect(counts).toEqual([40, 80]);
    const off = reach(golden[name], 3000) + reach(golden[name], golden.repetitions);
    expect(Math.abs(mannWhitney.share - golden[name])).toBeLessThan(off);
    expect(Math.abs(mannWhitney.share - published)).toBeLessThan(reach(published, 3000));
    const both = powerOf({ ...base, spread: spreadOf(name), model, repetitions: 150 });
    expect(both.failed).toBe(0);
    expect(Math.abs((both.mixed?.share ?? 0) - both.mannWhitney.share)).toBeLessThan(0.12);
  });

  test('finds an effect that is not there in 4 to 6 % of studies', () => {
    const { first } = spreadOf(name);
    const none: PowerSpread = { first, second: first, readerSd: 0, caseSd: 0 };
    const { mannWhitney } = powerOf({ ...base, spread: none, model: null, repetitions: 6000 });
    expect(mannWhitney.share).toBeGreaterThan(0.04);
    expect(mannWhitney.share).toBeLessThan(0.06);
  });
});

test('the mixed model keeps its level where readers and cases differ, within what chance leaves open', () => {
  const reads = plannedReads(protocol, comparisons['paper-residents'], 1);
  const { first } = spreadOf('paper-residents');
  const spread: PowerSpread = { first, second: first, readerSd: 0.35, caseSd: 0.3 };
  const found = powerOf({ reads, spread, model, repetitions: 400, level: 0.05, random: seededRandom(3) });
  expect(found.mixed?.low).toBeLessThan(0.05);
  expect(found.mixed?.high).toBeGreaterThan(0.05);
});

test('a crossed schedule has more power for the same cases than the parallel one', () => {
  const group = { ...protocol.groups[0], arms: ['scratch', 'model-draft'].map((arm) => ({ arm, cases: 20 })) };
  const crossed = schema.parse({
    ...template,
    cases: 20,
    groups: [group],
    design: { kind: 'crossed', washoutDays: 28 },
    endpoints: [],
  });
  const comparison = comparisons['paper-residents'];
  const spread: PowerSpread = {
    first: { mean: 100, sd: 60 },
    second: { mean: 85, sd: 51 },
    readerSd: 0.25,
    caseSd: 0.35,
  };
  const run = (reads: ReturnType<typeof plannedReads>): number =>
    powerOf({ reads, spread, model, repetitions: 100, level: 0.05, random: seededRandom(2) }).mixed?.share ?? 0;
  expect(run(plannedReads(crossed, comparison, 1))).toBeGreaterThan(run(plannedReads(protocol, comparison, 1)));
});

test('the curve grows with the cases, says what is required, and the same seed gives the same', () => {
  const request = {
    protocol,
    comparison: comparisons['paper-attendings'],
    reads: null,
    spread: { first: { mean: 100, sd: 50 }, second: { mean: 80, sd: 40 }, readerSd: 0, caseSd: 0 },
    repetitions: 40,
    level: 0.05,
    seed: 4,
    target: 0.8,
  };
  const told: string[] = [];
  const study = powerStudy(request, (what) => told.push(what));
  const shares = study.curves?.cases.map(({ power }) => power.mixed?.share ?? 0) ?? [];
  expect(shares.at(-1)).toBeGreaterThan(shares[0] ?? 1);
  expect(study.curves?.cases[0]?.cases).toBe(25);
  expect(study.required?.cases).toBe(study.curves?.cases.at(-1)?.cases);
  expect(new Set(told)).toContain('simulating, the study');
  expect(powerStudy({ ...request, target: null }).power).toEqual(study.power);
});

test('sizes that a design can not have are left out with the reason', () => {
  const group = {
    ...protocol.groups[0],
    readers: 2,
    arms: ['scratch', 'model-draft'].map((arm) => ({ arm, cases: 3 })),
  };
  const williams = schema.parse({
    ...template,
    cases: 3,
    groups: [group],
    design: { kind: 'williams' },
    endpoints: [],
  });
  expect(() => plannedReads(scaled(williams, 'residents', 3, 1), comparisons['paper-residents'], 1)).toThrow(
    'a Williams square of 2 arms has 2 rows',
  );
});

test('readers and cases that spread more than the whole are refused', () => {
  const reads = plannedReads(protocol, comparisons['paper-residents'], 1);
  const spread = spreadOf('paper-residents', { readerSd: 0.6, caseSd: 0.6 });
  expect(() => powerOf({ reads, spread, model: null, repetitions: 1, level: 0.05, random: seededRandom(1) })).toThrow(
    'spread more than the whole, 0.662',
  );
});
