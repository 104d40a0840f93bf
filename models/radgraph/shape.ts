import { z } from 'zod';
import { Failure } from '#core/errors.ts';
import {
  checkTensors,
  encoderShape,
  encoderTensors,
  linearTensors,
  readEncoder,
  shapeOf,
  type WantedTensor,
} from '../bert/encoder.ts';
import type { Weights } from '../chexagent/checkpoint/weights.ts';

/** What a RadGraph is made of; all that is not a weight. */
export const radgraphShape = z.object({
  encoder: encoderShape,
  /** The BERT it began as, whose vocab.txt its pieces are. */
  bert: z.string(),
  /** Pieces that the encoder reads at once, marks included. */
  segment: z.int().min(3),
  /** Words that an entity may have. */
  spanWidth: z.int().positive(),
  /** Of so many spans a word are relations looked for. */
  spansPerWord: z.number().positive(),
  rule: z.enum(['radgraph', 'radgraph-xl']),
  /** Name space of the labels, in the tensors' names. */
  space: z.string(),
  entities: z.array(z.string()).nonempty(),
  relations: z.array(z.string()).nonempty(),
});
export type RadgraphShape = z.infer<typeof radgraphShape>;

/** Where the encoder's tensors begin, and the table of the widths of spans. */
export const ENCODER = '_embedder.token_embedder_bert._matched_embedder.transformer_model';
export const WIDTHS = '_endpoint_span_extractor._span_width_embedding.weight';

/** Some layers with ReLU, then one that scores. */
export interface Head {
  readonly hidden: readonly string[];
  readonly scorer: string;
}

/** The three heads of DyGIE++ (Wadden et al. 2019): labels of spans, which spans may relate, labels of pairs. */
export function headsOf(weights: Weights, space: string): Record<'entities' | 'mentions' | 'relations', Head> {
  function head(forward: string, scorer: string): Head {
    const hidden: string[] = [];
    const name = (): string => `${forward}._linear_layers.${hidden.length}`;
    while (weights.shape(`${name()}.weight`)) hidden.push(name());
    return { hidden, scorer };
  }
  const entity = `_ner._ner_scorers.${space}__ner_labels`;
  const pruner = `_relation._mention_pruners.${space}__relation_labels._scorer`;
  const relation = (part: string): string => `_relation.${part}.${space}__relation_labels`;
  return {
    entities: head(`${entity}.0._module`, `${entity}.1._module`),
    mentions: head(`${pruner}.0._module`, `${pruner}.1._module`),
    relations: head(relation('_relation_feedforwards'), relation('_relation_scorers')),
  };
}

/** What of a model is not asked for its entities and relations. */
const UNUSED = [/^_coref\./, /^_events\./, new RegExp(`^${ENCODER.replaceAll('.', '\\.')}\\.pooler\\.dense\\.`)];

/** Settings of AllenNLP's config.json that this reader follows; others of the model must have these values. */
const configType = z.object({
  dataset_reader: z.object({ max_span_width: z.int().positive() }),
  model: z.object({
    type: z.literal('dygie'),
    max_span_width: z.int().positive(),
    embedder: z.object({
      token_embedders: z.object({
        bert: z.object({
          type: z.literal('pretrained_transformer_mismatched'),
          model_name: z.string(),
          max_length: z.int().min(3).optional(),
          last_layer_only: z.literal(true).optional(),
          sub_token_mode: z.literal('avg').optional(),
        }),
      }),
    }),
    modules: z.object({
      coref: z.object({ coref_prop: z.literal(0).optional() }).optional(),
      relation: z.object({ spans_per_word: z.number().positive() }),
    }),
    loss_weights: z.object({ ner: z.number().positive(), relation: z.number().positive() }),
  }),
});

const RULES: Readonly<Record<string, RadgraphShape['rule']>> = {
  radgraph: 'radgraph',
  'radgraph-xl': 'radgraph-xl',
  // DyGIE++'s own names where the data named none.
  None: 'radgraph',
  dummy: 'radgraph',
};
const CONFIG = 'config.json';
const ENTITIES = /^(.+)__ner_labels\.txt$/;

