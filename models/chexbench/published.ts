import { z } from 'zod';
import { taskKeys } from './axes.ts';
import content from './published.json' with { type: 'json' };
import type { ScoreRow } from './score.ts';

/**
 * Scores that the second version of the paper (arXiv 2401.12208v2) prints as text, with their 95 % intervals. Its F1 of
 * findings is left out: it comes from the CheXbert network, ours from rules, and the two do not compare.
 */
const publishedScore = z.object({
  task: z.enum(Object.keys(taskKeys) as [keyof typeof taskKeys, ...(keyof typeof taskKeys)[]]),
  source: z.string(),
  slice: z.string().nullable().default(null),
  metric: z.string(),
  model: z.string(),
  value: z.number(),
  low: z.number().optional(),
  high: z.number().optional(),
});

export type PublishedScore = z.output<typeof publishedScore>;

const published = z.array(publishedScore).parse(content);

/** What was published for the same list, source, slice and metric, the paper's own model first. */
export function publishedFor({
  task,
  source,
  slice,
  metric,
}: Pick<ScoreRow, 'task' | 'source' | 'slice' | 'metric'>): PublishedScore[] {
  return published.filter(
    (one) =>
      taskKeys[one.task] === task &&
      one.metric === metric &&
      one.slice === slice &&
      plain(one.source) === plain(source),
  );
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
