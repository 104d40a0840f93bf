import { protocol as schema, type Protocol } from '#studies/protocol/protocol.ts';
import type { Effect } from '#studies/simulate/effect.ts';
import { paperEffect } from '#studies/simulate/paperEffect.ts';
import template from '#studies/templates/chexagent-v2.json' with { type: 'json' };

const attendings = { role: 'secondary', group: 'attendings', arms: ['resident-draft', 'model-draft'] } as const;
const rating = { kind: 'scale', item: 'helps-indication' } as const;
const preference = { kind: 'preference', item: 'which', favours: 'draft', against: 'own' } as const;

const judges = {
  role: 'secondary',
  group: 'judges',
  arms: ['side-by-side', 'side-by-side'],
  measure: { kind: 'preference', item: 'better', favours: 'first', against: 'second' },
} as const;

/** The paper's protocol with an endpoint of every kind of measure and by every method, and questions of preference. */
export const everyEndpoint: Protocol = schema.parse({
  ...template,
  arms: [...template.arms, { id: 'side-by-side', drafts: ['model'], against: ['resident'] }],
  groups: [
    ...template.groups,
    { id: 'judges', label: { en: 'Judges' }, readers: 4, arms: [{ arm: 'side-by-side', cases: 30 }] },
  ],
  questionnaire: [
    ...template.questionnaire,
    {
      id: 'which',
      type: 'choices',
      label: { en: 'Which report would you rather sign?' },
      asked: 'draft',
      required: 'yes',
      options: [
        { id: 'draft', exclusive: true, label: { en: 'The draft' } },
        { id: 'own', exclusive: true, label: { en: 'Mine' } },
        { id: 'either', exclusive: true, label: { en: 'Either' } },
      ],
    },
    {
      id: 'better',
      type: 'sides',
      label: { en: 'Which is better?' },
      asked: 'pair',
      required: 'yes',
      moment: 'before',
    },
    {
      id: 'how-clearly',
      type: 'scale',
      label: { en: 'How clearly?' },
      asked: 'draft',
      required: 'yes',
      when: { item: 'which', answers: ['draft', 'own'] },
      steps: [1, 2, 3].map((value) => ({ value, label: { en: `${value}` } })),
    },
  ],
  endpoints: [
    ...template.endpoints,
    { id: 'rating-mean', ...attendings, measure: rating, method: 'linear', degreesOfFreedom: 'kenward-roger' },
    { id: 'rating-ranks', ...attendings, measure: rating, method: 'mann-whitney' },
    { id: 'preference', ...attendings, measure: preference, method: 'ordinal' },
    { id: 'preference-mean', ...attendings, measure: preference, method: 'linear', randomEffects: [] },
    { id: 'preference-ranks', ...attendings, measure: preference, method: 'mann-whitney' },
    { id: 'better-odds', ...judges, method: 'logistic' },
    { id: 'better-mean', ...judges, method: 'linear' },
    { id: 'effusion', ...attendings, measure: { kind: 'finding', finding: 'Pleural Effusion' }, method: 'logistic' },
    { id: 'findings-added', ...attendings, measure: { kind: 'findings', name: 'added' }, method: 'linear' },
    {
      id: 'work',
      ...attendings,
      measure: { kind: 'edit', name: 'work' },
      method: 'linear',
      covariates: ['position'],
      margin: { test: 'equivalence', size: 25 },
    },
  ],
});

/** What the paper's readers did, that attendings rather sign a draft of the model, and that judges prefer it. */
export const everyEffect: Effect = {
  ...paperEffect,
  readerSd: 0.2,
  caseSd: 0.25,
  arms: [
    ...paperEffect.arms.map((each) => ({
      ...each,
      answers: {
        ...each.answers,
        which:
          each.arm === 'model-draft' ? { draft: 0.6, own: 0.2, either: 0.2 } : { draft: 0.3, own: 0.5, either: 0.2 },
      },
    })),
    {
      group: 'judges',
      arm: 'side-by-side',
      mean: 60,
      sd: 30,
      unchanged: 1,
      answers: { better: { first: 0.5, second: 0.3, neither: 0.2 } },
    },
  ],
};