/**
 * The shape of an archive of AllenNLP: `config` is its config.json, `labels` the files of vocabulary/ by name. Throws
 * checkpoint-config for a setting, and checkpoint-tensor for a tensor, that no known RadGraph has: better than entities
 * of a network misread.
 */
export function readRadgraph(
  weights: Weights,
  config: string,
  labels: Readonly<Record<string, string>>,
): RadgraphShape {
  const { dataset_reader: reader, model } = readConfig(config);
  const { model_name: bert, max_length: longest } = model.embedder.token_embedders.bert;
  if (reader.max_span_width !== model.max_span_width) {
    const reason = `${reader.max_span_width} in place of the model's ${model.max_span_width}`;
    throw new Failure('checkpoint-config', { file: CONFIG, key: 'dataset_reader.max_span_width', reason });
  }
  const spaces = Object.keys(labels).flatMap((name) => ENTITIES.exec(name)?.[1] ?? []);
  const [space = ''] = spaces;
  const rule = Object.hasOwn(RULES, space) ? RULES[space] : undefined;
  if (spaces.length !== 1 || !rule) {
    const reason = `name spaces ${spaces.join(', ') || 'none'} in place of one of ${Object.keys(RULES).join(', ')}`;
    throw new Failure('checkpoint-config', { file: 'vocabulary', key: '__ner_labels', reason });
  }
  const [none, ...entities] = linesOf(labels, `${space}__ner_labels.txt`);
  const relations = linesOf(labels, `${space}__relation_labels.txt`);
  if (none !== '') {
    const reason = `begins with ${none ?? 'nothing'} in place of the empty label`;
    throw new Failure('checkpoint-config', { file: 'vocabulary', key: `${space}__ner_labels.txt`, reason });
  }
  const encoder = readEncoder(weights, ENCODER, null);
  const shape = radgraphShape.parse({
    encoder,
    bert,
    segment: Math.min(longest ?? encoder.positions, encoder.positions),
    spanWidth: model.max_span_width,
    spansPerWord: model.modules.relation.spans_per_word,
    rule,
    space,
    entities,
    relations,
  });
  checkAll(weights, shape);
  return shape;
}

function readConfig(text: string): z.infer<typeof configType> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw new Failure('checkpoint-config', { file: CONFIG, key: '', reason: 'is no JSON' }, thrown);
  }
  const read = configType.safeParse(value);
  if (read.success) return read.data;
  const [{ path, message } = { path: [], message: '' }] = read.error.issues;
  throw new Failure('checkpoint-config', { file: CONFIG, key: path.join('.'), reason: message }, read.error);
}

/** One label a line, as AllenNLP writes its vocabularies. */
function linesOf(labels: Readonly<Record<string, string>>, name: string): string[] {
  const text = labels[name];
  if (text === undefined) throw new Failure('checkpoint-missing', { folder: 'vocabulary', file: name });
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}

function checkAll(weights: Weights, { encoder, spanWidth, space, entities, relations }: RadgraphShape): void {
  const [, feature = 0] = shapeOf(weights, WIDTHS);
  const span = 2 * encoder.width + feature;
  const heads = headsOf(weights, space);
  const wanted: WantedTensor[] = [
    ...encoderTensors(ENCODER, encoder),
    [WIDTHS, [spanWidth, feature]],
    ...headTensors(weights, heads.entities, span, entities.length),
    ...headTensors(weights, heads.mentions, span, 1),
    ...headTensors(weights, heads.relations, 3 * span, relations.length),
  ];
  checkTensors(weights, wanted);
  const known = new Set(wanted.map(([name]) => name));
  const strange = weights.names.find((name) => !known.has(name) && !UNUSED.some((unused) => unused.test(name)));
  if (strange !== undefined) {
    throw new Failure('checkpoint-tensor', { tensor: strange, reason: 'not of a RadGraph that is known here' });
  }
}

function headTensors(weights: Weights, { hidden, scorer }: Head, columns: number, classes: number): WantedTensor[] {
  let width = columns;
  const inner = hidden.flatMap((name) => {
    const [rows = 0] = shapeOf(weights, `${name}.weight`);
    const tensors = linearTensors(name, rows, width);
    width = rows;
    return tensors;
  });
  return [...inner, ...linearTensors(scorer, classes, width)];
}
