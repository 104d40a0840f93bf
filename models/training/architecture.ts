import type { Architecture } from '#models/chexagent/architecture.ts';

/** What one chooses of a small model; everything else of the architecture follows. */
export interface Sizes {
  readonly width: number;
  readonly towerLayers: number;
  readonly decoderLayers: number;
  readonly heads: number;
  readonly imageSize: number;
  readonly patch: number;
  readonly bridge: number;
}

const HALF = 0.5;
/** Rows of the embedding come in multiples of this. */
const VOCABULARY_STEP = 32;

/** Mean and deviation of the phantoms' grey. */
const GREY_MEAN = 0.45;
const GREY_DEVIATION = 0.25;

/** The very architecture of CheXagent-2, small: half of each head turns with position, all activations the tanh GELU. */
export function smallArchitecture(sizes: Sizes, tokens: Architecture['tokens']): Architecture {
  const { width, heads, patch, imageSize } = sizes;
  const headSize = width / heads;
  return {
    decoder: {
      layers: sizes.decoderLayers,
      hidden: width,
      heads,
      headSize,
      rotary: HALF * headSize,
      ropeTheta: 10000,
      intermediate: 4 * width,
      vocab: Math.ceil(tokens.used / VOCABULARY_STEP) * VOCABULARY_STEP,
      eps: 1e-5,
      activation: 'gelu_new',
    },
    vision: {
      layers: sizes.towerLayers,
      width,
      heads,
      intermediate: 4 * width,
      patch,
      size: imageSize,
      tokens: (imageSize / patch) ** 2,
      eps: 1e-6,
      activation: 'gelu_pytorch_tanh',
      mean: [GREY_MEAN, GREY_MEAN, GREY_MEAN],
      std: [GREY_DEVIATION, GREY_DEVIATION, GREY_DEVIATION],
    },
    bridge: { hidden: sizes.bridge, output: width, eps: 1e-6 },
    tokens,
  };
}
