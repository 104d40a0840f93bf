import { describe, expect, it } from 'vitest';
import { seededRandom } from '#core/random.ts';
import { fairnessOf } from '#models/chexbench/fairness/fairness.ts';
import { defaultCuts } from '#models/chexbench/fairness/groups.ts';
import { calibrationOf } from '#models/chexbench/fairness/measures.ts';
import { paperGroup } from '#models/chexbench/fairness/paperFigure.ts';
import { unitsOf } from '#models/chexbench/fairness/units.ts';
import type { Attributes } from '#models/chexbench/items.ts';
import type { BenchRecord } from '#models/chexbench/record.ts';

const blank: BenchRecord = {
  task: 'Binary Disease Classification',
  index: 0,
  source: 'S',
  slice: 'cardiomegaly',
  images: [],
  attributes: {},
  prompt: '',
  options: ['Yes', 'No'],
  answer: 0,
  reference: '',
  said: '(A)',
  scores: null,
  failure: null,
};

/** So many records of a group with a truth and an answer. */
function some(count: number, attributes: Attributes, truth: boolean, said: string): BenchRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    ...blank,
    attributes: { ...attributes, patient: `${JSON.stringify(attributes)} ${truth} ${said} ${index}` },
    answer: truth ? 0 : 1,
    said,
  }));
}

const options = { by: ['sex'], cuts: defaultCuts, least: 5, draws: 400, random: seededRandom(3) };

describe('the decisions of an answer', () => {
  const decided = (record: Partial<BenchRecord>) => unitsOf([{ ...blank, ...record }], null)[0]?.decisions;

  it('yes or no: one, and an answer that cannot be read is the wrong one', () => {
    const one = { finding: 'cardiomegaly', score: null };
    expect(decided({})).toEqual([{ ...one, truth: true, said: true }]);
    expect(decided({ said: 'hm' })).toEqual([{ ...one, truth: true, said: false }]);
    expect(decided({ said: 'hm', answer: 1 })).toEqual([{ ...one, truth: false, said: true }]);
    expect(decided({ scores: [0.8, 0.2] })?.[0]?.score).toBe(0.8);
  });

  it('sets of names: one a name', () => {
    const record = { task: 'Multiple Disease Identification', options: ['edema, nodule', 'nodule, clips'] } as const;
    const pairs = decided({ ...record, options: [...record.options], said: '(B)' })?.map((each) => [
      each.finding,
      each.truth,
      each.said,
    ]);
    expect(pairs).toEqual([
      ['edema', true, false],
      ['nodule', true, true],
      ['clips', false, true],
    ]);
  });

  it('a report: the fourteen findings; a statement: none', () => {
    const text = { answer: null, options: [], reference: 'Cardiomegaly.', said: 'Pulmonary edema.' };
    const findings = decided({ ...text, task: 'Findings Generation' }) ?? [];
    expect(findings).toHaveLength(14);
    expect(findings.filter(({ truth, said }) => truth !== said).map(({ finding }) => finding)).toEqual(
      expect.arrayContaining(['Cardiomegaly', 'Edema']),
    );
    expect(decided({ task: 'Fine-Grained Reasoning', options: ['a left one', 'a right one'] })).toEqual([]);
  });

  it('items of a patient are one unit, and one finding can be asked for', () => {
    const records = ['cardiomegaly', 'edema'].map((slice) => ({ ...blank, slice, attributes: { patient: 'p' } }));
    expect(unitsOf(records, null).map(({ decisions }) => decisions.length)).toEqual([2]);
    expect(unitsOf(records, 'Edema').map(({ decisions }) => decisions.length)).toEqual([1]);
    expect(unitsOf(records, 'nodule')).toEqual([]);
  });
});

