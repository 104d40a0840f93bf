import type { Architecture } from '../architecture.ts';
import { BRIDGE, decoderLayer, EMBEDDING, FINAL_NORM, HEAD, PATCH, POSITION, towerLayer } from './names.ts';

/** One tensor that a model of these sizes needs. */
export interface NeededTensor {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Every tensor that is used; the head's two may be absent (see the probe of shapes). */
export function neededTensors(sizes: Pick<Architecture, 'decoder' | 'vision' | 'bridge'>): NeededTensor[] {
  const { decoder, vision, bridge } = sizes;
  return [
    { name: EMBEDDING, shape: [decoder.vocab, decoder.hidden] },
    ...range(decoder.layers).flatMap((layer) => neededByDecoderLayer(layer, decoder)),
    ...norm(FINAL_NORM, decoder.hidden),
    ...linear(HEAD, decoder.vocab, decoder.hidden),
    { name: `${PATCH}.weight`, shape: [vision.width, 3, vision.patch, vision.patch] },
    { name: `${PATCH}.bias`, shape: [vision.width] },
    { name: POSITION, shape: [vision.tokens, vision.width] },
    ...range(vision.layers).flatMap((layer) => neededByTowerLayer(layer, vision)),
    { name: BRIDGE.table, shape: [vision.tokens, vision.width] },
    ...linear(BRIDGE.first, bridge.hidden, vision.width),
    ...linear(BRIDGE.second, bridge.output, bridge.hidden),
    ...norm(BRIDGE.norm, bridge.output),
    { name: BRIDGE.proj, shape: [bridge.output, decoder.hidden] },
  ];
}

function neededByDecoderLayer(layer: number, { hidden, intermediate }: Architecture['decoder']): NeededTensor[] {
  const names = decoderLayer(layer);
  return [
    ...norm(names.norm, hidden),
    ...[names.query, names.key, names.value, names.dense].flatMap((name) => linear(name, hidden, hidden)),
    ...linear(names.up, intermediate, hidden),
    ...linear(names.down, hidden, intermediate),
  ];
}

function neededByTowerLayer(layer: number, { width, intermediate }: Architecture['vision']): NeededTensor[] {
  const names = towerLayer(layer);
  return [
    ...norm(names.attentionNorm, width),
    ...[names.query, names.key, names.value, names.out].flatMap((name) => linear(name, width, width)),
    ...norm(names.mlpNorm, width),
    ...linear(names.up, intermediate, width),
    ...linear(names.down, width, intermediate),
  ];
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function linear(name: string, outputs: number, inputs: number): NeededTensor[] {
  return [
    { name: `${name}.weight`, shape: [outputs, inputs] },
    { name: `${name}.bias`, shape: [outputs] },
  ];
}

function norm(name: string, width: number): NeededTensor[] {
  return [
    { name: `${name}.weight`, shape: [width] },
    { name: `${name}.bias`, shape: [width] },
  ];
}
