import { z } from 'zod';

/**
 * The parts of a CheXagent-2 model and the shapes of what crosses to the runtime. Everything downstream (tokenizer,
 * image, cache, graphs) reads its sizes from here; no size is a literal elsewhere.
 */

const size = z.int().positive();
const positive = z.number().positive();

/** Activations that occur: `gelu_new` and `gelu_pytorch_tanh` are one formula (tanh), `gelu` is the exact erf form. */
const activation = z.enum(['gelu_new', 'gelu_pytorch_tanh', 'gelu']);
export type Activation = z.infer<typeof activation>;

/** Phi: parallel attention and MLP after one LayerNorm, rotary on the first `rotary` channels of each head. */
const decoderShape = z.object({
  layers: size,
  hidden: size,
  heads: size,
  headSize: size,
  rotary: size,
  ropeTheta: positive,
  intermediate: size,
  /** Rows of the embedding and of the head; more than there are tokens. */
  vocab: size,
  eps: positive,
  activation,
});

/** SigLIP tower: `tokens` = (size / patch)^2, no class token; pixels are normalised by (v / 255 - mean) / std. */
const visionShape = z.object({
  layers: size,
  width: size,
  heads: size,
  intermediate: size,
  patch: size,
  size: size,
  tokens: size,
  eps: positive,
  activation,
  mean: z.tuple([z.number(), z.number(), z.number()]),
  std: z.tuple([positive, positive, positive]),
});

/** The MLP between tower and decoder; its output width is the decoder's `hidden`. */
const bridgeShape = z.object({ hidden: size, output: size, eps: positive });

const tokenId = z.int().nonnegative();

/** Ids by role. `used` = ids 0..used-1 have a token; logits of the rest are masked. */
const tokenRoles = z.object({
  imageStart: tokenId,
  imageEnd: tokenId,
  imagePad: tokenId,
  eos: tokenId,
  used: size,
});

export const architecture = z.object({
  decoder: decoderShape,
  vision: visionShape,
  bridge: bridgeShape,
  tokens: tokenRoles,
});
export type Architecture = z.infer<typeof architecture>;

export const quantisation = z.enum(['fp32', 'int8', 'int4', 'mixed']);
export type Quantisation = z.infer<typeof quantisation>;

const sha256Text = z.string().regex(/^[0-9a-f]{64}$/);

/** What a run of the fixed probe must give, from the checkpoint's own weights in float32; convert/probe.ts picks both. */
const probeExpectation = z.object({ image: z.array(z.number()), logits: z.array(z.number()) });
export type ProbeValues = z.infer<typeof probeExpectation>;

/** Films of one question at most. */
const MOST_FILMS = 2;

/** model.json; written last, so a folder without it is no model. */
export const modelManifest = z.object({
  format: z.literal(1),
  name: z.string().min(1),
  architecture,
  quantisation,
  /** Most films that it has learned to look at in one question; two where nothing is said. */
  films: z.int().min(1).max(MOST_FILMS).optional(),
  /** Graph files of the folder; `prefill` is there when the first run uses other weights than decoding (mixed). */
  graphs: z.object({ vision: z.string(), decoder: z.string(), prefill: z.string().optional() }),
  /** Rows of the text embedding, little endian, [vocab, hidden]; float32 only where the whole model is (fp32). */
  embeddings: z.object({ file: z.string(), storage: z.enum(['float16', 'float32']) }),
  licence: z.object({ name: z.string(), text: z.string() }),
  provenance: z.object({
    source: z.string(),
    /** sha256 of the snapshot's config.json and shards: comparable with what a hub publishes. */
    files: z.record(z.string(), sha256Text),
    parameters: size,
    converter: z.string(),
    created: z.string(),
  }),
  /** What the checkpoint did not say and the conversion took as given, one sentence each. */
  assumptions: z.array(z.string()),
  /** Every other file of the folder. */
  files: z.record(z.string(), z.object({ bytes: size, sha256: sha256Text })),
  probe: probeExpectation,
});
export type ModelManifest = z.infer<typeof modelManifest>;

