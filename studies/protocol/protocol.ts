import { z } from 'zod';
import { faultReason } from '#core/messages/protocolFaults.ts';
import { enrolment, practice, repeats, sessions, unblinding } from './conduct.ts';
import { design } from './design.ts';
import { endpoint, multiplicity } from './endpoints.ts';
import { referenceFaults } from './references.ts';

/** Words of a study that its designer wrote, by language tag; English is always there. */
export const words = z.object({ en: z.string().min(1) }).catchall(z.string().min(1));
export type Words = z.infer<typeof words>;

const identifier = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, 'lower-case letters, digits and hyphens');

const arm = z.object({
  id: identifier,
  /** Where the text comes from: the first source that a case has; none means an empty page. */
  drafts: z.array(identifier),
  /**
   * Where a second text comes from: readers then see both side by side, in an order of chance, change neither, and say
   * which is better.
   */
  against: z.array(identifier).optional(),
});

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
  /** `draft`: asked only where the reader was given a text to edit; `pair`: only where two stood side by side. */
  asked: z.enum(['always', 'draft', 'pair']),
  /** `edited`: an answer is needed only where the text was changed. */
  required: z.enum(['yes', 'no', 'edited']),
  /** Asked only where an earlier question got one of these answers: ids of options, or values of steps. */
  when: z.object({ item: identifier, answers: z.array(z.string()).min(1) }).optional(),
  /** `before`: beside the report until Submit, so that answering is reading time. Left out: after Submit. */
  moment: z.enum(['before', 'after']).optional(),
});

/** One question about a read. Neither a scale nor a slider has a preselected place. */
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
  /** Which of two texts side by side: the one on side A, the one on side B, or neither. Never asked elsewhere. */
  itemBase.extend({ type: z.literal('sides') }),
  itemBase.extend({
    type: z.literal('number'),
    shown: z.enum(['field', 'slider']),
    least: z.number(),
    most: z.number(),
    step: z.number().positive(),
    /** What stands at the two ends of a slider, or after a field. */
    ends: z.object({ least: words, most: words }).optional(),
    unit: words.optional(),
  }),
]);
export type Item = z.infer<typeof item>;

/** A page for readers, told apart from its earlier versions. */
const page = z.object({ version: z.string().min(1).max(40), text: words });

/** All fields of a protocol, each by itself. */
export const protocolFields = z.object({
  format: z.literal(1),
  title: words,
  question: words,
  /** What the designer expects, before anybody reads. */
  hypotheses: z.array(words).optional(),
  /** What readers are told before their first case, and what they agree to. */
  instructions: page.optional(),
  consent: page.optional(),
  /** report: texts are written or edited; rate: they are read and judged as they are. Left out: report. */
  task: z.enum(['report', 'rate']).optional(),
  arms: z.array(arm).min(1),
  groups: z.array(group).min(1),
  /** Number of cases that the study needs; each reader gets a sample of them. */
  cases: z.int().min(1).max(100000),
  /** How the reads are dealt out; protocols of earlier versions are parallel. */
  design: design.optional(),
  order: z.literal('random'),
  /** Left out: none. */
  practice: practice.optional(),
  /** Left out: no read comes again. */
  repeats: repeats.optional(),
  blinded: z.boolean(),
  /** Left out: pin. */
  enrolment: enrolment.optional(),
  /** Left out: readers rest when they like. */
  sessions: sessions.optional(),
  /** Left out: one person. */
  unblinding: unblinding.optional(),
  questionnaire: z.array(item),
  /** Pauses between two acts longer than this count up to it in the idle-capped time. */
  idleCapSeconds: z.number().min(1).max(3600),
  /** What is compared, and how; protocols of earlier versions name none. */
  endpoints: z.array(endpoint).optional(),
  multiplicity: multiplicity.optional(),
});

/** What a study is, fixed before the first read. */
export const protocol = protocolFields.superRefine((value, context) => {
  for (const { path, code, detail } of referenceFaults(value))
    context.addIssue({ code: 'custom', path: [...path], message: faultReason(code, detail) });
});
export type Protocol = z.infer<typeof protocol>;
