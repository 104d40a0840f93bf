import { seededRandom } from '#core/random.ts';
import type { Architecture } from '../architecture.ts';
import { decoderLayer, FINAL_NORM, HEAD } from '../checkpoint/names.ts';
import type { Weights } from '../checkpoint/weights.ts';
import { decoderGraph } from '../convert/decoderGraph.ts';
import type { Precision } from '../convert/linear.ts';
import type { OnnxFile } from '../convert/onnxGraph.ts';

/** One layer of the decoder, half as wide as the real one: enough work to tell a fast provider from a slow one. */
const DECODER: Architecture['decoder'] = {
  layers: 1,
  hidden: 1280,
  heads: 16,
  headSize: 80,
  rotary: 32,
  ropeTheta: 10000,
  intermediate: 5120,
  vocab: 1024,
  eps: 1e-5,
  activation: 'gelu_new',
};

/** The model that providers are tried on; its tower and tokens are never used. */
export const PROBE_ARCHITECTURE: Architecture = {
  decoder: DECODER,
  vision: {
    layers: 1,
    width: 64,
    heads: 1,
    intermediate: 64,
    patch: 16,
    size: 16,
    tokens: 1,
    eps: 1e-6,
    activation: 'gelu',
    mean: [0.5, 0.5, 0.5],
    std: [0.5, 0.5, 0.5],
  },
  bridge: { hidden: 64, output: DECODER.hidden, eps: 1e-6 },
  tokens: { imageStart: 0, imageEnd: 0, imagePad: 0, eos: 0, used: DECODER.vocab },
};

/** The graph of the probe in the precision of the model that is to run. */
export function probeGraph(precision: Precision, dataFile: string): OnnxFile {
  const source = { architecture: PROBE_ARCHITECTURE, weights: probeWeights(), headWeight: `${HEAD}.weight` };
  return decoderGraph(source, precision, dataFile);
}

function probeWeights(): Weights {
  const { hidden, intermediate, vocab } = DECODER;
  const layer = decoderLayer(0);
  const shapes = new Map<string, readonly number[]>();
  const linear = (name: string, outputs: number, inputs: number) =>
    shapes.set(`${name}.weight`, [outputs, inputs]).set(`${name}.bias`, [outputs]);
  for (const name of [layer.query, layer.key, layer.value, layer.dense]) linear(name, hidden, hidden);
  linear(layer.up, intermediate, hidden);
  linear(layer.down, hidden, intermediate);
  linear(HEAD, vocab, hidden);
  for (const name of [layer.norm, FINAL_NORM]) shapes.set(`${name}.weight`, [hidden]).set(`${name}.bias`, [hidden]);

  function rows(name: string, start: number, count: number): Promise<Float32Array<ArrayBuffer>> {
    const columns = shapes.get(name)?.[1] ?? 1;
    const random = seededRandom(start).fork(name);
    const norm = name.endsWith('norm.weight');
    const spread = name.endsWith('.bias') ? 0.1 : norm ? 0.2 : Math.sqrt(12 / columns);
    const values = Float32Array.from(
      { length: count * columns },
      () => (norm ? 1 : 0) + spread * (random.uniform() - 0.5),
    );
    return Promise.resolve(values);
  }
  return {
    names: [...shapes.keys()],
    shape: (name) => shapes.get(name),
    rows,
    all: (name) => rows(name, 0, shapes.get(name)?.[0] ?? 0),
  };
}
