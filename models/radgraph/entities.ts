/** Words from `start` to `end`, both within. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A span that got a label. */
export interface LabelledSpan extends Span {
  readonly label: string;
}

/** A label from one span to another. */
export interface Relation {
  readonly subject: Span;
  readonly object: Span;
  readonly label: string;
}

/** An entity of a report: Anatomy or Observation, there, not there or uncertain, by its label. */
export interface RadEntity extends LabelledSpan {
  /** Its words, with single blanks between them. */
  readonly tokens: string;
  /** Each with the place, in the list of entities, of the one that it goes to. */
  readonly relations: readonly (readonly [label: string, object: number])[];
}

/** All spans of at most `most` words, from left to right, the shorter first. */
export function spansOf(words: number, most: number): Span[] {
  return Array.from({ length: words }, (_, start) =>
    Array.from({ length: Math.min(most, words - start) }, (_each, longer): Span => ({ start, end: start + longer })),
  ).flat();
}

/** Which of `count` scores from `from` on is the highest; null unless one is above 0, the score of no label. */
export function highest(scores: Float32Array, from: number, count: number): number | null {
  let [best, top]: [number | null, number] = [null, 0];
  for (let label = 0; label < count; label++) {
    const score = scores[from + label] ?? 0;
    if (score > top) [best, top] = [label, score];
  }
  return best;
}

/** Places of the `count` highest scores, in their own order. */
export function worthALook(scores: Float32Array, count: number): number[] {
  return Array.from(scores.keys())
    .sort((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0) || one - other)
    .slice(0, Math.max(1, count))
    .sort((one, other) => one - other);
}

/**
 * Entities with the relations that go from one of them to another, as `get_entity` of the `radgraph` package joins them:
 * a relation to or from a span without a label falls away.
 */
export function entityGraph(
  words: readonly string[],
  labelled: readonly LabelledSpan[],
  relations: readonly Relation[],
): RadEntity[] {
  const places = new Map(labelled.map((span, place) => [keyOf(span), place]));
  const from = new Map<string, [string, number][]>();
  for (const { subject, object, label } of relations) {
    const place = places.get(keyOf(object));
    if (place === undefined) continue;
    const key = keyOf(subject);
    from.set(key, [...(from.get(key) ?? []), [label, place]]);
  }
  return labelled.map((span) => ({
    ...span,
    tokens: words.slice(span.start, span.end + 1).join(' '),
    relations: from.get(keyOf(span)) ?? [],
  }));
}

function keyOf({ start, end }: Span): string {
  return `${start} ${end}`;
}