describe('groups', () => {
  // Females: 30 hits, 10 missed, 20 extra, 40 rejected. Males: 45, 5, 5, 45.
  const records = [
    ...some(30, { sex: 'female', age: 40 }, true, '(A)'),
    ...some(10, { sex: 'female', age: 70 }, true, '(B)'),
    ...some(20, { sex: 'female', age: 70 }, false, '(A)'),
    ...some(40, { sex: 'female', age: 40 }, false, '(B)'),
    ...some(45, { sex: 'male', age: 40 }, true, '(A)'),
    ...some(5, { sex: 'male', age: 65 }, true, '(B)'),
    ...some(5, { sex: 'male', age: 66 }, false, '(A)'),
    ...some(45, { sex: 'male', age: 40 }, false, '(B)'),
    ...some(3, { sex: 'unsure', age: 40 }, true, '(A)'),
    ...some(2, { age: 40 }, true, '(A)'),
  ];
  const units = unitsOf(records, null);
  const [bySex] = fairnessOf(units, options);

  it('has the measures that the counts give by hand', () => {
    const measures = bySex?.groups.map(({ group, measures: own }) => [group, own]);
    expect(measures).toEqual([
      ['female', { accuracy: 0.7, f1: 60 / 90, sensitivity: 0.75, specificity: 2 / 3, prevalence: 0.4, brier: null }],
      ['male', { accuracy: 0.9, f1: 0.9, sensitivity: 0.9, specificity: 0.9, prevalence: 0.5, brier: null }],
    ]);
    expect(bySex?.tooSmall).toEqual([{ group: 'unsure', patients: 3 }]);
    expect(bySex?.unknown).toBe(2);
  });

  it('gaps with intervals near those of the normal approximation, the same for the same seed', () => {
    const gap = bySex?.gaps.find(({ measure }) => measure === 'sensitivity');
    expect(gap).toMatchObject({ first: 'female', second: 'male', holm: null });
    expect(gap?.difference).toBeCloseTo(-0.15, 12);
    const half = 1.96 * Math.sqrt((0.75 * 0.25) / 40 + (0.9 * 0.1) / 50);
    expect(gap?.interval.low).toBeCloseTo(-0.15 - half, 1.6);
    expect(gap?.interval.high).toBeCloseTo(-0.15 + half, 1.6);
    expect(fairnessOf(units, { ...options, random: seededRandom(3) })).toEqual([bySex]);
  });

  it('crosses attributes, bands numbers, and adjusts over all gaps that are asked', () => {
    const groupings = fairnessOf(units, { ...options, by: ['sex', 'age'] });
    expect(groupings.map(({ attributes }) => attributes.join())).toEqual(['sex', 'age', 'sex,age']);
    expect(groupings[1]?.groups.map(({ group, patients }) => [group, patients])).toEqual([
      ['up to 65', 170],
      ['over 65', 35],
    ]);
    expect(groupings[2]?.groups.map(({ group }) => group)).toContain('male, up to 65');
    const asked = groupings.flatMap(({ gaps }) => gaps).filter(({ measure }) => measure === 'f1');
    for (const { p, holm } of asked) expect(holm).toBeGreaterThanOrEqual(p);
    const bands = fairnessOf(units, { ...options, by: ['age'], cuts: { age: [65, 40] } })[0];
    expect(bands?.groups.map(({ group }) => group)).toEqual(['up to 40', 'over 40 to 65', 'over 65']);
  });

  it('refuses an attribute that nobody told, and numbers without bands', () => {
    expect(() => fairnessOf(units, { ...options, by: ['race'] })).toThrow(/bench-attribute.*race.*age, patient, sex/);
    const years = unitsOf(
      records.map((record, index) => ({ ...record, attributes: { weight: index } })).slice(0, 20),
      null,
    );
    expect(years).toHaveLength(1);
    const many = Array.from({ length: 20 }, (_, weight) => ({
      attributes: { weight },
      right: [],
      unparsed: 0,
      decisions: [],
    }));
    expect(() => fairnessOf(many, { ...options, by: ['weight'] })).toThrow(/bench-cut.*weight/);
  });
});

it('calibration by hand: two bins, one too bold', () => {
  const decision = (score: number, truth: boolean) => ({ finding: 'x', truth, said: score > 0.5, score });
  const found = calibrationOf([decision(0.9, true), decision(0.9, false), decision(0.1, false), decision(0.1, false)]);
  expect(found?.expectedError).toBeCloseTo((0.8 + 0.2) / 4, 12);
  expect(found?.bias).toBeCloseTo((0.8 + 0.2) / 4, 12);
  expect(calibrationOf([{ finding: 'x', truth: true, said: true, score: null }])).toBe(null);
});

it("the paper's groups under the names of public tables", () => {
  expect(paperGroup('sex', 'F')?.f1).toBe(0.788);
  expect(paperGroup('race', 'Black or African American')?.f1).toBe(0.948);
  expect(paperGroup('age', 'over 65')?.f1).toBe(0.882);
  expect(paperGroup('age', 'over 40')).toBe(null);
  expect(paperGroup('view', 'PA')).toBe(null);
});
