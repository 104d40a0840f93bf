import type { Parameter, Parameters } from './network/parameters.ts';

/** AdamW (Loshchilov and Hutter 2019) with clipping by the global norm; moments as float32, as they are stored. */

export interface OptimiserSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Of matrices; vectors (norms, biases) have none. */
  readonly weightDecay: number;
  /** Gradients whose norm over all parameters is larger are shrunk to it. */
  readonly clip: number;
}

/** First and second moments of each trained parameter, and how often each was updated. */
export interface OptimiserState {
  step: number;
  readonly moments: Map<
    string,
    { readonly first: Float32Array<ArrayBuffer>; readonly second: Float32Array<ArrayBuffer> }
  >;
}

export function freshOptimiser(): OptimiserState {
  return { step: 0, moments: new Map() };
}

/** Cosine from `peak` to `floor` of it over `steps`, after a linear rise over `warmUp` steps. */
export interface Schedule {
  readonly peak: number;
  readonly floor: number;
  readonly steps: number;
  readonly warmUp: number;
}

/** Learning rate of step `step`, counted from 0. */
export function learningRate({ peak, floor, steps, warmUp }: Schedule, step: number): number {
  const rise = Math.min(1, (step + 1) / Math.max(warmUp, 1));
  const share = Math.min(1, step / Math.max(steps, 1));
  return peak * rise * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * share)));
}

/**
 * One update in place of the parameters that have a gradient. Gives the norm of the gradient before clipping.
 */
export function update(
  parameters: Parameters,
  gradients: ReadonlyMap<string, Float32Array>,
  state: OptimiserState,
  rate: number,
  settings: OptimiserSettings,
): number {
  const norm = Math.sqrt([...gradients.values()].reduce((sum, gradient) => sum + sumOfSquares(gradient), 0));
  const shrink = norm > settings.clip ? settings.clip / norm : 1;
  state.step += 1;
  for (const [name, gradient] of gradients) {
    const parameter = parameters.get(name);
    if (parameter)
      updateOne(parameter, gradient, momentsOf(state, name, gradient.length), state.step, shrink, rate, settings);
  }
  return norm;
}

function momentsOf(state: OptimiserState, name: string, length: number) {
  const known = state.moments.get(name) ?? { first: new Float32Array(length), second: new Float32Array(length) };
  state.moments.set(name, known);
  return known;
}

function sumOfSquares(values: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += (values[index] as number) ** 2;
  return sum;
}

function updateOne(
  { dims, data }: Parameter,
  gradient: Float32Array,
  { first, second }: { first: Float32Array; second: Float32Array },
  step: number,
  shrink: number,
  rate: number,
  { beta1, beta2, epsilon, weightDecay }: OptimiserSettings,
): void {
  const keep = dims.length > 1 ? 1 - rate * weightDecay : 1;
  const pace = rate / (1 - beta1 ** step);
  const correction = 1 / (1 - beta2 ** step);
  for (let index = 0; index < data.length; index++) {
    const slope = shrink * (gradient[index] as number);
    const one = beta1 * (first[index] as number) + (1 - beta1) * slope;
    const two = beta2 * (second[index] as number) + (1 - beta2) * slope * slope;
    first[index] = one;
    second[index] = two;
    data[index] = keep * (data[index] as number) - (pace * one) / (Math.sqrt(two * correction) + epsilon);
  }
}
