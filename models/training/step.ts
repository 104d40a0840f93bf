import type { Session, Tensor } from '#models/chexagent/architecture.ts';
import { createTape, type Tape, type Value } from './autodiff/tape.ts';
import type { Random } from '#core/random.ts';
import { initialParameter, type Parameter, type Parameters } from './network/parameters.ts';

/** A graph with its inputs for one pass; batches with the same key have the same graph. */
export interface Batch {
  readonly key: string;
  /** Puts the network on the tape; `loss` is what is trained, the others are only watched. All have one element. */
  readonly build: (tape: Tape) => Readonly<{ loss: Value } & Record<string, Value>>;
  readonly feeds: Readonly<Record<string, Tensor>>;
}

export interface OpenGraph extends Session {
  close(): Promise<void>;
}

/** Losses by name, and the gradient of every trained parameter that the batches led to, summed over them. */
export interface Slope {
  readonly losses: Map<string, number>;
  readonly gradients: Map<string, Float32Array>;
}

interface Opened {
  readonly session: OpenGraph;
  readonly parameters: readonly string[];
  readonly losses: readonly string[];
  readonly gradients: readonly string[];
}

const GRADIENT = 'gradient ';

/**
 * Runs batches forward and backward for one set of trained parameters; graphs are opened when first met. Parameters that
 * a graph has and nobody knew (helpers of a stage) begin here, by chance from `start`.
 */
export function createDifferentiator(
  parameters: Map<string, Parameter>,
  start: Random,
  trains: (name: string) => boolean,
  open: (graph: Uint8Array) => Promise<OpenGraph>,
) {
  const graphs = new Map<string, Promise<Opened>>();

  async function opened({ build }: Batch): Promise<Opened> {
    const tape = createTape();
    const losses = build(tape);
    for (const { name, dims } of tape.parameters()) {
      if (!parameters.has(name)) parameters.set(name, initialParameter(name, dims, start.fork(name)));
    }
    const names = tape.parameters().map(({ name }) => name);
    const gradients = tape.gradients(losses.loss, new Set(names.filter(trains)));
    const outputs = Object.fromEntries([...gradients].map(([name, value]) => [`${GRADIENT}${name}`, value]));
    const session = await open(tape.finish({ ...losses, ...outputs }));
    return { session, parameters: names, losses: Object.keys(losses), gradients: [...gradients.keys()] };
  }

  /** Adds one batch to what earlier batches of the step gave. */
  async function add(batch: Batch, sum: Slope): Promise<void> {
    const known = graphs.get(batch.key) ?? opened(batch);
    graphs.set(batch.key, known);
    const graph = await known;
    const outputs = await graph.session.run({ ...batch.feeds, ...fed(parameters, graph.parameters) }, [
      ...graph.losses,
      ...graph.gradients.map((name) => `${GRADIENT}${name}`),
    ]);
    for (const name of graph.losses) {
      sum.losses.set(name, (sum.losses.get(name) ?? 0) + Number(outputs[name]?.data[0]));
    }
    for (const name of graph.gradients) {
      const part = outputs[`${GRADIENT}${name}`]?.data as Float32Array;
      const before = sum.gradients.get(name);
      if (before)
        for (let index = 0; index < before.length; index++)
          before[index] = (before[index] as number) + (part[index] as number);
      else sum.gradients.set(name, part);
    }
  }

  return {
    async slope(batches: readonly Batch[]): Promise<Slope> {
      const sum: Slope = { losses: new Map(), gradients: new Map() };
      for (const batch of batches) await add(batch, sum);
      return sum;
    },
    async close(): Promise<void> {
      for (const graph of graphs.values()) await (await graph).session.close();
      graphs.clear();
    },
  };
}

export function fed(parameters: Parameters, names: readonly string[]): Record<string, Tensor> {
  return Object.fromEntries(
    names.map((name) => {
      const { dims, data } = parameters.get(name) ?? { dims: [], data: new Float32Array() };
      return [name, { type: 'float32', dims, data } as const];
    }),
  );
}
