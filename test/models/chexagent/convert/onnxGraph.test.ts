import { fromBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, TensorProto_DataLocation, type GraphProto } from 'onnx-buf';
import { expect, test } from 'vitest';
import { decoderGraph } from '#models/chexagent/convert/decoderGraph.ts';
import { graphBuilder, type OnnxFile, type TensorSource } from '#models/chexagent/convert/onnxGraph.ts';
import { visionGraph } from '#models/chexagent/convert/visionGraph.ts';
import { openSmall } from '#test/tools/smallModel.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';

// Read back by the definitions that ONNX publishes, compiled by somebody else.
function decoded(file: OnnxFile): GraphProto {
  const model = fromBinary(ModelProtoSchema, file.model);
  expect([model.irVersion, model.opsetImport.map(({ domain, version }) => [domain, version])]).toEqual([
    9n,
    [
      ['', 17n],
      ['com.microsoft', 1n],
    ],
  ]);
  if (!model.graph) throw new Error('no graph');
  return model.graph;
}

function zeros(bytes: number): TensorSource {
  return {
    bytes,
    chunks: async function* () {
      yield new Uint8Array(bytes);
    },
  };
}

test('nodes, attributes, values and branches are read back as they were written', () => {
  const graph = graphBuilder('x.data');
  graph.input('a', 'float32', [1, 'S']);
  graph.constant('c', 'int64', [2], [-1, 2n ** 62n]);
  graph.constant('f', 'float32', [1], [0.5]);
  const inner = graph.branch([{ name: 'y', dims: 2 }], (nodes) => {
    nodes.node('Abs', ['a'], { outputs: ['y'] });
  });
  graph.node('If', ['c'], { outputs: ['b'], attributes: { then_branch: { graph: inner }, axis: { int: -1 } } });
  graph.own('Thing', ['a', '', 'b'], {
    outputs: ['z', ''],
    attributes: { e: { float: 0.25 }, p: { ints: [0, 2, 1] } },
  });
  graph.output('z', 'float32', [1, 'S']);
  const read = decoded(graph.finish());
  expect(read.node.map(({ opType, domain, input, output }) => [opType, domain, input, output])).toEqual([
    ['If', '', ['c'], ['b']],
    ['Thing', 'com.microsoft', ['a', '', 'b'], ['z', '']],
  ]);
  const [condition, thing] = read.node;
  expect(condition?.attribute.map(({ name, type, i, g }) => [name, type, i, g?.node[0]?.opType])).toEqual([
    ['then_branch', 5, 0n, 'Abs'],
    ['axis', 2, -1n, undefined],
  ]);
  expect(thing?.attribute.map(({ name, f, ints }) => [name, f, ints])).toEqual([
    ['e', 0.25, []],
    ['p', 0, [0n, 2n, 1n]],
  ]);
  expect([...new BigInt64Array(read.initializer[0]?.rawData.slice().buffer ?? new ArrayBuffer(0))]).toEqual([
    -1n,
    2n ** 62n,
  ]);
  expect(read.input[0]?.type?.value.case).toBe('tensorType');
});

test('data is placed in order, aligned, and never overlaps', () => {
  const graph = graphBuilder('x.data');
  graph.weight('small', 'int8', [5], zeros(5));
  graph.weight('large', 'float32', [1 << 20], zeros(1 << 22));
  graph.weight('after', 'uint8', [7], zeros(7));
  const file = graph.finish();
  expect(file.data.map(({ name, offset }) => [name, offset])).toEqual([
    ['small', 0],
    ['large', 65536],
    ['after', 65536 + (1 << 22)],
  ]);
  expect(file.dataBytes).toBe(65536 + (1 << 22) + 7);
  const tensors = decoded(file).initializer;
  expect(tensors.every(({ dataLocation }) => dataLocation === TensorProto_DataLocation.EXTERNAL)).toBe(true);
  expect(tensors[1]?.externalData.map(({ key, value }) => [key, value])).toEqual([
    ['location', 'x.data'],
    ['offset', '65536'],
    ['length', String(1 << 22)],
  ]);
});

test('a wrong size is refused when the graph is built', () => {
  expect(() => graphBuilder('x').weight('w', 'float32', [3], zeros(8))).toThrow('w: 8 bytes for [3] float32');
});

test.each(['fp32', 'int8', 'int4'] as const)(
  'the model graphs in %s are whole: every value has one maker',
  async (precision) => {
    const checkpoint = await openSmall(temporaryFolder());
    const files = [decoderGraph(checkpoint, precision, 'd')];
    if (precision !== 'int4') files.push(visionGraph(checkpoint.architecture, checkpoint.weights, precision, 'v'));
    for (const file of files) {
      const graph = decoded(file);
      const made = [...graph.input.map(({ name }) => name), ...graph.initializer.map(({ name }) => name)];
      const known = new Set(made);
      checkNodes(graph, known);
      for (const { name } of graph.output) expect(known).toContain(name);
      const end = file.data.at(-1);
      expect(file.dataBytes).toBe((end?.offset ?? 0) + (end?.source.bytes ?? 0));
    }
  },
);

/** Each input was made before, and no name twice; branches see what is outside. */
function checkNodes(graph: GraphProto, known: Set<string>): void {
  for (const { opType, input, output, attribute } of graph.node) {
    for (const name of input) if (name !== '') expect([opType, name, known.has(name)]).toEqual([opType, name, true]);
    for (const { g } of attribute) {
      if (!g) continue;
      const inside = new Set(known);
      checkNodes(g, inside);
      for (const { name } of g.output) expect(inside).toContain(name);
    }
    for (const name of output) {
      if (name === '') continue;
      expect(known).not.toContain(name);
      known.add(name);
    }
  }
}
