import type { Architecture } from '../architecture.ts';
import { decodeText, textStream } from '../textStream.ts';
import type { Tokenizer } from '../tokenizer.ts';
import type { Decoder, DecoderRun } from './decoder.ts';
import type { Guesser } from './guess.ts';
import { likeliest, pick, type Choice, type LikelyToken } from './pick.ts';

export interface GenerateOptions {
  /** Tokens at most; the reference takes 512. */
  readonly maxTokens: number;
  /** Where guesses of the next tokens come from; null decodes one token a run. */
  readonly guesser: Guesser | null;
  /** Rows of one verifying run, the certain one and the guesses. */
  readonly rowsAtOnce: number;
  /** A choice won by less than this in a run of several rows is made again alone. */
  readonly nearTie: number;
  /** Of so many tokens from the beginning it is told what else could have stood there; none where it is left out. */
  readonly told?: number;
}

export const GENERATE_DEFAULTS = { maxTokens: 512, rowsAtOnce: 4, nearTie: 1e-3 } as const;

/** Rows of ids as the decoder takes them, [ids, hidden]. */
export type EmbedIds = (ids: readonly number[]) => Float32Array;

export interface GenerateWatch {
  /** New text as it comes. */
  readonly onText?: (text: string, tokens: number) => void;
  /** Asked before every run; true ends the generation with what there is. */
  readonly cancelled?: () => boolean;
}

/** How decoding went: runs after the prompt, guesses offered and right, choices made again for being near ties. */
export interface GenerateCounts {
  readonly runs: number;
  readonly guessed: number;
  readonly right: number;
  readonly nearTies: number;
}

export interface Generated {
  /** Without the end token. */
  readonly ids: readonly number[];
  readonly text: string;
  readonly stop: 'end' | 'limit' | 'cancelled';
  readonly counts: GenerateCounts;
  /** The likeliest tokens in the first places, where they were asked for. */
  readonly likely?: readonly (readonly LikelyToken[])[];
}

/** Tokens of a place that are told. */
export const MOST_LIKELY = 20;

/** The choice after the prompt, with the likeliest tokens of its place where they are told. */
export type FirstChoice = Choice & { readonly likely?: readonly LikelyToken[] };

/** What a generation needs besides its options. */
export interface GenerateParts {
  readonly architecture: Architecture;
  readonly tokenizer: Tokenizer;
  readonly decoder: Decoder;
  readonly embed: EmbedIds;
  /** Takes the place of the greedy choice; a bench replays a known text with it. */
  readonly choose?: Choose;
}

/** The choice that row `row` of a run's logits gives for token `index` of the answer. */
export type Choose = (logits: Float32Array, row: number, index: number) => Choice;

/**
 * Greedy decoding after a prompt. `first` is the choice that the prompt's last row gave, with the likeliest tokens beside
 * it where they are to be told; `context` the ids that guesses
 * look back on. Every token is the highest logit of the model's own run; the end token alone stops, and is not kept.
 */
export async function generate(
  parts: GenerateParts,
  context: readonly number[],
  first: FirstChoice,
  options: GenerateOptions,
  watch: GenerateWatch = {},
): Promise<Generated> {
  const { eos, used } = parts.architecture.tokens;
  const { vocab } = parts.architecture.decoder;
  const { told = 0 } = options;
  const likely: (readonly LikelyToken[])[] = told > 0 && first.likely ? [first.likely] : [];
  const greedy = parts.choose ?? ((logits: Float32Array, row: number) => pick(logits, row, vocab, used));
  // Places come in order; one whose choice is made again is told again.
  const choose: Choose = (logits, row, index) => {
    if (index < told) likely[index] = likeliest(logits, row, { vocab, used }, MOST_LIKELY);
    return greedy(logits, row, index);
  };
  const stream = textStream();
  const ids: number[] = [];
  const counts = { runs: 0, guessed: 0, right: 0, nearTies: 0 };
  let ended = false;

  /** Takes a chosen token; false when it ends the text. */
  function take(id: number): boolean {
    if (id === eos) {
      ended = true;
      return false;
    }
    ids.push(id);
    const text = stream.push(parts.tokenizer.bytesOf(id));
    if (text !== '') watch.onText?.(text, ids.length);
    return ids.length < options.maxTokens;
  }

  function guesses(): number[] {
    const rows = Math.min(options.rowsAtOnce, parts.decoder.rowsAlike());
    const most = Math.min(rows - 1, options.maxTokens - ids.length - 1);
    return most > 0 ? (options.guesser?.guess([...context, ...ids], most) ?? []) : [];
  }

  let going = take(first.id);
  let alone = false;
  let cancelled = false;
  while (going) {
    cancelled = watch.cancelled?.() ?? false;
    if (cancelled) break;
    const inputs = [ids.at(-1) as number, ...(alone ? [] : guesses())];
    const run = await parts.decoder.run(parts.embed(inputs), 0);
    const verified = verify(choose, run, inputs, ids.length, options.nearTie);
    run.keep(verified.rows);
    alone = verified.nearTie;
    counts.runs++;
    counts.guessed += inputs.length - 1;
    counts.right += verified.right;
    if (verified.nearTie) counts.nearTies++;
    for (const id of verified.chosen) going = going && take(id);
  }
  const stop = ended ? 'end' : cancelled ? 'cancelled' : 'limit';
  const rest = stream.end();
  if (rest !== '') watch.onText?.(rest, ids.length);
  const text = decodeText(ids.map(parts.tokenizer.bytesOf));
  return { ids, text, stop, counts, ...(told > 0 ? { likely: likely.slice(0, ids.length + 1) } : {}) };
}

interface Verified {
  /** Tokens that the run settled, each the choice after the row before. */
  readonly chosen: readonly number[];
  /** How many of them had been guessed. */
  readonly right: number;
  /** Rows of the run that stay in the cache. */
  readonly rows: number;
  /** The last row's choice was too close to call in company: it is not among the chosen and is run again alone. */
  readonly nearTie: boolean;
}

/** Goes along the rows as long as each guess is what the model chose. */
function verify(choose: Choose, run: DecoderRun, inputs: readonly number[], index: number, nearTie: number): Verified {
  const chosen: number[] = [];
  for (let row = 0; row < inputs.length; row++) {
    const choice = choose(run.logits, row, index + row);
    if (inputs.length > 1 && choice.margin < nearTie) return { chosen, right: row, rows: row, nearTie: true };
    chosen.push(choice.id);
    if (choice.id !== inputs[row + 1]) break;
  }
  const right = chosen.at(-1) === inputs[chosen.length] ? chosen.length : chosen.length - 1;
  return { chosen, right, rows: chosen.length, nearTie: false };
}
