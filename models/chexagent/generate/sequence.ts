import type { Prompt } from '../prompt.ts';

/** What stands at each position: its id and, inside a span, the image whose rows replace the id's. */
export interface Sequence {
  readonly ids: readonly number[];
  readonly spans: readonly ImageSpan[];
}

/** Positions `start` to `end` (not included) hold the rows of `image`, a digest of its content. */
export interface ImageSpan {
  readonly start: number;
  readonly end: number;
  readonly image: string;
}

/** A prompt with its images put in; `tokens` rows each. */
export function sequenceOf(prompt: Prompt, images: readonly string[], tokens: number): Sequence {
  const spans = prompt.spans.map((start, index) => ({ start, end: start + tokens, image: images[index] ?? '' }));
  return { ids: prompt.ids, spans };
}

/** How many leading positions two sequences share. */
export function sharedLength(one: Sequence, other: Sequence): number {
  const most = Math.min(one.ids.length, other.ids.length);
  let shared = 0;
  while (shared < most && one.ids[shared] === other.ids[shared] && imageAt(one, shared) === imageAt(other, shared)) {
    shared++;
  }
  return shared;
}

function imageAt(sequence: Sequence, position: number): string | undefined {
  return sequence.spans.find((span) => position >= span.start && position < span.end)?.image;
}
