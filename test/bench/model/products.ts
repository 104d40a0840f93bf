import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSession } from '#main/services/model/runtime/onnx.ts';
import { writeGraph } from '#main/services/model/graphFiles.ts';
import { graphBuilder } from '#models/chexagent/convert/onnxGraph.ts';
import { bytesSource } from './sources.ts';

/** Rows of a prompt through the widest product of a layer: as much work for its bytes as a prompt ever is. */
const [ROWS, COLUMNS, WIDTH] = [640, 2560, 10240];
const REPEATS = 4;

export interface Limit {
  /** Operations a second of the runtime's 8-bit product alone, a product and its addition counted as two. */
  measure(): Promise<number>;
  close(): Promise<void>;
}

/** What the processor does at best: nothing but products of 8 bits, in a graph of their own. */
export async function productLimit(threads: number): Promise<Limit> {
  const folder = mkdtempSync(join(tmpdir(), 'products-'));
  const graph = graphBuilder('products.onnx.data');
  graph.input('rows', 'float32', [ROWS, COLUMNS]);
  graph.constant('step', 'float32', [], [1 / 127]);
  graph.constant('zero', 'uint8', [], [128]);
  graph.constant('one', 'float32', [1], [1]);
  const quantised = graph.node('QuantizeLinear', ['rows', 'step', 'zero']);
  // Each product has weights of its own, as in a model: repeated ones would stay in the cache.
  const products = Array.from({ length: REPEATS }, (_, index) => {
    const weight = graph.weight(`w${index}`, 'int8', [COLUMNS, WIDTH], bytesSource(COLUMNS * WIDTH, index + 1));
    return graph.own('MatMulIntegerToFloat', [quantised, weight, 'step', 'one', 'zero']);
  });
  const maxima = products.map((product) =>
    graph.node('ReduceMax', [product], { attributes: { keepdims: { int: 0 } } }),
  );
  graph.node('Sum', maxima, { outputs: ['largest'] });
  graph.output('largest', 'float32', []);
  await writeGraph(folder, 'products.onnx', graph.finish());
  const session = await openSession(join(folder, 'products.onnx'), 'cpu', threads);
  const data = Float32Array.from({ length: ROWS * COLUMNS }, (_, index) => Math.sin(index));
  const rows = { type: 'float32', dims: [ROWS, COLUMNS], data } as const;

  async function measure(): Promise<number> {
    const started = performance.now();
    await session.run({ rows }, ['largest']);
    return (2 * ROWS * COLUMNS * WIDTH * REPEATS * 1000) / (performance.now() - started);
  }
  async function close(): Promise<void> {
    await session.close();
    rmSync(folder, { recursive: true });
  }
  await measure();
  return { measure, close };
}
