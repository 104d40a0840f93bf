import { linear } from '../autodiff/linear.ts';
import { layerNorm } from '../autodiff/normalise.ts';
import type { Tape, Value } from '../autodiff/tape.ts';

/** Linear layers of the same input and width by their official names, their results side by side. */
export function dense(tape: Tape, x: Value, names: readonly string[], outputs: number): Value {
  const inputs = x.dims[1] as number;
  return linear(
    tape,
    x,
    names.map((name) => tape.parameter(`${name}.weight`, [outputs, inputs])),
    names.map((name) => tape.parameter(`${name}.bias`, [outputs])),
  );
}

export function normed(tape: Tape, x: Value, name: string, epsilon: number): Value {
  const width = [x.dims[1] as number];
  return layerNorm(tape, x, tape.parameter(`${name}.weight`, width), tape.parameter(`${name}.bias`, width), epsilon);
}
