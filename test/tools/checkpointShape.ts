import type { Values } from './weights.ts';

/** Sizes of a random checkpoint in the official layout. */
export interface CheckpointShape {
  readonly seed: number;
  readonly decoder: {
    readonly layers: number;
    readonly hidden: number;
    readonly heads: number;
    readonly rotaryFactor: number;
    readonly intermediate: number;
    readonly vocab: number;
  };
  readonly vision: {
    readonly layers: number;
    readonly width: number;
    readonly heads: number;
    readonly intermediate: number;
    readonly patch: number;
    readonly size: number;
  };
  readonly bridge: number;
}

/** CheXagent-2-3b: 861 tensors, 3,140,746,752 parameters. */
export const OFFICIAL: CheckpointShape = {
  seed: 1,
  decoder: { layers: 32, hidden: 2560, heads: 32, rotaryFactor: 0.4, intermediate: 10240, vocab: 51200 },
  vision: { layers: 24, width: 1024, heads: 16, intermediate: 4096, patch: 16, size: 512 },
  bridge: 10240,
};

/** Same head size and rotary width, little of everything else: 16 image tokens, 420 tokens and 92 rows without one. */
export const SMALL: CheckpointShape = {
  seed: 7,
  decoder: { layers: 2, hidden: 320, heads: 4, rotaryFactor: 0.4, intermediate: 1280, vocab: 512 },
  vision: { layers: 2, width: 64, heads: 4, intermediate: 256, patch: 16, size: 64 },
  bridge: 1280,
};

/** One tensor of the layout; `sines` is the frozen two-dimensional table of the bridge, an array is taken as it is. */
export interface TensorPlan {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Values | 'sines' | Float32Array;
}

/** Every tensor in the order in which the official modules register them, the 13 unused ones of the tower included. */
export function officialTensors(shape: CheckpointShape): TensorPlan[] {
  const { decoder, vision } = shape;
  const tokens = (vision.size / vision.patch) ** 2;
  const width = vision.width;
  const visual = 'model.visual.';
  const tower = `${visual}model.`;
  return [
    { name: 'model.embed_tokens.weight', shape: [decoder.vocab, decoder.hidden], values: { base: 0, scale: 1 } },
    ...numbered(decoder.layers, (layer) => decoderLayer(`model.layers.${layer}.`, decoder)),
    ...norm('model.final_layernorm', decoder.hidden),
    { name: `${visual}pos_embed`, shape: [tokens, width], values: 'sines' },
    matrix(`${visual}proj`, decoder.hidden, decoder.hidden),
    matrix(`${tower}embeddings.patch_embedding.weight`, width, 3, vision.patch, vision.patch),
    vector(`${tower}embeddings.patch_embedding.bias`, width),
    { name: `${tower}embeddings.position_embedding.weight`, shape: [tokens, width], values: { base: 0, scale: 0.3 } },
    ...numbered(vision.layers, (layer) => towerLayer(`${tower}encoder.layers.${layer}.`, vision)),
    ...norm(`${tower}post_layernorm`, width),
    ...poolingHead(`${tower}head.`, width, vision.intermediate),
    ...linear(`${visual}attn_pool.0`, shape.bridge, width),
    ...linear(`${visual}attn_pool.2`, decoder.hidden, shape.bridge),
    ...norm(`${visual}ln_post`, decoder.hidden),
    ...linear('lm_head', decoder.vocab, decoder.hidden),
  ];
}

function decoderLayer(prefix: string, decoder: CheckpointShape['decoder']): TensorPlan[] {
  const { hidden, intermediate } = decoder;
  return [
    ...['q_proj', 'k_proj', 'v_proj', 'dense'].flatMap((name) => linear(`${prefix}self_attn.${name}`, hidden, hidden)),
    ...linear(`${prefix}mlp.fc1`, intermediate, hidden),
    ...linear(`${prefix}mlp.fc2`, hidden, intermediate),
    ...norm(`${prefix}input_layernorm`, hidden),
  ];
}

function towerLayer(prefix: string, vision: CheckpointShape['vision']): TensorPlan[] {
  const { width, intermediate } = vision;
  return [
    ...['k_proj', 'v_proj', 'q_proj', 'out_proj'].flatMap((name) => linear(`${prefix}self_attn.${name}`, width, width)),
    ...norm(`${prefix}layer_norm1`, width),
    ...linear(`${prefix}mlp.fc1`, intermediate, width),
    ...linear(`${prefix}mlp.fc2`, width, intermediate),
    ...norm(`${prefix}layer_norm2`, width),
  ];
}

function poolingHead(prefix: string, width: number, intermediate: number): TensorPlan[] {
  return [
    vector(`${prefix}probe`, 1, 1, width),
    matrix(`${prefix}attention.in_proj_weight`, 3 * width, width),
    vector(`${prefix}attention.in_proj_bias`, 3 * width),
    ...linear(`${prefix}attention.out_proj`, width, width),
    ...norm(`${prefix}layernorm`, width),
    ...linear(`${prefix}mlp.fc1`, intermediate, width),
    ...linear(`${prefix}mlp.fc2`, width, intermediate),
  ];
}

function numbered(count: number, plans: (index: number) => TensorPlan[]): TensorPlan[] {
  return Array.from({ length: count }, (_, index) => plans(index)).flat();
}

function linear(name: string, outputs: number, inputs: number): TensorPlan[] {
  return [matrix(`${name}.weight`, outputs, inputs), vector(`${name}.bias`, outputs)];
}

function norm(name: string, width: number): TensorPlan[] {
  return [{ name: `${name}.weight`, shape: [width], values: { base: 1, scale: 0.1 } }, vector(`${name}.bias`, width)];
}

/** Variance 1 / inputs, so that activations keep their size through the layers. */
function matrix(name: string, outputs: number, ...inputs: number[]): TensorPlan {
  const fanIn = inputs.reduce((product, length) => product * length, 1);
  return { name, shape: [outputs, ...inputs], values: { base: 0, scale: Math.sqrt(3 / fanIn) } };
}

function vector(name: string, ...shape: number[]): TensorPlan {
  return { name, shape, values: { base: 0, scale: 0.05 } };
}
