import { MODEL_FILES, type ModelManifest, type Quantisation } from '../architecture.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { EMBEDDING } from '../checkpoint/names.ts';
import { decoderGraph } from './decoderGraph.ts';
import type { Precision } from './linear.ts';
import { storedMatrix } from './matrix.ts';
import type { OnnxFile, TensorSource } from './onnxGraph.ts';
import { floatSource, halfSource } from './sources.ts';
import { visionGraph } from './visionGraph.ts';

/** What a converted model consists of, before a byte of it is written. */
export interface ConversionPlan {
  readonly graphs: readonly { readonly file: string; readonly graph: OnnxFile }[];
  readonly embeddings: { readonly file: string; readonly source: TensorSource };
  readonly texts: readonly { readonly file: string; readonly text: string }[];
  /** Of graphs, their data and the embeddings together. */
  readonly bytes: number;
  readonly manifest: Pick<ModelManifest, 'graphs' | 'embeddings'>;
}

interface Precisions {
  readonly vision: 'fp32' | 'int8';
  readonly decoder: Precision;
  /** A second decoder for long runs, where another precision is faster. */
  readonly prefill?: Precision;
}

/**
 * int8 is the default: nearest to the original and fastest where many rows run at once. int4 is the smallest and reads
 * the fewest bytes a token; its tower stays in int8, since 4 bits make many rows no faster. mixed takes int8 for the
 * prompt and int4 for the tokens after it: the fastest of both, for the disk and memory of both.
 */
const PRECISIONS: Readonly<Record<Quantisation, Precisions>> = {
  fp32: { vision: 'fp32', decoder: 'fp32' },
  int8: { vision: 'int8', decoder: 'int8' },
  int4: { vision: 'int8', decoder: 'int4' },
  mixed: { vision: 'int8', decoder: 'int4', prefill: 'int8' },
};

export function planConversion(checkpoint: Checkpoint, quantisation: Quantisation): ConversionPlan {
  const { architecture, weights, tokenizer } = checkpoint;
  const { vision, decoder, prefill } = PRECISIONS[quantisation];
  const names = { vision: 'vision.onnx', decoder: 'decoder.onnx', prefill: 'prefill.onnx' };
  const graphs = [
    { file: names.vision, graph: visionGraph(architecture, weights, vision, dataFile(names.vision)) },
    { file: names.decoder, graph: decoderGraph(checkpoint, decoder, dataFile(names.decoder)) },
  ];
  if (prefill) graphs.push({ file: names.prefill, graph: decoderGraph(checkpoint, prefill, dataFile(names.prefill)) });
  const table = storedMatrix(weights, EMBEDDING);
  const embeddings =
    quantisation === 'fp32'
      ? ({ file: 'embed.f32.bin', storage: 'float32', source: floatSource(table) } as const)
      : ({ file: 'embed.f16.bin', storage: 'float16', source: halfSource(table) } as const);
  return {
    graphs,
    embeddings,
    texts: [
      { file: MODEL_FILES.vocabulary, text: tokenizer.vocabulary },
      { file: MODEL_FILES.merges, text: tokenizer.merges },
      { file: MODEL_FILES.addedTokens, text: tokenizer.addedTokens },
    ],
    bytes: graphs.reduce((sum, { graph }) => sum + graph.dataBytes + graph.model.length, embeddings.source.bytes),
    manifest: {
      graphs: { vision: names.vision, decoder: names.decoder, ...(prefill ? { prefill: names.prefill } : {}) },
      embeddings: { file: embeddings.file, storage: embeddings.storage },
    },
  };
}

/** The data of a graph lies beside it. */
function dataFile(graph: string): string {
  return `${graph}.data`;
}
