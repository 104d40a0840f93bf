/** What a benchmark runs: a prompt of so many positions, so many tokens after it, all of it so often. */
export interface BenchPlan {
  readonly prompt: number;
  readonly tokens: number;
  readonly rounds: number;
  /** Rows of a verifying run that are timed at the prompt's length. */
  readonly rows: readonly number[];
  /** Texts to decode as if the model wrote them, with guesses learnt from `reports`; none when absent. */
  readonly replay?: { readonly reports: readonly string[]; readonly texts: readonly string[] };
}

export interface Timing {
  readonly milliseconds: number;
  /** Processor time of all threads. */
  readonly processor: number;
}

export interface BenchFigures {
  readonly prompt: readonly Timing[];
  /** One token after the other, each. */
  readonly token: readonly Timing[];
  readonly rows: readonly { readonly rows: number; readonly timings: readonly Timing[] }[];
  readonly image: Timing;
  readonly replay: readonly ReplayFigures[];
  readonly memory: { readonly resident: number; readonly peak: number };
}

/** Decoding a known text: plainly, and with guesses. */
export interface ReplayFigures {
  readonly tokens: number;
  readonly plain: Timing;
  readonly guessed: Timing;
  readonly runs: number;
  readonly right: number;
}
