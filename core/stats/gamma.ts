const LOG_2_PI = Math.log(2 * Math.PI);

/** Natural logarithm of the gamma function for positive `value`: Stirling's series above 10, below it by the recurrence. */
export function logGamma(value: number): number {
  let product = 1;
  let x = value;
  for (; x < 10; x += 1) product *= x;
  return (x - 0.5) * Math.log(x) - x + LOG_2_PI / 2 + stirlingRest(x) - Math.log(product);
}

/** What Stirling's formula leaves out of log gamma, for x >= 10: the series DLMF 5.11.1, to about 1e-17. */
export function stirlingRest(x: number): number {
  const square = 1 / (x * x);
  const series = 1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - square * (691 / 360360 - square / 156)));
  return (1 / 12 - square * (1 / 360 - square * series)) / x;
}

/**
 * Both regularised incomplete gamma functions, P(shape, x) and Q = 1 - P, each with its own relative precision: the
 * series DLMF 8.7.1 below shape + 1, above it the continued fraction 8.9.2 after Lentz, Applied Optics 1976;15:668.
 */
export function incompleteGamma(shape: number, x: number): { lower: number; upper: number } {
  if (x <= 0) return { lower: 0, upper: 1 };
  const front = density(shape, x);
  if (x < shape + 1) {
    let term = 1 / shape;
    let sum = term;
    for (let step = 1; term > sum * 1e-17; step++) {
      term *= x / (shape + step);
      sum += term;
    }
    const lower = Math.min(1, front * sum);
    return { lower, upper: 1 - lower };
  }
  let odd = x + 1 - shape;
  let above = 1e300;
  let below = 1 / odd;
  let fraction = below;
  for (let step = 1; step < 100000; step++) {
    const even = -step * (step - shape);
    odd += 2;
    below = 1 / keepFromZero(even * below + odd);
    above = keepFromZero(odd + even / above);
    fraction *= below * above;
    if (Math.abs(below * above - 1) < 1e-16) break;
  }
  const upper = Math.min(1, front * fraction);
  return { lower: 1 - upper, upper };
}

/** x^shape exp(-x) / Gamma(shape); for large shapes about the mode, where the powers would cancel. */
function density(shape: number, x: number): number {
  if (shape < 10) return Math.exp(shape * Math.log(x) - x - logGamma(shape));
  const exponent = shape * logBeyond((x - shape) / shape) - stirlingRest(shape);
  return Math.sqrt(shape / (2 * Math.PI)) * Math.exp(exponent);
}

/** log(1 + u) - u, by its series where the two nearly cancel. */
export function logBeyond(u: number): number {
  if (Math.abs(u) > 0.2) return Math.log1p(u) - u;
  let power = u;
  let sum = 0;
  for (let order = 2; order < 40; order++) {
    power *= -u;
    sum += power / order;
  }
  return sum;
}

function keepFromZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}
