import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { protocol } from '#studies/protocol/protocol.ts';
import schema from '#studies/protocol/protocol.schema.json' with { type: 'json' };
import chexagent from '#studies/templates/chexagent-v2.json' with { type: 'json' };
import acceptance from '#studies/templates/acceptance.json' with { type: 'json' };
import automationBias from '#studies/templates/automation-bias.json' with { type: 'json' };
import crossover from '#studies/templates/crossover.json' with { type: 'json' };
import likertReview from '#studies/templates/likert-review.json' with { type: 'json' };
import preference from '#studies/templates/preference.json' with { type: 'json' };
import demo from '#studies/templates/demo.json' with { type: 'json' };

const validate = new Ajv2020({ allErrors: true }).compile(schema);

function issues(value: unknown): string[] {
  const result = protocol.safeParse(value);
  return result.success ? [] : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
}

describe('the shipped templates', () => {
  test.each(
    Object.entries({
      'chexagent-v2': chexagent,
      likertReview,
      preference,
      crossover,
      automationBias,
      acceptance,
      demo,
    }),
  )('%s is a protocol, by the type and by the published schema', (_name, template) => {
    expect(issues(template)).toEqual([]);
    expect(validate(template), JSON.stringify(validate.errors)).toBe(true);
  });

  test("chexagent-v2 has the paper's arms, reads and questions", () => {
    const { groups, questionnaire, cases, blinded } = protocol.parse(chexagent);
    const reads = groups.flatMap((group) =>
      group.arms.map(({ arm, cases: count }) => [group.id, arm, group.readers * count]),
    );
    expect(reads).toEqual([
      ['residents', 'scratch', 40],
      ['residents', 'model-draft', 80],
      ['attendings', 'resident-draft', 40],
      ['attendings', 'model-draft', 80],
    ]);
    expect({ cases, blinded }).toEqual({ cases: 50, blinded: true });
    const asked = questionnaire.map((item) => [item.id, item.type, item.asked, item.required]);
    expect(asked).toEqual([
      ['edit-reasons', 'choices', 'draft', 'edited'],
      ['edit-reasons-text', 'text', 'draft', 'no'],
      ['helps-indication', 'scale', 'draft', 'yes'],
      ['helps-indication-text', 'text', 'draft', 'no'],
      ['efficiency', 'choices', 'always', 'yes'],
      ['remarks', 'text', 'always', 'no'],
    ]);
    const sizes = questionnaire.map((item) =>
      item.type === 'choices' ? item.options.length : item.type === 'scale' ? item.steps.map((step) => step.value) : 0,
    );
    expect(sizes).toEqual([8, 0, [-10, -5, 0, 5, 10], 0, 4, 0]);
  });
});

describe('a protocol is refused where', () => {
  const [residents, attendings] = chexagent.groups;
  const [reasons] = chexagent.questionnaire;
  const remarks = chexagent.questionnaire.at(-1);
  const withTwice = { ...reasons, options: [...(reasons?.options ?? []), ...(reasons?.options ?? []).slice(-1)] };
  test.each([
    [
      'an arm is not defined',
      { groups: [{ ...residents, arms: [{ arm: 'ghost', cases: 3 }] }] },
      'groups.0.arms: arm ghost is not defined',
    ],
    [
      'a list is longer than the study',
      { cases: 20 },
      'groups.0.arms: 30 reads for a reader, but the study has 20 cases',
    ],
    ['a group is named twice', { groups: [residents, residents, attendings] }, 'groups: residents is named twice'],
    ['an option is named twice', { questionnaire: [withTwice] }, 'questionnaire.0.options: other is named twice'],
    [
      'a question before Submit depends on one after it',
      {
        questionnaire: [
          reasons,
          { ...remarks, moment: 'before', when: { item: reasons?.id, answers: [reasons?.options?.[0]?.id] } },
        ],
      },
      `questionnaire.1.when: it is asked before Submit, but depends on ${reasons?.id}, which is asked after it`,
    ],
    [
      'there is no English title',
      { title: { zh: '研究' } },
      'title.en: Invalid input: expected string, received undefined',
    ],
  ])('%s', (_name, change, issue) => {
    expect(issues({ ...chexagent, ...change })).toContain(issue);
  });

  test('the published schema sees it, too', () => {
    expect(validate({ ...chexagent, cases: 0 })).toBe(false);
    expect(validate({ ...chexagent, questionnaire: [{ id: 'x', type: 'slider' }] })).toBe(false);
  });
});

describe('two texts side by side are refused where', () => {
  const [arm] = preference.arms;
  const [better, ...others] = preference.questionnaire;
  const [endpoint] = preference.endpoints;
  test.each([
    [
      'one of them has no source',
      { arms: [{ ...arm, against: [] }] },
      'arms.0.against: side-by-side shows two texts, but one of them has no source',
    ],
    [
      'both have the same source',
      { arms: [{ ...arm, against: ['resident', 'model'] }] },
      'arms.0.against: model is a source of both texts',
    ],
    [
      'nothing asks for one of them',
      { questionnaire: others.filter(({ id }) => id === 'remarks'), endpoints: [] },
      'arms.0.against: side-by-side shows two texts, but no question asks which is better',
    ],
    [
      'no arm shows them',
      { arms: [{ id: 'side-by-side', drafts: ['model'] }], questionnaire: [better], endpoints: [] },
      'questionnaire.0: no arm shows two texts to choose from',
    ],
    [
      'an endpoint favours what is none of them',
      { endpoints: [{ ...endpoint, measure: { ...endpoint?.measure, favours: 'model' } }] },
      'endpoints.0.measure: model is no option of better',
    ],
    [
      'an endpoint compares them by ranks',
      { endpoints: [{ ...endpoint, method: 'mann-whitney' }] },
      'endpoints.0.method: mann-whitney does not fit preference: logistic, linear',
    ],
    [
      'an endpoint compares their times',
      { endpoints: [{ ...endpoint, measure: { kind: 'time', definition: 'reading' }, method: 'linear' }] },
      'endpoints.0.arms: side-by-side is compared with itself',
    ],
  ])('%s', (_name, change, issue) => {
    expect(issues({ ...preference, ...change })).toEqual([issue]);
  });
});
