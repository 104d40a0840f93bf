import { characterDistance, keptShare, wordDistance } from '#core/text/edits.ts';
import type { ReadState } from '../session/state.ts';

export interface Edits {
  /** Levenshtein distance of given and final text, in characters and in words; an empty page counts as no text. */
  readonly characters: number;
  readonly words: number;
  /** Work done over the log: editor transactions, and UTF-16 units put in and taken out. */
  readonly changes: number;
  readonly inserted: number;
  readonly deleted: number;
  /** Share of the given text's words that stand in the final text; null without a given text. */
  readonly kept: number | null;
  /** The given text was accepted as it is; null without a given text. */
  readonly unchanged: boolean | null;
}

/** What became of the text, as product (distances) and as process (work). */
export function readEdits(state: ReadState): Edits {
  const { initial, text, changes, inserted, deleted } = state;
  return {
    characters: characterDistance(initial ?? '', text),
    words: wordDistance(initial ?? '', text),
    changes,
    inserted,
    deleted,
    kept: initial === null ? null : keptShare(initial, text),
    unchanged: initial === null ? null : initial === text,
  };
}
