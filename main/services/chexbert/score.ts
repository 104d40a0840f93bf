import { scoreFindings } from '#core/text/findingsMetrics.ts';
import type { NamedScores, TextPair } from '#core/text/metric.ts';
import type { Labels } from '#core/text/labeller/label.ts';
import { readPairs, type OpenReader, type ReadOrder } from '#main/services/bert/readPairs.ts';
import type { StartRuntime } from '#main/services/model/runtime/fork.ts';
import type { Progress } from '#main/services/progress.ts';
import { labelsOfLogits } from '#models/chexbert/labels.ts';
import { CHEXBERT_INPUT, CHEXBERT_OUTPUT } from '#models/chexbert/network.ts';
import { openChexbert } from './folder.ts';

const lists = { 14: 'fourteen', 5: 'five' } as const;

/** The metrics that need the network: F1 over fourteen findings or five, of all decisions or the mean of findings. */
const metrics = (['micro', 'macro'] as const).flatMap((mean) =>
  ([14, 5] as const).map((size) => ({ name: `chexbert-${mean}-${size}`, mean, size })),
);
export const chexbertMetrics: readonly string[] = metrics.map(({ name }) => name);

/** Scores of texts by CheXbert's labels. Throws network-missing, model-damaged, runtime-*. */
export async function scoreByChexbert(
  pairs: readonly TextPair[],
  names: readonly string[],
  { folder, threads }: ReadOrder,
  start: StartRuntime,
  progress: Progress,
): Promise<NamedScores[]> {
  if (names.length === 0) return [];
  const labelled = await readPairs(pairs, threads, labeller(folder), start, progress);
  return metrics
    .filter(({ name }) => names.includes(name))
    .map(({ name, mean, size }) => ({
      metric: name,
      definition: `${mean} F1 of ${size} CheXpert findings by the CheXbert network given, uncertain as not there, 0 to 1`,
      ...scoreFindings(labelled, mean, lists[size]),
    }));
}

function labeller(folder: string): OpenReader<Labels> {
  return async (open) => {
    const { graph, encode } = await openChexbert(folder);
    const session = await open(graph);
    return async (text) => {
      const ids = encode(text);
      const feeds = {
        [CHEXBERT_INPUT]: { type: 'int64', dims: [1, ids.length], data: BigInt64Array.from(ids, BigInt) },
      } as const;
      const outputs = await session.run(feeds, [CHEXBERT_OUTPUT]);
      return labelsOfLogits((outputs[CHEXBERT_OUTPUT]?.data ?? []) as Float32Array);
    };
  };
}
