import type { Labels } from '#core/text/labeller/label.ts';
import { connectRuntime } from '#main/services/model/runtime/connect.ts';
import type { StartRuntime } from '#main/services/model/runtime/fork.ts';
import type { Progress } from '#main/services/progress.ts';
import { labelsOfLogits } from '#models/chexbert/labels.ts';
import { CHEXBERT_INPUT, CHEXBERT_OUTPUT } from '#models/chexbert/network.ts';
import { openChexbert } from './folder.ts';

export interface LabelOrder {
  readonly folder: string;
  readonly threads: number;
}

/** What CheXbert says of texts, each different one asked once. Throws chexbert-missing, model-damaged, runtime-*. */
export async function labelTexts(
  texts: readonly string[],
  { folder, threads }: LabelOrder,
  start: StartRuntime,
  progress: Progress,
): Promise<ReadonlyMap<string, Labels>> {
  const { graph: file, encode } = await openChexbert(folder);
  const runtime = connectRuntime(start());
  try {
    const { graph } = await runtime.ask('open', { file, provider: 'cpu', threads });
    const labels = new Map<string, Labels>();
    const different = [...new Set(texts)];
    for (const text of different) {
      const ids = encode(text);
      const data = BigInt64Array.from(ids, BigInt);
      const feeds = { [CHEXBERT_INPUT]: { type: 'int64', dims: [1, ids.length], data } } as const;
      const outputs = await runtime.ask('run', { graph, feeds, fetches: [CHEXBERT_OUTPUT] });
      labels.set(text, labelsOfLogits((outputs[CHEXBERT_OUTPUT]?.data ?? []) as Float32Array));
      progress('texts', labels.size, different.length);
    }
    return labels;
  } finally {
    runtime.close();
  }
}
