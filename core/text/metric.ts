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

/** Scores under the name of their metric, with whose definition it is. */
export interface NamedScores extends Scores {
  readonly metric: string;
  readonly definition: string;
}

export interface Metric {
  /** Whose definition it is, and its range. */
  readonly definition: string;
  score(pairs: readonly TextPair[]): Scores;
}
