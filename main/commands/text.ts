import type { Command } from 'commander';
import { Failure } from '#core/errors.ts';
import type { NamedScores, TextPair } from '#core/text/metric.ts';
import { metricNames, metrics, type MetricName } from '#core/text/metrics.ts';
import { textsOf } from '#core/text/records.ts';
import { metricsWanted } from '#main/services/bert/networkFolder.ts';
import { chexbertMetrics, scoreByChexbert } from '#main/services/chexbert/score.ts';
import { defaultThreads } from '#main/services/model/runtime/provider.ts';
import { radgraphMetrics, scoreByRadgraph } from '#main/services/radgraph/score.ts';
import type { ModelTools } from './model.ts';
import { countFrom1 } from './numbers.ts';
import { printJson, printTable, withProgress, type Output } from './output.ts';
import { registerTextChexbert } from './textChexbert.ts';
import { columnNames, recordsOf } from './textFiles.ts';
import { registerTextLabel } from './textLabel.ts';
import { registerTextRadgraph } from './textRadgraph.ts';

/** The networks that score texts where their folders are given. */
const networks = [
  { kind: 'chexbert', metrics: chexbertMetrics, score: scoreByChexbert },
  { kind: 'radgraph', metrics: radgraphMetrics, score: scoreByRadgraph },
] as const;
const ofNetworks = networks.flatMap(({ metrics: names }) => names);

interface ScoreOptions {
  readonly references: readonly string[];
  readonly candidates: string;
  readonly metric: string;
  readonly column: readonly string[];
  readonly candidateColumn?: readonly string[];
  readonly chexbert?: string;
  readonly radgraph?: string;
  readonly threads: number;
  readonly json?: boolean;
}

/** Adds the verbs of the noun `text`. */
export function registerTextCommands(program: Command, output: Output, { start }: Pick<ModelTools, 'start'>): void {
  const text = program.command('text').description('measure and label report texts');
  text
    .command('score')
    .description('texts against references: one text a line, or a CSV, TSV or JSON-lines file with a column')
    .requiredOption('--references <file...>', 'what the texts should be; several files for several references a text')
    .requiredOption('--candidates <file>', 'the texts, in the order of the references')
    .requiredOption('--metric <name>', `${[...Object.keys(metrics), ...ofNetworks].join(', ')} or all`)
    .option('--column <names>', 'columns that hold the text, joined when several: findings,impression', columnNames, [])
    .option('--candidate-column <names>', 'the same for the candidates, where it differs', columnNames)
    .option('--chexbert <dir>', 'the CheXbert network, as text chexbert makes it: for the metrics of that name')
    .option('--radgraph <dir>', 'the RadGraph network, as text radgraph makes it: the same')
    .option('--threads <n>', 'threads that the networks compute with', countFrom1, defaultThreads())
    .option('--json', 'for machines, with the value of each text')
    .action(async (options: ScoreOptions) => {
      const { metric: asked, threads } = options;
      const wanted = networks.map(({ kind, metrics: known, score }) => {
        const folder = options[kind];
        return { names: metricsWanted(kind, known, asked, folder), order: { folder: folder ?? '', threads }, score };
      });
      const names = ofNetworks.includes(asked) ? [] : metricNames(asked);
      const pairs = await readPairs(options);
      const byNetwork: NamedScores[] = [];
      for (const { names: chosen, order, score } of wanted)
        byNetwork.push(...(await withProgress(output, (progress) => score(pairs, chosen, order, start, progress))));
      const byRules = names.map((metric) => ({ metric, ...scored(metric, pairs) }));
      const results = [...byRules, ...byNetwork.map(({ corpus, ...rest }) => ({ ...rest, score: corpus }))];
      if (options.json) printJson(output, { texts: pairs.length, results });
      else {
        output.out(`${pairs.length} texts\n`);
        printTable(
          output,
          ['metric', 'score', 'definition'],
          results.map(({ metric, score, definition }) => [metric, score.toFixed(4), definition]),
        );
      }
    });
  registerTextLabel(text, output);
  registerTextChexbert(text, output);
  registerTextRadgraph(text, output);
}

function scored(metric: MetricName, pairs: readonly TextPair[]) {
  const { corpus, each } = metrics[metric].score(pairs);
  return { definition: metrics[metric].definition, score: corpus, each };
}

async function readPairs({ references, candidates, column, candidateColumn }: ScoreOptions): Promise<TextPair[]> {
  const texts = textsOf(await recordsOf(candidates), candidateColumn ?? column);
  const streams: string[][] = [];
  for (const file of references) {
    const stream = textsOf(await recordsOf(file), column);
    if (stream.length !== texts.length) {
      throw new Failure('text-unequal', { file, count: stream.length, candidates, wanted: texts.length });
    }
    streams.push(stream);
  }
  return texts.map((candidate, index) => ({ candidate, references: streams.map((stream) => stream[index] ?? '') }));
}
