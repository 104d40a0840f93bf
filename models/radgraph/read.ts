import type { WordPieces } from '../bert/wordPiece.ts';
import type { Session, Tensor } from '../chexagent/architecture.ts';
import { entityGraph, highest, spansOf, worthALook, type RadEntity, type Relation, type Span } from './entities.ts';
import type { RadgraphPart } from './graphs.ts';
import type { RadgraphShape } from './shape.ts';
import { piecesOf, wordsOf, wordStates } from './words.ts';

/** A RadGraph at work. */
export interface Radgraph {
  readonly shape: RadgraphShape;
  readonly pieces: WordPieces;
  readonly sessions: Readonly<Record<RadgraphPart, Session>>;
}

/** What is computed at once holds at most so many values: 64 MiB. */
const MOST_VALUES = 1 << 24;

/**
 * What a text says, as entities and their relations; the whole text is one sentence, as for the `radgraph` package.
 * Spans and pairs are scored in runs of at most about `mostValues` inputs.
 */
export async function readText(text: string, radgraph: Radgraph, mostValues = MOST_VALUES): Promise<RadEntity[]> {
  const { shape } = radgraph;
  const words = wordsOf(text, shape.rule);
  if (words.length === 0) return [];
  const states = await stateOfWords(words, radgraph);
  const spans = spansOf(words.length, shape.spanWidth);
  const { entities, mentions } = await scoreSpans(states, spans, radgraph, mostValues);
  const labelled = spans.flatMap((span, place) => {
    const best = highest(entities, place * shape.entities.length, shape.entities.length);
    return best === null ? [] : [{ ...span, label: shape.entities[best] ?? '' }];
  });
  // Counted in float32 there.
  const count = Math.ceil(Math.fround(words.length * Math.fround(shape.spansPerWord)));
  const candidates = worthALook(mentions, count).flatMap((place) => spans[place] ?? []);
  return entityGraph(words, labelled, await relationsAmong(states, candidates, radgraph, mostValues));
}

async function stateOfWords(words: readonly string[], { shape, pieces, sessions }: Radgraph): Promise<Tensor> {
  const { segments, places } = piecesOf(words, pieces, shape.segment);
  const { width } = shape.encoder;
  const count = segments.reduce((sum, { length }) => sum + length - 2, 0);
  const states = new Float32Array(count * width);
  let filled = 0;
  for (const ids of segments) {
    const { states: made } = await sessions.encoder.run({ ids: integers([1, ids.length], ids) }, ['states']);
    // Without the states of the marks.
    const inner = floats(made).subarray(width, (ids.length - 1) * width);
    states.set(inner, filled);
    filled += inner.length;
  }
  return { type: 'float32', dims: [words.length, width], data: wordStates(states, width, places) };
}

async function scoreSpans(words: Tensor, spans: readonly Span[], { shape, sessions }: Radgraph, mostValues: number) {
  const entities = new Float32Array(spans.length * shape.entities.length);
  const mentions = new Float32Array(spans.length);
  for (const [from, part] of runsOf(spans, 2 * shape.encoder.width, mostValues)) {
    const outputs = await sessions.spans.run({ words, ...ends(part) }, ['entities', 'mentions']);
    entities.set(floats(outputs['entities']), from * shape.entities.length);
    mentions.set(floats(outputs['mentions']), from);
  }
  return { entities, mentions };
}

async function relationsAmong(
  words: Tensor,
  spans: readonly Span[],
  { shape, sessions }: Radgraph,
  mostValues: number,
): Promise<Relation[]> {
  const found: Relation[] = [];
  const classes = shape.relations.length;
  for (const [from, part] of runsOf(spans, 6 * shape.encoder.width * spans.length, mostValues)) {
    const rows = integers(
      [part.length],
      part.map((_, row) => from + row),
    );
    const outputs = await sessions.relations.run({ words, ...ends(spans), rows }, ['relations']);
    const scores = floats(outputs['relations']);
    for (const [row, subject] of part.entries()) {
      for (const [column, object] of spans.entries()) {
        const best = highest(scores, (row * spans.length + column) * classes, classes);
        if (best !== null) found.push({ subject, object, label: shape.relations[best] ?? '' });
      }
    }
  }
  return found;
}

/** Items in runs of as many as may be computed at once, each with the place of its first. */
function* runsOf<T>(
  items: readonly T[],
  valuesOfEach: number,
  mostValues: number,
): Generator<[from: number, part: readonly T[]]> {
  const most = Math.max(1, Math.floor(mostValues / valuesOfEach));
  for (let from = 0; from < items.length; from += most) yield [from, items.slice(from, from + most)];
}

function ends(spans: readonly Span[]): { starts: Tensor; ends: Tensor } {
  const dims = [spans.length];
  return {
    starts: integers(
      dims,
      spans.map(({ start }) => start),
    ),
    ends: integers(
      dims,
      spans.map(({ end }) => end),
    ),
  };
}

function integers(dims: readonly number[], values: readonly number[]): Tensor {
  return { type: 'int64', dims, data: BigInt64Array.from(values, BigInt) };
}

function floats(tensor: Tensor | undefined): Float32Array {
  return (tensor?.data ?? new Float32Array()) as Float32Array;
}
