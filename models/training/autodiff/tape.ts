import { graphBuilder, type Attribute } from '#models/chexagent/convert/onnxGraph.ts';

/**
 * Reverse-mode differentiation that writes one ONNX graph: operations put their nodes down and record how a gradient
 * comes back through them; `gradients` then walks the record from its end. Nothing is computed here.
 */

export type Precision = 'float32' | 'float64';

/** A tensor of the graph, by name; every size is known. */
export interface Value {
  readonly name: string;
  readonly dims: readonly number[];
}

/** For each input of an operation, how its gradient is made from the output's; called only where it is wanted. */
export type GradientRule = (gradient: Value) => readonly (() => Value)[];

export type Attributes = Readonly<Record<string, Attribute>>;

export interface Tape {
  readonly precision: Precision;
  /** Fed at each run, without a gradient. */
  input(name: string, dims: readonly number[]): Value;
  /** Whole numbers, fed at each run. */
  integers(name: string, dims: readonly number[]): Value;
  /** Fed at each run; the same name gives the same value. */
  parameter(name: string, dims: readonly number[]): Value;
  constant(dims: readonly number[], values: ArrayLike<number>): Value;
  /** A list of sizes or axes. */
  sizes(values: readonly number[]): Value;
  /** Made on the first call with this owner and key, given again on later ones. */
  shared(owner: object, key: string, make: () => Value): Value;
  /** One node with one output; `operator` with a dot in front is ONNX Runtime's own. */
  node(operator: string, inputs: readonly (Value | null)[], dims: readonly number[], attributes?: Attributes): Value;
  /** One node with several outputs. */
  nodes(
    operator: string,
    inputs: readonly (Value | null)[],
    dims: readonly (readonly number[])[],
    attributes?: Attributes,
  ): Value[];
  /** Makes `output` differentiable with respect to `inputs`. */
  record(output: Value, inputs: readonly Value[], rule: GradientRule): Value;
  /** d loss / d parameter for each of the named parameters that the loss depends on; `loss` has one element. */
  gradients(loss: Value, trained: ReadonlySet<string>): Map<string, Value>;
  /** Parameters in the order in which they were first used. */
  parameters(): readonly Value[];
  /** The graph with these outputs, to be fetched by the names that are given. */
  finish(outputs: Readonly<Record<string, Value>>): Uint8Array;
}

interface Step {
  readonly output: Value;
  readonly inputs: readonly Value[];
  readonly rule: GradientRule;
}

export function createTape(precision: Precision = 'float32'): Tape {
  const graph = graphBuilder('');
  const steps: Step[] = [];
  const parameters = new Map<string, Value>();
  const constants = new Map<string, Value>();
  const byOwner = new Map<object, Map<string, Value>>();

  function fed(name: string, dims: readonly number[], type: Precision | 'int64'): Value {
    graph.input(name, type, dims);
    return { name, dims };
  }
  function parameter(name: string, dims: readonly number[]): Value {
    const known = parameters.get(name);
    if (known) return known;
    const made = fed(name, dims, precision);
    parameters.set(name, made);
    return made;
  }
  function kept(type: Precision | 'int64', dims: readonly number[], values: ArrayLike<number>): Value {
    const key = values.length > 64 ? '' : `${type} ${dims.join()} ${Array.from(values).join()}`;
    const known = constants.get(key);
    if (known) return known;
    const made = { name: graph.constant(graph.fresh(), type, dims, Array.from(values)), dims };
    if (key !== '') constants.set(key, made);
    return made;
  }
  function nodes(
    operator: string,
    inputs: readonly (Value | null)[],
    dims: readonly (readonly number[])[],
    attributes: Attributes = {},
  ): Value[] {
    const made = dims.map((each) => ({ name: graph.fresh(), dims: each }));
    const own = operator.startsWith('.');
    const add = own ? graph.own : graph.node;
    const options = { outputs: made.map(({ name }) => name), attributes };
    add(
      own ? operator.slice(1) : operator,
      inputs.map((input) => input?.name ?? ''),
      options,
    );
    return made;
  }
  function node(
    operator: string,
    inputs: readonly (Value | null)[],
    dims: readonly number[],
    attributes: Attributes = {},
  ): Value {
    return nodes(operator, inputs, [dims], attributes)[0] as Value;
  }
  function record(output: Value, inputs: readonly Value[], rule: GradientRule): Value {
    steps.push({ output, inputs, rule });
    return output;
  }

  function gradients(loss: Value, trained: ReadonlySet<string>): Map<string, Value> {
    const wanted = new Set([...parameters.keys()].filter((name) => trained.has(name)));
    for (const { output, inputs } of steps) {
      if (inputs.some((input) => wanted.has(input.name))) wanted.add(output.name);
    }
    const parts = new Map<string, Value[]>([[loss.name, [kept(precision, loss.dims, [1])]]]);
    for (const { output, inputs, rule } of steps.toReversed()) {
      const gradient = wanted.has(output.name) ? total(parts, output.name) : undefined;
      if (!gradient) continue;
      rule(gradient).forEach((part, index) => {
        const { name = '' } = inputs[index] ?? {};
        if (!wanted.has(name)) return;
        parts.set(name, [...(parts.get(name) ?? []), part()]);
      });
    }
    const result = new Map<string, Value>();
    for (const name of parameters.keys()) {
      const gradient = trained.has(name) ? total(parts, name) : undefined;
      if (gradient) result.set(name, gradient);
    }
    return result;
  }
  /** What flowed back to a value along all its uses; summed once. */
  function total(parts: Map<string, Value[]>, name: string): Value | undefined {
    const [first, ...rest] = parts.get(name) ?? [];
    if (!first) return undefined;
    const sum = rest.reduce((before, part) => node('Add', [before, part], first.dims), first);
    parts.set(name, [sum]);
    return sum;
  }

  return {
    precision,
    input: (name, dims) => fed(name, dims, precision),
    integers: (name, dims) => fed(name, dims, 'int64'),
    parameter,
    constant: (dims, values) => kept(precision, dims, values),
    sizes: (values) => kept('int64', [values.length], values),
    shared(owner, key, make) {
      const byKey = byOwner.get(owner) ?? new Map<string, Value>();
      byOwner.set(owner, byKey);
      const known = byKey.get(key) ?? make();
      byKey.set(key, known);
      return known;
    },
    node,
    nodes,
    record,
    gradients,
    parameters: () => [...parameters.values()],
    finish(outputs) {
      for (const [name, value] of Object.entries(outputs)) {
        graph.node('Identity', [value.name], { outputs: [name] });
        graph.output(name, precision, value.dims);
      }
      return graph.finish().model;
    },
  };
}
