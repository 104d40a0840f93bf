/** A candidate text and the texts it should have been. */
export interface TextPair {
  readonly candidate: string;
  readonly references: readonly string[];
}

/** A corpus scored: the value that is published for a corpus, and one value a text. */
export interface Scores {
  readonly corpus: number;
  readonly each: readonly number[];
}

export interface Metric {
  /** Whose definition it is, and its range. */
  readonly definition: string;
  score(pairs: readonly TextPair[]): Scores;
}
