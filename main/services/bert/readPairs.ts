import type { TextPair } from '#core/text/metric.ts';
import { connectRuntime, type RuntimeClient } from '#main/services/model/runtime/connect.ts';
import type { StartRuntime } from '#main/services/model/runtime/fork.ts';
import type { Progress } from '#main/services/progress.ts';
import type { Session } from '#models/chexagent/architecture.ts';

/** Which network reads, and how. */
export interface ReadOrder {
  readonly folder: string;
  readonly threads: number;
}

/** What a network says of a text and of what the text should be. */
export interface PairRead<T> {
  readonly candidate: T;
  readonly reference: T;
}

/** Opens the graphs of a network, in the process that runs models; gives what reads one text. */
export type OpenReader<T> = (graph: (file: string) => Promise<Session>) => Promise<(text: string) => Promise<T>>;

/**
 * Has a network read all texts, each different one once; several references of a text are read as one. Throws what
 * `open` throws, runtime-*.
 */
export async function readPairs<T>(
  pairs: readonly TextPair[],
  threads: number,
  open: OpenReader<T>,
  start: StartRuntime,
  progress: Progress,
): Promise<PairRead<T>[]> {
  const texts = pairs.map(({ candidate, references }) => ({ candidate, reference: references.join('\n\n') }));
  const different = new Set(texts.flatMap(({ candidate, reference }) => [candidate, reference]));
  // Begun with the first graph: a folder that is none is told at once.
  let begun: RuntimeClient | null = null;
  async function session(file: string): Promise<Session> {
    const runtime = (begun ??= connectRuntime(start()));
    const { graph } = await runtime.ask('open', { file, provider: 'cpu', threads });
    return { run: (feeds, fetches) => runtime.ask('run', { graph, feeds, fetches }) };
  }
  try {
    const read = await open(session);
    const known = new Map<string, T>();
    for (const text of different) {
      known.set(text, await read(text));
      progress('texts', known.size, different.size);
    }
    return texts.map(({ candidate, reference }) => ({
      candidate: known.get(candidate) as T,
      reference: known.get(reference) as T,
    }));
  } finally {
    (begun as RuntimeClient | null)?.close();
  }
}
