import { expect, test } from 'vitest';
import { protocol } from '#studies/protocol/protocol.ts';
import template from '#studies/templates/chexagent-v2.json' with { type: 'json' };

test('a design that can not be is said at the arms of the group', () => {
  const found = protocol.safeParse({ ...template, endpoints: [], design: { kind: 'crossed', washoutDays: 28 } });
  expect(found.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)).toContain(
    'groups.0.arms: 10 cases in scratch, but crossed means every case in every arm: 50',
  );
});

test('a washout is four weeks unless it is said', () => {
  const [group] = template.groups;
  const arms = ['scratch', 'model-draft'].map((arm) => ({ arm, cases: 50 }));
  const given = { ...template, endpoints: [], groups: [{ ...group, arms }], design: { kind: 'crossed' } };
  expect(protocol.parse(given).design).toEqual({ kind: 'crossed', washoutDays: 28 });
});

test('strata and two Williams squares need whole sets of readers', () => {
  const [group] = template.groups;
  const arms = ['scratch', 'resident-draft', 'model-draft'].map((arm) => ({ arm, cases: 6 }));
  const design = { kind: 'williams', stratifyBy: ['sex'] };
  const given = { ...template, endpoints: [], cases: 6, groups: [{ ...group, arms }], design };
  expect(protocol.safeParse(given).error?.issues[0]?.message).toBe(
    'with strata, Williams squares of 3 arms need 6, 12, ... readers: residents has 4',
  );
});
