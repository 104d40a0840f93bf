import { z } from 'zod';
import { quantisation } from '#models/chexagent/architecture.ts';
import { failure } from './common.ts';

export const modelKey = z.string().regex(/^[0-9a-f]{16}$/);

/** What a model is, from its manifest; in words for people where the manifest has words. */
const modelCard = z.object({
  name: z.string(),
  quantisation,
  parameters: z.number(),
  /** Of all files. */
  bytes: z.number(),
  decoder: z.object({ layers: z.int(), hidden: z.int() }),
  vision: z.object({ layers: z.int(), width: z.int(), size: z.int() }),
  licence: z.object({ name: z.string(), text: z.string() }),
  source: z.string(),
  converter: z.string(),
  created: z.string(),
  /** SHA-256 of the manifest, which names that of every file. */
  digest: z.string(),
  assumptions: z.array(z.string()),
});

/** Where models can run. */
export const provider = z.enum(['cuda', 'dml', 'coreml', 'webgpu', 'cpu']);

/** How fast a model ran here: a prompt with one image, tokens after it. */
export const modelBench = z.object({
  /** Wall clock, ms since 1970. */
  time: z.number(),
  provider,
  threads: z.int(),
  /** Tokens of an answer a second, without guesses. */
  tokenRate: z.number(),
  /** Positions of a prompt a second. */
  promptRate: z.number(),
  /** Seconds for one image. */
  image: z.number(),
  /** Seconds that one draft takes by these figures: an image, its prompt, `draftTokens` tokens. */
  draft: z.number(),
  draftTokens: z.int(),
  /** Bytes at most. */
  memory: z.number(),
});
export type ModelBench = z.infer<typeof modelBench>;

export const modelRow = z.object({
  /** Names the model in later calls; not a path. */
  key: modelKey,
  folder: z.string(),
  /** Null when it can't be read; then `problem` says why. */
  card: modelCard.nullable(),
  problem: failure.nullable(),
  /** Its last check in this app, as long as the manifest is the same. */
  check: z.object({ failure: failure.nullable(), time: z.number() }).nullable(),
  /** Its last benchmark in this app, on the same condition. */
  bench: modelBench.nullable(),
  /** In this list because it was added from elsewhere, so it can be taken off it. */
  added: z.boolean(),
});
export type ModelRow = z.infer<typeof modelRow>;

/**
 * Where a model runs: what a person chose, else the fastest trial that agrees with the CPU. A trial that is no choice says
 * why.
 */
export const modelProvider = z.object({
  provider,
  /** Whether a person chose it. */
  byHand: z.boolean(),
  trials: z.array(z.object({ provider, milliseconds: z.number().nullable(), reason: z.string().nullable() })),
});
export type ModelProvider = z.infer<typeof modelProvider>;
