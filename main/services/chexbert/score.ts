import { Failure } from '#core/errors.ts';
import { scoreFindings } from '#core/text/findingsMetrics.ts';
import type { Scores, TextPair } from '#core/text/metric.ts';
import type { StartRuntime } from '#main/services/model/runtime/fork.ts';
import type { Progress } from '#main/services/progress.ts';
import { labelTexts, type LabelOrder } from './labelTexts.ts';

const lists = { 14: 'fourteen', 5: 'five' } as const;

/** The metrics that need the network: F1 over fourteen findings or five, of all decisions or the mean of findings. */
export const chexbertMetrics = (['micro', 'macro'] as const).flatMap((mean) =>
  ([14, 5] as const).map((size) => ({ name: `chexbert-${mean}-${size}`, mean, size })),
);

/** Throws chexbert-needed where such a metric is asked for and no network given. */
export function chexbertWanted(metric: string, folder: string | undefined): string[] {
  const names = chexbertMetrics.map(({ name }) => name).filter((name) => metric === 'all' || metric === name);
  if (folder !== undefined) return names;
  if (metric !== 'all' && names.length > 0) throw new Failure('chexbert-needed', { metric });
  return [];
}

/** Scores of texts by CheXbert's labels; several references of a text are labelled as one, as by our rules. */
export async function scoreByChexbert(
  pairs: readonly TextPair[],
  names: readonly string[],
  order: LabelOrder,
  start: StartRuntime,
  progress: Progress,
): Promise<(Scores & { readonly metric: string; readonly definition: string })[]> {
  if (names.length === 0) return [];
  const texts = pairs.map(({ candidate, references }) => ({ candidate, reference: references.join('\n\n') }));
  const asked = texts.flatMap(({ candidate, reference }) => [candidate, reference]);
  const known = await labelTexts(asked, order, start, progress);
  const labelled = texts.flatMap(({ candidate, reference }) => {
    const [own, wanted] = [known.get(candidate), known.get(reference)];
    return own && wanted ? [{ candidate: own, reference: wanted }] : [];
  });
  return chexbertMetrics
    .filter(({ name }) => names.includes(name))
    .map(({ name, mean, size }) => ({
      metric: name,
      definition: `${mean} F1 of ${size} CheXpert findings by the CheXbert network given, uncertain as not there, 0 to 1`,
      ...scoreFindings(labelled, mean, lists[size]),
    }));
}
