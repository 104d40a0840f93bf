import { describe, expect, test } from 'vitest';
import { protocol as schema } from '#studies/protocol/protocol.ts';
import template from '#studies/templates/chexagent-v2.json' with { type: 'json' };

const [first, ...others] = template.endpoints;

function complaints(change: object): string[] {
  const checked = schema.safeParse({ ...template, endpoints: [{ ...first, ...change }, ...others] });
  return (checked.error?.issues ?? []).map(({ path, message }) => `${path.slice(2).join('.')}: ${message}`);
}

describe('the endpoints of a protocol', () => {
  test('are all there in the shipped one, the first of them primary, with what is left out filled in', () => {
    expect(schema.parse(template).endpoints?.[0]).toMatchObject({
      role: 'primary',
      covariates: [],
      randomEffects: ['reader', 'case'],
      degreesOfFreedom: 'satterthwaite',
      confidence: 0.95,
    });
    expect(complaints({})).toEqual([]);
  });

  test('are none in a protocol of an earlier version, which opens as before', () => {
    const { endpoints: _none, multiplicity: _neither, ...earlier } = template;
    expect(schema.parse(earlier).endpoints).toBeUndefined();
  });

  test.each([
    ['a group that is not there', { group: 'nurses' }, 'group: group nurses is not defined'],
    [
      'an arm of another group',
      { arms: ['scratch', 'resident-draft'] },
      'arms: arm resident-draft is not read by residents',
    ],
    ['an arm against itself', { arms: ['scratch', 'scratch'] }, 'arms: scratch is compared with itself'],
    [
      'a logistic model of a time',
      { method: 'logistic' },
      'method: logistic does not fit time: log-linear, linear, mann-whitney',
    ],
    ['a ratio below 1', { margin: { test: 'equivalence', size: 0.8 } }, 'margin: a ratio above 1, not 0.8'],
    [
      'a question of another kind',
      { measure: { kind: 'scale', item: 'efficiency' }, method: 'ordinal' },
      'measure: efficiency is no question of type scale',
    ],
    [
      'an option that nobody can choose',
      { measure: { kind: 'choice', item: 'efficiency', options: ['speed'] }, method: 'logistic' },
      'measure: speed is no option of efficiency',
    ],
  ])('are refused with %s', (_name, change, complaint) => {
    expect(complaints(change)).toEqual([complaint]);
  });

  test('have names of their own', () => {
    expect(complaints({ id: 'attending-time' })).toEqual([': attending-time is named twice']);
  });
});
