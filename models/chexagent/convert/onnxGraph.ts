import { protoWriter, type ProtoWriter } from './protobuf.ts';

/**
 * Writes an ONNX model (IR 9, opset 17 and ONNX Runtime's com.microsoft), its larger tensors in one data file beside
 * it. Field numbers are those of onnx.proto.
 */
export type ElementType = 'float32' | 'float64' | 'uint8' | 'int8' | 'int32' | 'int64';

const ELEMENT: Readonly<Record<ElementType, { code: number; bytes: number }>> = {
  float32: { code: 1, bytes: 4 },
  float64: { code: 11, bytes: 8 },
  uint8: { code: 2, bytes: 1 },
  int8: { code: 3, bytes: 1 },
  int32: { code: 6, bytes: 4 },
  int64: { code: 7, bytes: 8 },
};

export type Attribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly graph: Subgraph };

/** A branch of an `If`: it sees the values outside and has no inputs of its own. */
export interface Subgraph {
  readonly proto: ProtoWriter;
}

/** A tensor's bytes as they are made: never all tensors in memory at once. */
export interface TensorSource {
  readonly bytes: number;
  chunks(): AsyncIterable<Uint8Array>;
}

/** Part of the data file; between parts there are zeros. */
export interface DataPart {
  readonly name: string;
  readonly offset: number;
  readonly source: TensorSource;
}

export interface OnnxFile {
  readonly model: Uint8Array;
  readonly data: readonly DataPart[];
  readonly dataBytes: number;
}

interface NodeOptions {
  /** Names of the outputs; '' for one that is not wanted. One made-up name when absent. */
  readonly outputs?: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

export interface Nodes {
  /** Adds a node of the standard operators; gives the name of its first output. Input '' means absent. */
  node(operator: string, inputs: readonly string[], options?: NodeOptions): string;
  /** The same of ONNX Runtime's own operators. */
  own(operator: string, inputs: readonly string[], options?: NodeOptions): string;
  /** A value name that nobody else has. */
  fresh(): string;
}

export interface GraphBuilder extends Nodes {
  input(name: string, type: ElementType, dims: readonly (number | string)[]): string;
  output(name: string, type: ElementType, dims: readonly (number | string)[]): string;
  /** Small values, kept inside the graph file. */
  constant(name: string, type: ElementType, dims: readonly number[], values: readonly (number | bigint)[]): string;
  /** Values that go to the data file. */
  weight(name: string, type: ElementType, dims: readonly number[], source: TensorSource): string;
  branch(outputs: readonly { name: string; dims: number }[], build: (nodes: Nodes) => void): Subgraph;
  finish(): OnnxFile;
}

/** Windows maps files at 64 KiB; smaller tensors keep to a page. */
const LARGE = 1 << 20;
const LARGE_ALIGNMENT = 65536;
const ALIGNMENT = 4096;

const IR_VERSION = 9;
const OPSET = 17;
const OWN_DOMAIN = 'com.microsoft';

/** `dataFile` is the data file's name without a folder. */
export function graphBuilder(dataFile: string): GraphBuilder {
  const top = nodeList('graph', counter());
  const initializers: ProtoWriter[] = [];
  const inputs: ProtoWriter[] = [];
  const outputs: ProtoWriter[] = [];
  const data: DataPart[] = [];
  let end = 0;

  return {
    ...top.nodes,
    input(name, type, dims) {
      inputs.push(valueInfo(name, type, dims));
      return name;
    },
    output(name, type, dims) {
      outputs.push(valueInfo(name, type, dims));
      return name;
    },
    constant(name, type, dims, values) {
      initializers.push(tensorHeader(name, type, dims).bytes(9, rawBytes(type, values)));
      return name;
    },
    weight(name, type, dims, source) {
      const expected = dims.reduce((product, size) => product * size, ELEMENT[type].bytes);
      if (expected !== source.bytes) throw new Error(`${name}: ${source.bytes} bytes for [${dims.join(', ')}] ${type}`);
      const alignment = source.bytes >= LARGE ? LARGE_ALIGNMENT : ALIGNMENT;
      const offset = Math.ceil(end / alignment) * alignment;
      end = offset + source.bytes;
      data.push({ name, offset, source });
      const external = { location: dataFile, offset: String(offset), length: String(source.bytes) };
      const tensor = tensorHeader(name, type, dims);
      for (const [key, value] of Object.entries(external))
        tensor.message(13, protoWriter().text(1, key).text(2, value));
      initializers.push(tensor.integer(14, 1));
      return name;
    },
    branch(wanted, build) {
      const inner = nodeList('branch', top.count);
      build(inner.nodes);
      for (const { name, dims } of wanted) {
        inner.proto.message(
          12,
          valueInfo(
            name,
            'float32',
            Array.from({ length: dims }, () => top.nodes.fresh()),
          ),
        );
      }
      return { proto: inner.proto };
    },
    finish() {
      for (const tensor of initializers) top.proto.message(5, tensor);
      for (const value of inputs) top.proto.message(11, value);
      for (const value of outputs) top.proto.message(12, value);
      const model = protoWriter()
        .integer(1, IR_VERSION)
        .text(2, 'chexstudy')
        .message(7, top.proto)
        .message(8, protoWriter().text(1, '').integer(2, OPSET))
        .message(8, protoWriter().text(1, OWN_DOMAIN).integer(2, 1));
      return { model: model.finish(), data, dataBytes: end };
    },
  };
}

/** A tensor that the caller feeds at each run. */
export interface FedTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly source: TensorSource;
}

