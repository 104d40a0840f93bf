import type { Timing } from '#main/services/model/runtime/figures.ts';
import type { Profile } from './profile.ts';

/** What all rivals run: a prompt of so many positions, so many tokens behind it, on so many threads. */
export interface Load {
  readonly threads: number;
  readonly prompt: number;
  readonly tokens: number;
}

/** One engine: its times, round by round. */
export interface Rival {
  readonly name: string;
  readonly load: Timing;
  readonly prompt: Timing[];
  readonly token: Timing[];
  turn(): Promise<void>;
  finish(): Promise<Finish>;
}

export interface Finish {
  readonly peak: number;
  /** Bytes of weights and cache that one token reads. */
  readonly bytesPerToken: number;
  /** Operations of the products with weights that a prompt takes, a product and its addition counted as two. */
  readonly promptOperations: number;
  readonly rows?: readonly { readonly rows: number; readonly milliseconds: number }[];
  readonly image?: Timing;
  /** Milliseconds a token of real reports, plain and with verified guesses, and tokens a run. */
  readonly replay?: { readonly plain: number; readonly guessed: number; readonly tokensPerRun: number };
  /** The five questions on one image, in parts of its tokens' time plus one image and prompt. */
  readonly sections?: { readonly milliseconds: number; readonly tokens: number; readonly share: number };
  readonly draft?: { readonly milliseconds: number; readonly tokens: number; readonly positions: number };
  readonly profiles?: { readonly prompt: Profile; readonly token: Profile };
}

/** Phi-2's products with weights in one layer, and in its head. */
export const LAYER_WEIGHTS = 4 * 2560 ** 2 + 2 * 2560 * 10240;
export const HEAD_WEIGHTS = 2560 * 51200;

export function promptOperations(layers: number, positions: number): number {
  return 2 * (positions * layers * LAYER_WEIGHTS + HEAD_WEIGHTS);
}

/** The one in the middle by wall time; of an even number the later. */
export function median(timings: readonly Timing[]): Timing {
  const sorted = [...timings].sort((one, other) => one.milliseconds - other.milliseconds);
  return sorted[sorted.length >> 1] ?? { milliseconds: Number.NaN, processor: Number.NaN };
}
