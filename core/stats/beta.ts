import { logBeyond, logGamma, stirlingRest } from './gamma.ts';

/**
 * Both regularised incomplete beta functions, I_x(a, b) and 1 - I_x(a, b), each with its own relative precision.
 * `rest` is 1 - x, handed in so that an x near one loses no digits. The continued fraction of Didonato and Morris,
 * ACM Transactions on Mathematical Software 1992;18:360, equation 9 (the even part of the usual one, whose
 * neighbouring terms cancel when a is large and x near one).
 */
export function incompleteBeta(a: number, b: number, x: number, rest = 1 - x): { lower: number; upper: number } {
  if (x <= 0) return { lower: 0, upper: 1 };
  if (rest <= 0) return { lower: 1, upper: 0 };
  if (x > a / (a + b)) {
    const { lower, upper } = incompleteBeta(b, a, rest, x);
    return { lower: upper, upper: lower };
  }
  const start = (a + b) * rest - b + 1;
  let [before, now] = [0, 1];
  let [beforeBelow, below] = [1, (start * a) / (a + 1)];
  let fraction = now / below;
  for (let step = 1; step < 100000; step++) {
    const odd = a + 2 * step - 1;
    const weight = step * (b - step) * x;
    const back = (((a + step - 1) * (a + b + step - 1)) / (odd * odd)) * weight * x;
    const on = step + weight / odd + ((a + step) / (a + 2 * step + 1)) * (start + step * (1 + rest));
    [before, now] = [now / on, now + (back / on) * before];
    [beforeBelow, below] = [below / on, below + (back / on) * beforeBelow];
    const next = now / below;
    const done = Math.abs(next - fraction) <= 1e-16 * Math.abs(next);
    fraction = next;
    if (done) break;
  }
  const lower = Math.min(1, density(a, b, x, rest) * fraction);
  return { lower, upper: 1 - lower };
}

/** x^a (1-x)^b / B(a, b); for large a and b about the mode, where the powers would cancel. */
function density(a: number, b: number, x: number, rest: number): number {
  if (a < 10 || b < 10) return Math.exp(a * logOf(x, rest) + b * logOf(rest, x) - logBeta(a, b));
  const away = b * x - a * rest;
  const exponent = a * logBeyond(away / a) + b * logBeyond(-away / b);
  const rests = stirlingRest(a) + stirlingRest(b) - stirlingRest(a + b);
  return Math.sqrt(((a / (a + b)) * b) / (2 * Math.PI)) * Math.exp(exponent - rests);
}

/** Logarithm of the beta function; for large arguments from Stirling's rests, since log gammas would cancel. */
function logBeta(a: number, b: number): number {
  const [small, large] = a < b ? [a, b] : [b, a];
  const total = small + large;
  if (large < 10) return logGamma(small) + logGamma(large) - logGamma(total);
  if (small < 10) {
    const rest = stirlingRest(large) - stirlingRest(total);
    return logGamma(small) + rest + small - small * Math.log(total) + (large - 0.5) * Math.log1p(-small / total);
  }
  const rest = stirlingRest(small) + stirlingRest(large) - stirlingRest(total);
  return (
    (Math.log(2 * Math.PI) - Math.log(large)) / 2 +
    rest +
    (small - 0.5) * Math.log(small / total) +
    large * Math.log1p(-small / total)
  );
}

/** log x, given also 1 - x, from whichever of the two is the more exact. */
function logOf(x: number, rest: number): number {
  return x < 0.5 ? Math.log(x) : Math.log1p(-rest);
}
