import { findings } from '#core/text/findings.ts';
import {
  checkTensors,
  encoderStates,
  encoderTensors,
  linearTensors,
  readEncoder,
  type EncoderShape,
} from '../bert/encoder.ts';
import type { Weights } from '../chexagent/checkpoint/weights.ts';
import { layersOf } from '../chexagent/convert/linear.ts';
import { joinedVectors, stackedMatrix, storedMatrix } from '../chexagent/convert/matrix.ts';
import { graphBuilder, type OnnxFile } from '../chexagent/convert/onnxGraph.ts';

/** Input and output of the graph: ids [1, tokens], and the heads' logits one after the other. */
export const CHEXBERT_INPUT = 'ids';
export const CHEXBERT_OUTPUT = 'logits';

/** Classes of a finding: not mentioned, there, not there, uncertain; `No Finding` is not there or there. */
const CLASSES = 4;
const CLASSES_OF_NONE = 2;

/** How many classes each head has, in the order of the findings. */
export const headSizes: readonly number[] = findings.map((finding) =>
  finding === 'No Finding' ? CLASSES_OF_NONE : CLASSES,
);

const ENCODER = 'bert';
const heads = headSizes.map((_, head) => `linear_heads.${head}`);

/**
 * The shape of CheXbert (Smit et al. 2020), a BERT with fourteen heads. Throws checkpoint-tensor for a tensor that is
 * missing or of another shape.
 */
export function readShape(weights: Weights, headsOfAttention: number | null): EncoderShape {
  const shape = readEncoder(weights, ENCODER, headsOfAttention);
  checkTensors(weights, [
    ...encoderTensors(ENCODER, shape),
    ...headSizes.flatMap((size, head) => linearTensors(heads[head] ?? '', size, shape.width)),
  ]);
  return shape;
}

/** One graph from the ids of a text to the logits of all heads, in float32. The heads see the first token's last state. */
export function chexbertGraph(shape: EncoderShape, weights: Weights, dataFile: string): OnnxFile {
  const graph = graphBuilder(dataFile);
  const layers = layersOf(graph, weights, 'fp32');
  graph.input(CHEXBERT_INPUT, 'int64', [1, 'tokens']);
  const states = encoderStates(graph, layers, weights, ENCODER, shape, CHEXBERT_INPUT);
  graph.constant('first', 'int64', [1], [0]);
  const first = graph.node('Gather', [states, 'first'], { attributes: { axis: { int: 1 } } });
  const total = headSizes.reduce((sum, size) => sum + size, 0);
  const matrix = stackedMatrix(heads.map((name) => storedMatrix(weights, `${name}.weight`)));
  const bias = layers.vector('heads.bias', total, () =>
    joinedVectors(
      weights,
      heads.map((name) => `${name}.bias`),
    ),
  );
  graph.node('Identity', [layers.linear('heads', first, matrix, bias)], { outputs: [CHEXBERT_OUTPUT] });
  graph.output(CHEXBERT_OUTPUT, 'float32', [1, 1, total]);
  return graph.finish();
}
