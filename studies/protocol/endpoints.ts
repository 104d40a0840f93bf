import { z } from 'zod';
import { findings } from '#core/text/findings.ts';

/** The times that one log gives; what each means is said where it is computed. */
export const timeNames = ['reading', 'wall', 'focused', 'idleCapped', 'firstToLast'] as const;
export type TimeName = (typeof timeNames)[number];

/** What an endpoint is about: one number for each submitted read, or yes and no. */
const measure = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('time'), definition: z.enum(timeNames) }),
  /** Distances of given and final text, work put in and taken out, share kept, word edits over final words. */
  z.object({ kind: z.literal('edit'), name: z.enum(['characters', 'words', 'work', 'kept', 'hter']) }),
  /** Whether the given text was accepted as it was. */
  z.object({ kind: z.literal('unchanged') }),
  /** The value of a scale question. */
  z.object({ kind: z.literal('scale'), item: z.string() }),
  /**
   * Which of two options was chosen: 1 for `favours`, -1 for `against`, 0 for any other. Of a question about two texts
   * side by side the options are `first`, the text of the arm's `drafts`, and `second`, that of its `against`.
   */
  z.object({ kind: z.literal('preference'), item: z.string(), favours: z.string(), against: z.string() }),
  /** Number of findings that the final text says are there and the given text does not, or the other way round. */
  z.object({ kind: z.literal('findings'), name: z.enum(['added', 'removed']) }),
  /** Whether the final text says that this finding is there; that there is none follows from the others. */
  z.object({ kind: z.literal('finding'), finding: z.enum(findings).exclude(['No Finding']) }),
  /** Whether at least one of these options was chosen, of the reads with an answer. */
  z.object({ kind: z.literal('choice'), item: z.string(), options: z.array(z.string()).min(1) }),
]);
export type Measure = z.infer<typeof measure>;

/**
 * log-linear: linear mixed model on the logarithm, the effect is a ratio. linear: the same on the value, a difference.
 * ordinal: cumulative-link mixed model, logistic: logistic mixed model, both odds ratios. mann-whitney: reads count as
 * independent.
 */
const method = z.enum(['log-linear', 'linear', 'ordinal', 'logistic', 'mann-whitney']);
export type EndpointMethod = z.infer<typeof method>;

/** How far apart two arms may be and still count as equal, on the scale of the effect. */
const margin = z.object({
  /** equivalence: within the margin on both sides; non-inferiority: not worse by more than it. */
  test: z.enum(['equivalence', 'non-inferiority']),
  /** A ratio above 1 for ratios and odds ratios, a positive distance for differences. */
  size: z.number().positive(),
  /** Which way is worse for non-inferiority; longer times are. */
  worse: z.enum(['higher', 'lower']).default('higher'),
});

/** One comparison that the study promises, fixed before anybody knows which arm is which. */
export const endpoint = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, 'lower-case letters, digits and hyphens'),
  role: z.enum(['primary', 'secondary']),
  group: z.string(),
  /** The second arm is compared with the first. One arm twice: its two texts side by side are compared. */
  arms: z.tuple([z.string(), z.string()]),
  measure,
  method,
  margin: margin.optional(),
  /** What is held constant beside the arm: place in the list, period, place in the session. */
  covariates: z.array(z.enum(['position', 'period', 'place'])).default([]),
  /** Each gets its own intercept. */
  randomEffects: z.array(z.enum(['reader', 'case'])).default(['reader', 'case']),
  degreesOfFreedom: z.enum(['satterthwaite', 'kenward-roger']).default('satterthwaite'),
  confidence: z.number().min(0.5).max(0.999).default(0.95),
});

export type Endpoint = z.infer<typeof endpoint>;

/** How p-values are corrected among the primary and, apart from them, among the secondary endpoints. */
export const multiplicity = z.enum(['none', 'holm', 'benjamini-hochberg']);
export type Multiplicity = z.infer<typeof multiplicity>;

/** Methods that make sense of each kind of measure. */
export const METHODS: Readonly<Record<Measure['kind'], readonly EndpointMethod[]>> = {
  time: ['log-linear', 'linear', 'mann-whitney'],
  edit: ['linear', 'mann-whitney'],
  unchanged: ['logistic'],
  scale: ['ordinal', 'linear', 'mann-whitney'],
  choice: ['logistic'],
  preference: ['ordinal', 'linear', 'mann-whitney'],
  findings: ['linear', 'mann-whitney'],
  finding: ['logistic'],
};

/** Two texts of one arm are compared by the odds of a preference, or by its mean. */
export const OF_TEXTS: readonly EndpointMethod[] = ['logistic', 'linear'];

/** What can be favoured of two texts. */
export const TEXTS = ['first', 'second'] as const;

interface Named {
  readonly arms: readonly { readonly id: string; readonly against?: readonly string[] | undefined }[];
  readonly groups: readonly { readonly id: string; readonly arms: readonly { readonly arm: string }[] }[];
  readonly questionnaire: readonly {
    readonly id: string;
    readonly type: string;
    readonly options?: readonly { readonly id: string }[] | undefined;
  }[];
}

interface EndpointFault {
  readonly path: 'group' | 'arms' | 'measure' | 'method' | 'margin';
  readonly message: string;
}

/** What is wrong with an endpoint in its protocol: a path within it, and words. */
export function endpointFaults(
  { group, arms, measure: what, method: how, margin: limit, covariates = [] }: z.input<typeof endpoint>,
  protocol: Named,
): EndpointFault[] {
  const faults: EndpointFault[] = [];
  const known = protocol.groups.find(({ id }) => id === group);
  if (!known) faults.push({ path: 'group', message: `group ${group} is not defined` });
  for (const arm of known ? arms : [])
    if (!known?.arms.some((each) => each.arm === arm))
      faults.push({ path: 'arms', message: `arm ${arm} is not read by ${group}` });
  const item = protocol.questionnaire.find(({ id }) => 'item' in what && id === what.item);
  const itself = arms[0] === arms[1];
  const ofTexts = what.kind === 'preference' && item?.type === 'sides';
  const pair = itself && ofTexts && protocol.arms.some(({ id, against }) => id === arms[0] && against);
  if (itself && !pair) faults.push({ path: 'arms', message: `${arms[0]} is compared with itself` });
  if (pair && covariates.length > 0)
    faults.push({ path: 'arms', message: 'two texts of one read have no covariates to be told apart by' });
  const methods = pair ? OF_TEXTS : METHODS[what.kind];
  if (!methods.includes(how))
    faults.push({ path: 'method', message: `${how} does not fit ${what.kind}: ${methods.join(', ')}` });
  if (limit && how === 'mann-whitney') faults.push({ path: 'margin', message: 'mann-whitney takes no margin' });
  if (limit && how !== 'linear' && limit.size <= 1)
    faults.push({ path: 'margin', message: `a ratio above 1, not ${limit.size}` });
  if (what.kind !== 'scale' && what.kind !== 'choice' && what.kind !== 'preference') return faults;
  const type = what.kind === 'scale' ? 'scale' : ofTexts ? 'sides' : 'choices';
  const named = what.kind === 'choice' ? what.options : what.kind === 'preference' ? [what.favours, what.against] : [];
  if (item?.type !== type) faults.push({ path: 'measure', message: `${what.item} is no question of type ${type}` });
  else
    for (const option of named)
      if (!(ofTexts ? (TEXTS as readonly string[]) : (item.options ?? []).map(({ id }) => id)).includes(option))
        faults.push({ path: 'measure', message: `${option} is no option of ${what.item}` });
  return faults;
}
