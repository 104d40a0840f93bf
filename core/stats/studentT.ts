/** P(T > t) of Student's t distribution with `df` degrees of freedom (any positive number). */
export function studentUpperTail(t: number, df: number): number {
  const tail = incompleteBeta(df / 2, 0.5, df / (df + t * t)) / 2;
  return t < 0 ? 1 - tail : tail;
}

/** The value that T exceeds with probability `upper` (0 < upper < 1), found by halving. */
export function studentQuantile(upper: number, df: number): number {
  if (upper > 0.5) return -studentQuantile(1 - upper, df);
  let low = 0;
  let high = 1;
  while (studentUpperTail(high, df) > upper) high *= 2;
  for (let step = 0; step < 200 && low < high; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (studentUpperTail(middle, df) > upper) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Regularised incomplete beta function I_x(a, b) by its continued fraction (DLMF 8.17.22), evaluated after
 * Lentz, Applied Optics 1976;15:668.
 */
function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(b, a, 1 - x);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) / a;
  let above = 1;
  let below = 1 / keepFromZero(1 - ((a + b) * x) / (a + 1));
  let result = below;
  for (let step = 1; step < 10000; step++) {
    const even = (step * (b - step) * x) / ((a + 2 * step - 1) * (a + 2 * step));
    below = 1 / keepFromZero(1 + even * below);
    above = keepFromZero(1 + even / above);
    result *= below * above;
    const odd = (-(a + step) * (a + b + step) * x) / ((a + 2 * step) * (a + 2 * step + 1));
    below = 1 / keepFromZero(1 + odd * below);
    above = keepFromZero(1 + odd / above);
    result *= below * above;
    if (Math.abs(below * above - 1) < 1e-15) break;
  }
  return front * result;
}

function keepFromZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** Stirling's series (DLMF 5.11.1) above 10; below, by the recurrence. */
function logGamma(value: number): number {
  let shift = 0;
  let x = value;
  for (; x < 10; x += 1) shift -= Math.log(x);
  const inverse = 1 / (x * x);
  const series = 1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)));
  return shift + (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series / x;
}
