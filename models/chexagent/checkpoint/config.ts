import { z } from 'zod';
import { Failure } from '#core/errors.ts';

/** What only config.json knows, and shapes can't tell. Sizes that shapes tell too are compared when both are there. */
export interface DecoderConfig {
  readonly heads: number;
  readonly rotaryFactor: number;
  readonly ropeTheta: number;
  readonly activation: 'gelu_new' | 'gelu_pytorch_tanh' | 'gelu';
  readonly eps: number;
  readonly tied: boolean;
  readonly eos: number | undefined;
  readonly imageSize: number | undefined;
  /** Config key to the size it states, of those that are present. */
  /** Films of one question; only our own snapshots say it. */
  readonly films: number | undefined;
  readonly stated: Readonly<Record<string, number>>;
}

const FILE = 'config.json';
const activation = z.enum(['gelu_new', 'gelu_pytorch_tanh', 'gelu']);
const positive = z.number().positive();
const factor = positive.max(1);
const size = z.int().positive();
const record = z.record(z.string(), z.unknown());

/** Reads config.json. Throws checkpoint-config naming the key that is missing, unusable or contradicts another. */
export function readDecoderConfig(text: string): DecoderConfig {
  const config = jsonObject(text);
  const rope = nested(config, 'rope_parameters');
  const visual = nested(config, 'visual');
  refuseOthers(config, rope);
  const heads = required(config, 'num_attention_heads', size);
  const keyValueHeads = optional(config, 'num_key_value_heads', size) ?? heads;
  if (keyValueHeads !== heads)
    throw refusal('num_key_value_heads', `${keyValueHeads}, but num_attention_heads is ${heads}`);
  return {
    heads,
    // Newer libraries keep both in rope_parameters.
    rotaryFactor: optional(rope, 'partial_rotary_factor', factor) ?? required(config, 'partial_rotary_factor', factor),
    ropeTheta: optional(rope, 'rope_theta', positive) ?? required(config, 'rope_theta', positive),
    activation: required(config, 'hidden_act', activation),
    eps: required(config, 'layer_norm_eps', positive),
    tied: optional(config, 'tie_word_embeddings', z.boolean()) ?? false,
    eos: optional(config, 'eos_token_id', z.int().nonnegative()),
    imageSize: optional(visual, 'image_size', size),
    films: optional(visual, 'films', size),
    stated: statedSizes(config, visual),
  };
}

/** What this program can't run is refused, not ignored. */
function refuseOthers(config: Record<string, unknown>, rope: Record<string, unknown>): void {
  const architectures = optional(config, 'architectures', z.array(z.string()));
  if (architectures && !architectures.includes('CheXagentForCausalLM')) {
    throw refusal('architectures', `${architectures.join(', ')} instead of CheXagentForCausalLM`);
  }
  const scaling = config['rope_scaling'] ?? (rope['rope_type'] === 'default' ? null : rope['rope_type']);
  if (scaling !== undefined && scaling !== null) {
    throw refusal('rope_scaling', `${JSON.stringify(scaling)} is not supported, only null`);
  }
  if (config['qk_layernorm'] === true) throw refusal('qk_layernorm', 'true is not supported');
}

function statedSizes(config: Record<string, unknown>, visual: Record<string, unknown>): Record<string, number> {
  const stated: Record<string, number> = {};
  for (const key of ['hidden_size', 'num_hidden_layers', 'intermediate_size', 'vocab_size']) {
    const value = optional(config, key, size);
    if (value !== undefined) stated[key] = value;
  }
  const output = optional(visual, 'output_dim', size);
  if (output !== undefined) stated['visual.output_dim'] = output;
  return stated;
}

function jsonObject(text: string): Record<string, unknown> {
  try {
    return record.parse(JSON.parse(text));
  } catch (thrown) {
    throw new Failure('checkpoint-config', { file: FILE, key: 'the whole file', reason: 'not a JSON object' }, thrown);
  }
}

function nested(config: Record<string, unknown>, key: string): Record<string, unknown> {
  return optional(config, key, record) ?? {};
}

function required<S extends z.ZodType>(config: Record<string, unknown>, key: string, schema: S): z.output<S> {
  const value = optional(config, key, schema);
  if (value === undefined) throw refusal(key, 'missing, and not to be guessed');
  return value;
}

function optional<S extends z.ZodType>(
  config: Record<string, unknown>,
  key: string,
  schema: S,
): z.output<S> | undefined {
  const value = config[key];
  if (value === undefined || value === null) return undefined;
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw refusal(key, `${JSON.stringify(value)} is not usable`);
  return parsed.data;
}

function refusal(key: string, reason: string): Failure {
  return new Failure('checkpoint-config', { file: FILE, key, reason });
}
