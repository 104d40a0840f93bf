/** Where a function is least. */
export interface Minimum {
  readonly at: readonly number[];
  readonly value: number;
  readonly evaluations: number;
  /** False where no further descent was found although the slope is not flat. */
  readonly converged: boolean;
}

type Objective = (x: readonly number[]) => number;

const MOST_STEPS = 300;

/**
 * Least value of a smooth function of a few variables without bounds, from function values alone: the quasi-Newton
 * method of Broyden, Fletcher, Goldfarb and Shanno with differences for the slope (Nocedal and Wright, Numerical
 * Optimization, 2006, algorithm 6.1), then Newton's steps that polish the last digits. A value that is not finite
 * stands for a place outside. No maintained package offers this: those on the registry stop at three digits or need
 * the slope.
 */
export function minimise(objective: Objective, start: readonly number[]): Minimum {
  let evaluations = 0;
  const f: Objective = (x) => {
    evaluations += 1;
    const value = objective(x);
    return Number.isFinite(value) ? value : Infinity;
  };
  let at = [...start];
  let value = f(at);
  let slope = roughGradient(f, at);
  let inverse = identity(at.length);
  let restarted = true;
  for (let step = 0; step < MOST_STEPS && at.length > 0; step++) {
    let direction = inverse.map((row) => -dot(row, slope));
    if (!(dot(direction, slope) < 0)) {
      inverse = identity(at.length);
      direction = slope.map((each) => -each);
    }
    // The first step from a fresh start must not leap: its length says nothing yet.
    const length = Math.sqrt(dot(direction, direction));
    const first = restarted ? Math.min(1, 0.5 / length) : Math.min(1, 5 / length);
    const next = lineSearch(f, at, value, direction, dot(direction, slope), first);
    if (next === null) {
      if (restarted) break;
      inverse = identity(at.length);
      restarted = true;
      continue;
    }
    const newSlope = roughGradient(f, next.at);
    const moved = next.at.map((each, i) => each - at[i]!);
    const turned = newSlope.map((each, i) => each - slope[i]!);
    const gain = value - next.value;
    at = next.at;
    value = next.value;
    slope = newSlope;
    inverse = updated(inverse, moved, turned, restarted);
    restarted = false;
    const expected = dot(
      slope,
      inverse.map((row) => dot(row, slope)),
    );
    if (gain < 1e-9 * (1 + Math.abs(value)) && expected < 1e-7) break;
  }
  const polished = polish(f, at, value);
  const flat = gradient(f, polished.at).every((each) => Math.abs(each) < 1e-2 * (1 + Math.abs(polished.value) * 1e-3));
  return { ...polished, evaluations, converged: at.length === 0 || flat };
}

function lineSearch(
  f: Objective,
  from: readonly number[],
  value: number,
  direction: readonly number[],
  descent: number,
  first: number,
): { at: number[]; value: number } | null {
  for (let step = first; step > 1e-12; step *= 0.4) {
    const at = from.map((each, i) => each + step * direction[i]!);
    const reached = f(at);
    if (reached <= value + 1e-4 * step * descent && reached < value) return { at, value: reached };
  }
  return null;
}

/** The update of the inverse curvature; scaled first to the curvature that the first step met. */
function updated(inverse: number[][], moved: number[], turned: number[], fresh: boolean): number[][] {
  const product = dot(moved, turned);
  if (!(product > 1e-12 * Math.sqrt(dot(moved, moved) * dot(turned, turned)))) return inverse;
  const scale = fresh ? product / dot(turned, turned) : 1;
  const before = inverse.map((row) => row.map((each) => each * scale));
  const bent = before.map((row) => dot(row, turned));
  const factor = (1 + dot(turned, bent) / product) / product;
  return before.map((row, i) =>
    row.map(
      (each, j) => each + factor * moved[i]! * moved[j]! - (bent[i]! * moved[j]! + moved[i]! * bent[j]!) / product,
    ),
  );
}

function polish(f: Objective, at: number[], value: number): { at: number[]; value: number } {
  if (at.length === 0) return { at, value };
  // Near the end the curvature hardly changes: it is worked out once.
  const curvature = hessian(f, at);
  for (let step = 0; step < 3; step++) {
    const move = solve(curvature, gradient(f, at));
    if (move === null || move.some((each) => Math.abs(each) > 0.1)) break;
    const next = at.map((each, i) => each - move[i]!);
    const reached = f(next);
    if (!(reached <= value + 1e-9 * (1 + Math.abs(value)))) break;
    at = next;
    value = reached;
    if (move.every((each) => Math.abs(each) < 1e-6)) break;
  }
  return { at, value };
}

/** Slope by differences of the second order: half the work, and good enough on the way. */
function roughGradient(f: Objective, at: readonly number[]): number[] {
  return at.map((_, i) => {
    const step = 1e-4 * Math.max(0.1, Math.abs(at[i]!));
    const slope = (f(shifted(at, i, step)) - f(shifted(at, i, -step))) / (2 * step);
    return Number.isFinite(slope) ? slope : 0;
  });
}

/** Slope by differences of the fourth order. */
function gradient(f: Objective, at: readonly number[]): number[] {
  return at.map((_, i) => {
    const step = 1e-3 * Math.max(0.1, Math.abs(at[i]!));
    const near = f(shifted(at, i, step)) - f(shifted(at, i, -step));
    const far = f(shifted(at, i, 2 * step)) - f(shifted(at, i, -2 * step));
    const slope = (8 * near - far) / (12 * step);
    return Number.isFinite(slope) ? slope : 0;
  });
}

/** Second derivatives by central differences, extrapolated once (Richardson) to the fourth order. */
export function hessian(f: Objective, at: readonly number[]): number[][] {
  const center = f(at);
  const steps = at.map((each) => 0.01 * Math.max(0.1, Math.abs(each)));
  const result = at.map(() => new Array<number>(at.length).fill(0));
  function second(i: number, j: number, share: number): number {
    const [a, b] = [steps[i]! * share, steps[j]! * share];
    if (i === j) return (f(shifted(at, i, a)) - 2 * center + f(shifted(at, i, -a))) / (a * a);
    const [up, down] = [shifted(at, i, a), shifted(at, i, -a)];
    const both = f(shifted(up, j, b)) + f(shifted(down, j, -b));
    return (both - f(shifted(up, j, -b)) - f(shifted(down, j, b))) / (4 * a * b);
  }
  for (let i = 0; i < at.length; i++)
    for (let j = 0; j <= i; j++) result[i]![j] = result[j]![i] = (4 * second(i, j, 0.5) - second(i, j, 1)) / 3;
  return result;
}

/** Solution of a small symmetric positive definite system, or null where it is none. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | null {
  const size = right.length;
  const lower = matrix.map((row) => [...row]);
  const result = [...right];
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = lower[i]![j]!;
      for (let k = 0; k < j; k++) sum -= lower[i]![k]! * lower[j]![k]!;
      if (i === j && !(sum > 0)) return null;
      lower[i]![j] = i === j ? Math.sqrt(sum) : sum / lower[j]![j]!;
    }
  }
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) result[i]! -= lower[i]![k]! * result[k]!;
    result[i]! /= lower[i]![i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) result[i]! -= lower[k]![i]! * result[k]!;
    result[i]! /= lower[i]![i]!;
  }
  return result;
}

function shifted(at: readonly number[], i: number, by: number): number[] {
  return at.map((each, place) => (place === i ? each + by : each));
}

function identity(size: number): number[][] {
  return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? 1 : 0)));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, each, i) => sum + each * b[i]!, 0);
}
