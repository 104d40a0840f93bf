import { expect, test } from 'vitest';
import { activated } from '#models/training/autodiff/activate.ts';
import { attention, causalOrder } from '#models/training/autodiff/attend.ts';
import { crossed, linear, projected } from '#models/training/autodiff/linear.ts';
import { layerNorm, unitRows } from '#models/training/autodiff/normalise.ts';
import {
  added,
  asShape,
  between,
  chained,
  multiplied,
  scaledByExponent,
  softmax,
  summed,
  weighted,
  withTable,
} from '#models/training/autodiff/shape.ts';
import type { Tape, Value } from '#models/training/autodiff/tape.ts';
import { crossEntropy, embedded, signLoss } from '#models/training/autodiff/tokens.ts';
import { worstError, type Case } from './gradients.ts';

/** A loss in which every element of a value has a weight of its own. */
function weighed(tape: Tape, value: Value): Value {
  const length = value.dims.reduce((product, size) => product * size, 1);
  const weights = tape.constant(
    [length],
    Array.from({ length }, (_, index) => Math.sin(index + 1)),
  );
  return asShape(tape, summed(tape, weighted(tape, asShape(tape, value, [length]), weights), 0), [1]);
}

const integers = (values: readonly number[]) =>
  ({ type: 'int64', dims: [values.length], data: BigInt64Array.from(values, BigInt) }) as const;

const cases: Record<string, Case> = {
  linear: {
    loss: (tape) => {
      const weights = [tape.parameter('w', [3, 4]), tape.parameter('v', [2, 4])];
      const biases = [tape.parameter('a', [3]), tape.parameter('b', [2])];
      return weighed(tape, linear(tape, tape.parameter('x', [5, 4]), weights, biases));
    },
  },
  projected: {
    loss: (tape) => weighed(tape, projected(tape, tape.parameter('x', [5, 4]), tape.parameter('m', [4, 3]))),
  },
  crossed: {
    loss: (tape) => weighed(tape, crossed(tape, tape.parameter('r', [3, 4]), tape.parameter('g', [2, 5, 4]), 1.7)),
  },
  layerNorm: {
    loss: (tape) => {
      const x = tape.parameter('x', [5, 6]);
      return weighed(tape, layerNorm(tape, x, tape.parameter('w', [6]), tape.parameter('b', [6]), 1e-5));
    },
  },
  unitRows: { loss: (tape) => weighed(tape, unitRows(tape, tape.parameter('x', [2, 3, 4]))) },
  'activated gelu_new': {
    loss: (tape) => weighed(tape, activated(tape, 'gelu_new', tape.parameter('x', [4, 5]))),
    spread: 1.2,
  },
  'activated gelu': {
    loss: (tape) => weighed(tape, activated(tape, 'gelu', tape.parameter('x', [4, 5]))),
    spread: 1.2,
  },
  'attention of all to all': {
    loss: (tape) => {
      const shape = { batch: 2, length: 5, heads: 2, order: null };
      return weighed(tape, attention(tape, tape.parameter('x', [10, 24]), shape));
    },
    spread: 1,
  },
  'attention, causal and rotary': {
    loss: (tape) => {
      const order = causalOrder({ channels: 4, base: 100 }, 5);
      const shape = { batch: 2, length: 5, heads: 2, order };
      return weighed(tape, attention(tape, tape.parameter('x', [10, 48]), shape));
    },
    spread: 1,
  },
  added: {
    loss: (tape) => {
      const [x, y] = [tape.parameter('x', [3, 4]), tape.parameter('y', [3, 4])];
      return weighed(tape, added(tape, x, y, activated(tape, 'gelu_new', x)));
    },
  },
  withTable: {
    loss: (tape) => weighed(tape, withTable(tape, tape.parameter('x', [6, 4]), tape.parameter('t', [3, 4]))),
  },
  chained: {
    loss: (tape) => weighed(tape, chained(tape, [tape.parameter('x', [2, 3, 4]), tape.parameter('y', [2, 1, 4])], 1)),
  },
  between: { loss: (tape) => weighed(tape, between(tape, tape.parameter('x', [2, 5, 3]), 1, 1, 4)) },
  summed: { loss: (tape) => weighed(tape, summed(tape, tape.parameter('x', [2, 5, 3]), 1)) },
  multiplied: {
    loss: (tape) => weighed(tape, multiplied(tape, tape.parameter('x', [2, 5]), tape.parameter('y', [2, 5]))),
  },
  scaledByExponent: {
    loss: (tape) => {
      const x = tape.parameter('x', [2, 5]);
      return weighed(tape, scaledByExponent(tape, x, tape.parameter('s', [1]), tape.parameter('b', [1])));
    },
  },
  softmax: { loss: (tape) => weighed(tape, softmax(tape, tape.parameter('x', [2, 3, 5]))) },
  embedded: {
    loss: (tape) => weighed(tape, embedded(tape, tape.parameter('t', [6, 3]), tape.integers('ids', [5]))),
    feeds: { ids: integers([1, 4, 1, 0, 5]) },
  },
  crossEntropy: {
    loss: (tape) => {
      const weights = tape.constant([4], [0.5, 0, 0.3, 1]);
      return crossEntropy(tape, tape.parameter('x', [4, 7]), tape.integers('ids', [4]), weights);
    },
    feeds: { ids: integers([1, 4, 6, 0]) },
  },
  signLoss: {
    loss: (tape) => {
      const signs = tape.constant([2, 3], [1, -1, -1, 1, 1, -1]);
      const weights = tape.constant([2, 3], [0.5, 0.1, 0, 0.2, 1, 1]);
      return signLoss(tape, tape.parameter('x', [2, 3]), signs, weights);
    },
    spread: 3,
  },
};

test.each(Object.keys(cases))('the gradient of %s is that of finite differences', async (name) => {
  const worst = await worstError(cases[name] as Case);
  expect(worst.error, worst.of).toBeLessThan(1e-6);
});
