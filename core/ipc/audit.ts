import { z } from 'zod';

export const auditPlace = z.object({
  /** Drafts that lie open; null once they are sealed with the reading lists. */
  drafts: z.int().nullable(),
  /** The last time that drafts were written in one style; null where that never was. */
  normalised: z
    .object({ when: z.string(), drafts: z.int(), changed: z.int(), headings: z.enum(['same', 'removed']) })
    .nullable(),
});
export type AuditPlace = z.infer<typeof auditPlace>;

const area = z.object({ auc: z.number(), low: z.number(), high: z.number() });

/** Whether drafts tell their arm, for every two arms that readers compare. */
export const audits = z
  .array(
    z.object({
      arms: z.tuple([z.string(), z.string()]).readonly(),
      audit: z
        .object({
          texts: z.tuple([z.int(), z.int()]).readonly(),
          area,
          folds: z.int(),
          /** The strongest first; an area above one half means more of it in the second arm. */
          telling: z
            .array(z.object({ id: z.string(), area, means: z.tuple([z.number(), z.number()]).readonly() }))
            .readonly(),
        })
        .nullable(),
      /** Why there is none. */
      reason: z.string().nullable(),
    }),
  )
  .readonly();
export type Audits = z.infer<typeof audits>;

/** What writing every draft in one style changes; a few drafts of every source, of the same cases where that can be. */
export const normalised = z.object({
  headings: z.enum(['same', 'removed']),
  drafts: z.int(),
  changed: z.int(),
  samples: z.array(
    z.object({
      case: z.string(),
      source: z.string(),
      diff: z.array(z.object({ kind: z.enum(['same', 'added', 'removed']), text: z.string() })).readonly(),
    }),
  ),
});
export type Normalised = z.infer<typeof normalised>;