/** A builder whose weights become inputs: the graph is small, and its weights live only as long as a run. */
export function fedGraphBuilder(): GraphBuilder & { readonly fed: readonly FedTensor[] } {
  const inner = graphBuilder('');
  const fed: FedTensor[] = [];
  return {
    ...inner,
    fed,
    weight(name, type, dims, source) {
      fed.push({ name, dims, source });
      return inner.input(name, type, dims);
    },
  };
}

function counter(): () => number {
  let count = 0;
  return () => count++;
}

function nodeList(name: string, count: () => number): { proto: ProtoWriter; nodes: Nodes; count: () => number } {
  const proto = protoWriter().text(2, name);
  function fresh(): string {
    return `v${count()}`;
  }
  function add(domain: string, operator: string, inputs: readonly string[], options: NodeOptions = {}): string {
    const { outputs = [fresh()], attributes = {} } = options;
    const node = protoWriter();
    for (const input of inputs) node.text(1, input);
    for (const output of outputs) node.text(2, output);
    node.text(3, `${operator}_${count()}`).text(4, operator);
    for (const [key, value] of Object.entries(attributes)) node.message(5, attributeOf(key, value));
    if (domain !== '') node.text(7, domain);
    proto.message(1, node);
    return outputs[0] ?? '';
  }
  return {
    proto,
    count,
    nodes: {
      fresh,
      node: (operator, inputs, options) => add('', operator, inputs, options),
      own: (operator, inputs, options) => add(OWN_DOMAIN, operator, inputs, options),
    },
  };
}

function attributeOf(name: string, value: Attribute): ProtoWriter {
  const attribute = protoWriter().text(1, name);
  if ('int' in value) return attribute.integer(3, value.int).integer(20, 2);
  if ('float' in value) return attribute.float(2, value.float).integer(20, 1);
  if ('graph' in value) return attribute.message(6, value.graph.proto).integer(20, 5);
  for (const item of value.ints) attribute.integer(8, item);
  return attribute.integer(20, 7);
}

function valueInfo(name: string, type: ElementType, dims: readonly (number | string)[]): ProtoWriter {
  const shape = protoWriter();
  for (const size of dims) {
    shape.message(1, typeof size === 'number' ? protoWriter().integer(1, size) : protoWriter().text(2, size));
  }
  const tensor = protoWriter().integer(1, ELEMENT[type].code).message(2, shape);
  return protoWriter().text(1, name).message(2, protoWriter().message(1, tensor));
}

function tensorHeader(name: string, type: ElementType, dims: readonly number[]): ProtoWriter {
  const tensor = protoWriter();
  for (const size of dims) tensor.integer(1, size);
  return tensor.integer(2, ELEMENT[type].code).text(8, name);
}

function rawBytes(type: ElementType, values: readonly (number | bigint)[]): Uint8Array {
  const bytes = new Uint8Array(values.length * ELEMENT[type].bytes);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => {
    if (type === 'float32') view.setFloat32(index * 4, Number(value), true);
    else if (type === 'float64') view.setFloat64(index * 8, Number(value), true);
    else if (type === 'int32') view.setInt32(index * 4, Number(value), true);
    else if (type === 'int64') view.setBigInt64(index * 8, BigInt(value), true);
    else view.setUint8(index, Number(value) & 255);
  });
  return bytes;
}