/** Files with fixed names; those of graphs (each with `<name>.data` beside it) and embeddings stand in the manifest. */
export const MODEL_FILES = {
  manifest: 'model.json',
  vocabulary: 'vocab.json',
  merges: 'merges.txt',
  addedTokens: 'added_tokens.json',
} as const;

/** Row-major; float64 is for proofs only, models don't use it. */
export type Tensor =
  | { readonly type: 'float32'; readonly dims: readonly number[]; readonly data: Float32Array }
  | { readonly type: 'float64'; readonly dims: readonly number[]; readonly data: Float64Array }
  | { readonly type: 'int64'; readonly dims: readonly number[]; readonly data: BigInt64Array };

/** A loaded graph, wherever it runs. Feeds are only read while `run` is pending; outputs belong to the caller. */
export interface Session {
  run(feeds: Readonly<Record<string, Tensor>>, fetches: readonly string[]): Promise<Record<string, Tensor>>;
}

/**
 * Vision graph: `patches` float32 [1, tokens, 3 * patch * patch], each patch in the order channel, row, column, patches
 * row by row, already normalised; gives `image_embeds` float32 [1, tokens, decoder.hidden] (tower and bridge).
 */
export const VISION_INPUT = 'patches';
export const VISION_OUTPUT = 'image_embeds';

/**
 * Decoder graph, split key-value cache: it reads the past and returns only the new rows; the caller owns the cache.
 * S = rows of this run, P = capacity of the past (any multiple, 0 before the first run), H = heads, D = headSize.
 *
 * A run of up to FEW_ROWS rows after the first one also reads the W = RECENT_ROWS latest positions apart from the past:
 * its rows are put behind those that are there (`place`), and past and window are each summed in an order that depends
 * on positions only. So a row gives the same bits alone and in company: tokens verified several at once are those of
 * decoding one by one. All other runs must have an empty window and put their rows behind the past.
 */
export const DECODER_INPUTS = {
  /** float32 [1, S, hidden] */
  embeds: 'inputs_embeds',
  /** int64 [1, S], counted from 0, image rows included, below MAX_POSITIONS. */
  positions: 'pos_ids',
  /** float32 [1, 1, S, W] for few rows, [1, 1, S, S] else: 0 where a row may see a position, MASKED elsewhere. */
  maskNew: 'mask_new',
  /** float32 [1, 1, 1, P]: 0 where the past holds a row, MASKED where the capacity is unused. */
  maskPast: 'mask_past',
  /** int64 [2] = [P, W] for few rows, [P, S] else. */
  split: 'spl_len',
  /** float32 [S, W]: 1 at each row's slot of the window, 0 elsewhere; any one value when rows are not few. */
  place: 'place',
  /** int64 [1]: logits are given for rows from this one to the last (S - 1: the last only; 0: all, to verify a guess). */
  logitsFrom: 'logits_from',
} as const;

export const FEW_ROWS = 8;
export const RECENT_ROWS = 32;

/** Rows of the rotation tables: two images and a long report need about 2700; nothing is learned per position. */
export const MAX_POSITIONS = 8192;

/** float32 [1, S - logitsFrom, vocab] */
export const DECODER_LOGITS = 'logits';
export const MASKED = -1e9;

/** float32 [1, H, D, P]: keys after rotation, channel before position, so that scores need no transpose. */
export function pastKey(layer: number): string {
  return `past_k${layer}`;
}
/** float32 [1, H, P, D] */
export function pastValue(layer: number): string {
  return `past_v${layer}`;
}
/** float32 [1, H, D, W]: keys of the window, 0 in free slots. */
export function recentKey(layer: number): string {
  return `recent_k${layer}`;
}
/** float32 [1, H, W, D] */
export function recentValue(layer: number): string {
  return `recent_v${layer}`;
}
/** float32 [1, H, S, D] */
export function newKey(layer: number): string {
  return `new_k${layer}`;
}
/** float32 [1, H, S, D] */
export function newValue(layer: number): string {
  return `new_v${layer}`;
}
