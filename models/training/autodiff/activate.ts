import type { Activation } from '#models/chexagent/architecture.ts';
import { minus, number, once, plus, times } from './plain.ts';
import type { Tape, Value } from './tape.ts';

/** The activation of an architecture. */
export function activated(tape: Tape, kind: Activation, x: Value): Value {
  return kind === 'gelu' ? exactGelu(tape, x) : tanhGelu(tape, x);
}

/** 2 sqrt(2 / pi): with z = SLOPE (x + CUBIC x^3), 0.5 (1 + tanh(z / 2)) is the logistic function of z. */
const SLOPE = 2 * Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

/** 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) = x logistic(z). */
function tanhGelu(tape: Tape, x: Value): Value {
  const square = once(() => times(tape, x, x));
  const share = once(() => {
    const slope = plus(tape, times(tape, square(), number(tape, SLOPE * CUBIC)), number(tape, SLOPE));
    return tape.node('Sigmoid', [times(tape, slope, x)], x.dims);
  });
  const output = tape.precision === 'float32' ? tape.node('.FastGelu', [x], x.dims) : times(tape, x, share());
  return tape.record(output, [x], (gradient) => [
    () => {
      const inner = plus(tape, times(tape, square(), number(tape, 3 * SLOPE * CUBIC)), number(tape, SLOPE));
      const rest = minus(tape, output, times(tape, output, share()));
      return times(tape, gradient, plus(tape, share(), times(tape, rest, inner)));
    },
  ]);
}

/** x Phi(x), Phi the normal distribution function. */
function exactGelu(tape: Tape, x: Value): Value {
  const share = once(() => {
    const error = errorFunction(tape, times(tape, x, number(tape, Math.SQRT1_2)));
    return plus(tape, times(tape, error, number(tape, 0.5)), number(tape, 0.5));
  });
  const output = tape.precision === 'float32' ? tape.node('.Gelu', [x], x.dims) : times(tape, x, share());
  return tape.record(output, [x], (gradient) => [
    () => {
      const exponent = times(tape, times(tape, x, x), number(tape, -0.5));
      const density = times(tape, tape.node('Exp', [exponent], x.dims), number(tape, 1 / Math.sqrt(2 * Math.PI)));
      return times(tape, gradient, plus(tape, share(), times(tape, x, density)));
    },
  ]);
}

const TERMS = 250;

/**
 * In 64 bits, where the runtime has none, by a series of positive terms (Abramowitz and Stegun 7.1.6): exact to 1e-14 up
 * to arguments of 9.
 */
function errorFunction(tape: Tape, x: Value): Value {
  if (tape.precision === 'float32') return tape.node('Erf', [x], x.dims);
  const square = times(tape, x, x);
  let sum = number(tape, 1);
  for (let term = TERMS; term >= 1; term--) {
    sum = plus(tape, times(tape, times(tape, square, number(tape, 2 / (2 * term + 1))), sum), number(tape, 1));
  }
  const bell = tape.node('Exp', [times(tape, square, number(tape, -1))], x.dims);
  return times(tape, times(tape, x, number(tape, 2 / Math.sqrt(Math.PI))), times(tape, bell, sum));
}
