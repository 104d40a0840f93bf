import { z } from 'zod';

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
    order: z.literal('random'),
    blinded: z.boolean(),
    questionnaire: z.array(item),
    /** Pauses between two acts longer than this count up to it in the idle-capped time. */
    idleCapSeconds: z.number().min(1).max(3600),
  })
  .superRefine(checkReferences);
export type Protocol = z.infer<typeof protocol>;

/** Names that point nowhere, ids used twice, and lists longer than the study has cases. */
function checkReferences(value: z.input<typeof protocol>, context: z.RefinementCtx): void {
  const armIds = new Set(value.arms.map((each) => each.id));
  function complain(path: (string | number)[], message: string): void {
    context.addIssue({ code: 'custom', path, message });
  }
  function refuseTwice(path: string, ids: readonly string[]): void {
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice) complain([path], `${twice} is named twice`);
  }
  refuseTwice(
    'arms',
    value.arms.map((each) => each.id),
  );
  refuseTwice(
    'groups',
    value.groups.map((each) => each.id),
  );
  refuseTwice(
    'questionnaire',
    value.questionnaire.map((each) => each.id),
  );
  value.groups.forEach((each, index) => {
    for (const { arm: id } of each.arms)
      if (!armIds.has(id)) complain(['groups', index, 'arms'], `arm ${id} is not defined`);
    refuseTwice(
      'groups',
      each.arms.map((entry) => entry.arm),
    );
    const total = each.arms.reduce((sum, entry) => sum + entry.cases, 0);
    if (total > value.cases)
      complain(['groups', index, 'arms'], `${total} reads for a reader, but the study has ${value.cases} cases`);
  });
}
