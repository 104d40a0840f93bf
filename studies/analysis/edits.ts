import { characterDistance, keptShare, tokens, wordDistance } from '#core/text/edits.ts';
import type { ReadState } from '../session/state.ts';

export interface Edits {
  /** Levenshtein distance of given and final text, in characters and in words; an empty page counts as no text. */
  readonly characters: number;
  readonly words: number;
  /** Work done over the log: editor transactions, and UTF-16 units put in and taken out. */
  readonly changes: number;
  readonly inserted: number;
  readonly deleted: number;
  /** Put in and taken out together. */
  readonly work: number;
  /** Share of the given text's words that stand in the final text; null without a given text. */
  readonly kept: number | null;
  /** The given text was accepted as it is; null without a given text. */
  readonly unchanged: boolean | null;
  /**
   * Word edits over the words of the final text, the reader's own text being the reference (Snover et al., AMTA
   * 2006); null without a given text or where nothing is left.
   */
  readonly hter: number | null;
}

/** What became of the text, as product (distances) and as process (work). */
export function readEdits(state: ReadState): Edits {
  const { initial, text, changes, inserted, deleted } = state;
  const words = wordDistance(initial ?? '', text);
  const finalWords = tokens(text).length;
  return {
    characters: characterDistance(initial ?? '', text),
    words,
    changes,
    inserted,
    deleted,
    work: inserted + deleted,
    kept: initial === null ? null : keptShare(initial, text),
    unchanged: initial === null ? null : initial === text,
    hter: initial === null || finalWords === 0 ? null : words / finalWords,
  };
}
