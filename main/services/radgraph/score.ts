import type { NamedScores, TextPair } from '#core/text/metric.ts';
import { readPairs, type OpenReader, type ReadOrder } from '#main/services/bert/readPairs.ts';
import type { StartRuntime } from '#main/services/model/runtime/fork.ts';
import type { Progress } from '#main/services/progress.ts';
import type { RadEntity } from '#models/radgraph/entities.ts';
import { radgraphF1, radgraphLevels, type RadgraphLevel } from '#models/radgraph/f1.ts';
import { readText } from '#models/radgraph/read.ts';
import { openRadgraph } from './folder.ts';

const AGREEING: Readonly<Record<RadgraphLevel, string>> = {
  simple: 'words and label',
  partial: 'words, label and whether it is related',
  complete: 'words, label and each relation',
};

const metrics = radgraphLevels.map((level) => ({ name: `radgraph-${level}`, level }));
/** The metrics that need the network, by how much of an entity must agree. */
export const radgraphMetrics: readonly string[] = metrics.map(({ name }) => name);

/** F1-RadGraph of texts; that of a corpus is the mean of its texts. Throws network-missing, model-damaged, runtime-*. */
export async function scoreByRadgraph(
  pairs: readonly TextPair[],
  names: readonly string[],
  { folder, threads }: ReadOrder,
  start: StartRuntime,
  progress: Progress,
): Promise<NamedScores[]> {
  if (names.length === 0) return [];
  const read = await readPairs(pairs, threads, reader(folder), start, progress);
  return metrics
    .filter(({ name }) => names.includes(name))
    .map(({ name, level }) => {
      const each = read.map(({ candidate, reference }) => radgraphF1(candidate, reference, level));
      return {
        metric: name,
        definition: `F1-RadGraph of the radgraph package by the network given: entities equal in ${AGREEING[level]}, 0 to 1`,
        corpus: each.reduce((sum, value) => sum + value, 0) / Math.max(1, each.length),
        each,
      };
    });
}

function reader(folder: string): OpenReader<readonly RadEntity[]> {
  return async (open) => {
    const { shape, pieces, files } = await openRadgraph(folder);
    const sessions = {
      encoder: await open(files.encoder),
      spans: await open(files.spans),
      relations: await open(files.relations),
    };
    return (text) => readText(text, { shape, pieces, sessions });
  };
}
