import { describe, expect, test } from 'vitest';
import { column, numberColumn } from '#core/stats/table.ts';
import { madeStudy } from '#core/stats/validation/madeStudy.ts';
import { analyse } from '#studies/analysis/analyse.ts';
import { linearEffect, type ModelSpec, type Observation } from '#studies/analysis/effects.ts';
import { collectRows } from '#studies/analysis/rows.ts';
import { protocol as schema, type Protocol } from '#studies/protocol/protocol.ts';
import template from '#studies/templates/chexagent-v2.json' with { type: 'json' };
import { simulatedStudy } from '../export/simulated.ts';

const spec: ModelSpec = {
  covariates: [],
  randomEffects: ['reader', 'case'],
  degreesOfFreedom: 'satterthwaite',
  confidence: 0.95,
};

/** Six readers, 24 cases, both arms: the made study, whose values are logarithms. */
function crossed(): Observation[] {
  const table = madeStudy();
  const [readers, cases, arms] = ['reader', 'case', 'arm'].map((name) => column(table, name));
  return numberColumn(table, 'y').map((y, row) => ({
    value: Math.exp(y ?? NaN),
    second: arms?.[row] === 1,
    reader: String(readers?.[row]),
    case: String(cases?.[row]),
    position: 1,
    period: 1,
    place: 1,
  }));
}

describe('the effect of an arm by a linear mixed model', () => {
  test('is what lme4 and lmerTest find', () => {
    const effect = linearEffect(crossed(), spec, true);
    if ('reason' in effect) throw new Error(effect.reason);
    expect(effect.estimate).toBeCloseTo(-0.138321827, 6);
    expect(effect.se).toBeCloseTo(0.0422008344, 6);
    expect(effect.df).toBeCloseTo(258, 2);
    expect(effect.p).toBeCloseTo(0.00119028, 6);
    expect(effect.spreads['reader']).toBeCloseTo(Math.sqrt(0.105361), 4);
    expect(effect.spreads['case']).toBeCloseTo(Math.sqrt(0.085788), 4);
    expect(effect.notes).toEqual([]);
  });

  const all = crossed();
  test.each<[string, Observation[], string]>([
    ['nothing', [], 'no values in either arm'],
    ['an empty arm', all.filter(({ second }) => !second), 'no values in the second arm'],
    ['equal values', all.map((each) => ({ ...each, value: 7 })), 'all values are 7'],
    ['one value an arm', all.slice(0, 2), 'one value in each arm: nothing tells how far they vary'],
    [
      'arms that do not vary inside',
      all.map((each) => ({ ...each, value: each.second ? 2 : 1 })),
      'log(value) does not vary beyond what the model explains exactly',
    ],
  ])('says why there is none of %s', (_name, values, reason) => {
    expect(linearEffect(values, spec, true)).toEqual({ reason: expect.stringContaining(reason) as unknown });
  });

  test('of one reader leaves the reader out and says so', () => {
    const effect = linearEffect(
      all.filter(({ reader }) => reader === 'r1'),
      spec,
      true,
    );
    expect(effect).toMatchObject({ notes: ['only one reader: the result holds for this reader alone'] });
  });

  test('of cases read once each, by one reader, is that of Welch', () => {
    const once = all.filter((each, index) => each.reader === 'r1' && (index % 4 === 0 || index % 4 === 3));
    const effect = linearEffect(once, spec, true);
    expect(effect).toMatchObject({ method: expect.stringContaining('Welch') as unknown, spreads: {} });
  });

  test('leaves times of zero out of logarithms', () => {
    const some = all.map((each, index) => (index < 2 ? { ...each, value: 0 } : each));
    expect(linearEffect(some, spec, true)).toMatchObject({ notes: ['2 reads with a value of 0 are left out'] });
  });
});

/** Every number of a JSON value, with its place. */
function numbers(value: unknown, place = ''): [string, unknown][] {
  if (typeof value === 'number') return [[place, value]];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, each]) => numbers(each, `${place}.${key}`));
}

describe('the endpoints of a simulated study', () => {
  const protocol = schema.parse(template);
  function analysed(part: Partial<Protocol> = {}, records?: number) {
    const study = simulatedStudy({ ...protocol, ...part }, 5);
    const collector = collectRows(study);
    for (const record of study.records.slice(0, records)) collector.add(record);
    return analyse(collector.rows(), study.protocol);
  }

  test('are computed, corrected in their families, and never NaN', () => {
    const { endpoints, ...rest } = analysed();
    expect(endpoints.map(({ id, reads }) => [id, ...reads])).toEqual([
      ['resident-time', 40, 80],
      ['attending-time', 40, 80],
      ['attending-rating', 40, 80],
      ['attending-unchanged', 40, 80],
      ['attending-writing', 40, 80],
    ]);
    const [first, second] = endpoints;
    expect(first?.estimate).toBeLessThan(1);
    expect(first?.pAdjusted).toBe(first?.p);
    expect(second?.margin).toMatchObject({ test: 'non-inferiority', low: null, high: 1.25 });
    for (const [place, value] of numbers({ endpoints, ...rest }))
      expect([place, value]).toEqual([place, expect.any(Number)]);
    expect(JSON.stringify({ endpoints, ...rest })).not.toContain('NaN');
    expect(numbers({ endpoints, ...rest }).filter(([, value]) => !Number.isFinite(value))).toEqual([]);
  });

  test('without data say so, the primary one too', () => {
    const { endpoints, contrasts, idleCaps } = analysed({}, 1);
    for (const each of [...endpoints, ...contrasts.filter(({ analysis }) => analysis === 'mixed')])
      expect(each).toMatchObject({ p: null, method: 'not computed' });
    expect(endpoints[0]?.notes).toEqual(['no values in either arm']);
    expect(idleCaps[0]?.points.every(({ ratio }) => ratio === null)).toBe(true);
  });

  test('the curve over the idle cap ends at the effect on the whole reading time', () => {
    const { idleCaps, contrasts } = analysed();
    const last = idleCaps[0]?.points.at(-1);
    const mixed = contrasts.find(({ analysis, group }) => analysis === 'mixed' && group === 'residents');
    expect(idleCaps[0]?.points.map(({ capSeconds }) => capSeconds)).toContain(30);
    expect(last?.ratio).toBeCloseTo(mixed?.ratio ?? NaN, 3);
  });
});
