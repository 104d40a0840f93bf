import { Failure } from '#core/errors.ts';
import type { Architecture } from '../architecture.ts';
import type { DecoderConfig } from './config.ts';
import { BRIDGE, DECODER_LAYERS, decoderLayer, EMBEDDING, PATCH, POSITION, TOWER_LAYERS, towerLayer } from './names.ts';
import type { TowerConfig } from './tower.ts';
import type { Weights } from './weights.ts';

/**
 * Sizes from the shapes of the tensors; what shapes can't tell comes from the configurations, and what both tell must
 * agree. Throws checkpoint-tensor or checkpoint-config naming what is missing or contradicts.
 */
export function probeSizes(
  weights: Weights,
  config: DecoderConfig,
  tower: TowerConfig,
): Pick<Architecture, 'decoder' | 'vision' | 'bridge'> {
  const decoder = decoderSizes(weights, config);
  const vision = visionSizes(weights, tower);
  const [bridgeHidden = 0] = shapeOf(weights, `${BRIDGE.first}.weight`, 2);
  const [output = 0] = shapeOf(weights, `${BRIDGE.second}.weight`, 2);
  agree('visual.output_dim', config.stated['visual.output_dim'], output);
  agree('visual.image_size', config.imageSize, vision.size);
  agree('image_size of the tower', tower.imageSize, vision.size);
  return { decoder, vision, bridge: { hidden: bridgeHidden, output, eps: 1e-6 } };
}

function decoderSizes(weights: Weights, config: DecoderConfig): Architecture['decoder'] {
  const [vocab = 0, hidden = 0] = shapeOf(weights, EMBEDDING, 2);
  const [intermediate = 0] = shapeOf(weights, `${decoderLayer(0).up}.weight`, 2);
  const layers = countLayers(weights, DECODER_LAYERS);
  const normed = weights.names.find((name) => /\.self_attn\.[qk]_layernorm\./.test(name));
  if (normed)
    throw new Failure('checkpoint-tensor', { tensor: normed, reason: 'normalised queries are not supported' });
  agree('hidden_size', config.stated['hidden_size'], hidden);
  agree('num_hidden_layers', config.stated['num_hidden_layers'], layers);
  agree('intermediate_size', config.stated['intermediate_size'], intermediate);
  agree('vocab_size', config.stated['vocab_size'], vocab);
  const headSize = hidden / config.heads;
  if (!Number.isInteger(headSize)) throw refusal('num_attention_heads', `${config.heads} does not divide ${hidden}`);
  const rotary = Math.trunc(config.rotaryFactor * headSize);
  if (rotary < 2 || rotary % 2 !== 0) {
    throw refusal('partial_rotary_factor', `${config.rotaryFactor} of head size ${headSize} gives ${rotary} channels`);
  }
  return {
    layers,
    hidden,
    heads: config.heads,
    headSize,
    rotary,
    ropeTheta: config.ropeTheta,
    intermediate,
    vocab,
    eps: config.eps,
    activation: config.activation,
  };
}

function visionSizes(weights: Weights, tower: TowerConfig): Architecture['vision'] {
  const [width = 0, channels = 0, patch = 0] = shapeOf(weights, `${PATCH}.weight`, 4);
  if (channels !== 3) throw wrong(`${PATCH}.weight`, `${channels} input channels instead of 3`);
  const [tokens = 0] = shapeOf(weights, POSITION, 2);
  const side = Math.sqrt(tokens);
  if (!Number.isInteger(side)) throw wrong(POSITION, `${tokens} rows are no square`);
  const [intermediate = 0] = shapeOf(weights, `${towerLayer(0).up}.weight`, 2);
  if (width % tower.heads !== 0)
    throw refusal('num_attention_heads of the tower', `${tower.heads} does not divide ${width}`);
  return {
    layers: countLayers(weights, TOWER_LAYERS),
    width,
    heads: tower.heads,
    intermediate,
    patch,
    size: side * patch,
    tokens,
    eps: tower.eps,
    activation: tower.activation,
    mean: [...tower.mean],
    std: [...tower.std],
  };
}

/** One more than the highest index after the prefix. */
function countLayers(weights: Weights, prefix: string): number {
  let count = 0;
  for (const name of weights.names) {
    if (!name.startsWith(prefix)) continue;
    const layer = Number.parseInt(name.slice(prefix.length), 10);
    if (Number.isInteger(layer)) count = Math.max(count, layer + 1);
  }
  return count;
}

function shapeOf(weights: Weights, name: string, axes: number): readonly number[] {
  const shape = weights.shape(name);
  if (!shape) throw wrong(name, 'missing');
  if (shape.length !== axes) throw wrong(name, `shape [${shape.join(', ')}], ${axes} axes expected`);
  return shape;
}

function agree(key: string, stated: number | undefined, found: number): void {
  if (stated !== undefined && stated !== found) throw refusal(key, `${stated}, but the tensors say ${found}`);
}

function wrong(tensor: string, reason: string): Failure {
  return new Failure('checkpoint-tensor', { tensor, reason });
}

function refusal(key: string, reason: string): Failure {
  return new Failure('checkpoint-config', { file: 'config.json', key, reason });
}
