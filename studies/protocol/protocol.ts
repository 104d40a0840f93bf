import { z } from 'zod';
import { design, designFaults } from './design.ts';
import { endpoint, endpointFaults, multiplicity } from './endpoints.ts';

/** Words of a study that its designer wrote, by language tag; English is always there. */
export const words = z.object({ en: z.string().min(1) }).catchall(z.string().min(1));
export type Words = z.infer<typeof words>;

const identifier = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, 'lower-case letters, digits and hyphens');

/** Where the draft of an arm comes from: the first source that a case has; none means an empty page. */
const arm = z.object({ id: identifier, drafts: z.array(identifier) });

const group = z.object({
  id: identifier,
  label: words,
  readers: z.int().min(1).max(500),
  /** How many cases one reader of the group reads in each arm. */
  arms: z.array(z.object({ arm: identifier, cases: z.int().min(1).max(5000) })).min(1),
});

const option = z.object({
  id: identifier,
  label: words,
  /** A heading under which options stand together. */
  heading: words.optional(),
  /** Chosen alone: choosing it clears the others. */
  exclusive: z.boolean().optional(),
});

const itemBase = z.object({
  id: identifier,
  label: words,
  /** `draft`: asked only where the reader was given a text to edit. */
  asked: z.enum(['always', 'draft']),
  /** `edited`: an answer is needed only where the text was changed. */
  required: z.enum(['yes', 'no', 'edited']),
});

/** One question after a read. A scale has no preselected step. */
export const item = z.discriminatedUnion('type', [
  itemBase.extend({ type: z.literal('choices'), options: z.array(option).min(2) }),
  itemBase.extend({
    type: z.literal('scale'),
    steps: z
      .array(z.object({ value: z.number(), label: words }))
      .min(2)
      .max(11),
  }),
  itemBase.extend({ type: z.literal('text') }),
]);
export type Item = z.infer<typeof item>;

/** What a study is, fixed before the first read. */
export const protocol = z
  .object({
    format: z.literal(1),
    title: words,
    question: words,
    arms: z.array(arm).min(1),
    groups: z.array(group).min(1),
    /** Number of cases that the study needs; each reader gets a sample of them. */
    cases: z.int().min(1).max(100000),
    /** How the reads are dealt out; protocols of earlier versions are parallel. */
    design: design.optional(),
    order: z.literal('random'),
    blinded: z.boolean(),
    questionnaire: z.array(item),
    /** Pauses between two acts longer than this count up to it in the idle-capped time. */
    idleCapSeconds: z.number().min(1).max(3600),
    /** What is compared, and how; protocols of earlier versions name none. */
    endpoints: z.array(endpoint).optional(),
    multiplicity: multiplicity.optional(),
  })
  .superRefine(checkReferences);
export type Protocol = z.infer<typeof protocol>;

/** Names that point nowhere, names used twice, and lists longer than the study has cases. */
function checkReferences(value: z.input<typeof protocol>, context: z.RefinementCtx): void {
  const armIds = value.arms.map((each) => each.id);
  function complain(path: (string | number)[], message: string): void {
    context.addIssue({ code: 'custom', path, message });
  }
  function refuseTwice(path: (string | number)[], names: readonly (string | number)[]): void {
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) complain(path, `${twice} is named twice`);
  }
  refuseTwice(['arms'], armIds);
  const groupIds = value.groups.map((each) => each.id);
  refuseTwice(['groups'], groupIds);
  const itemIds = value.questionnaire.map((each) => each.id);
  refuseTwice(['questionnaire'], itemIds);
  for (const [index, { arms }] of value.groups.entries()) {
    const path = ['groups', index, 'arms'];
    const names = arms.map((each) => each.arm);
    refuseTwice(path, names);
    for (const name of names) if (!armIds.includes(name)) complain(path, `arm ${name} is not defined`);
  }
  for (const { path, message } of designFaults(value)) complain([...path], message);
  const endpoints = value.endpoints ?? [];
  refuseTwice(
    ['endpoints'],
    endpoints.map((each) => each.id),
  );
  for (const [index, each] of endpoints.entries())
    for (const { path, message } of endpointFaults(each, value)) complain(['endpoints', index, path], message);
  for (const [index, each] of value.questionnaire.entries()) {
    const path = ['questionnaire', index];
    if (each.type === 'choices')
      refuseTwice(
        [...path, 'options'],
        each.options.map((entry) => entry.id),
      );
    if (each.type === 'scale')
      refuseTwice(
        [...path, 'steps'],
        each.steps.map((step) => step.value),
      );
  }
}
