import { planCholesky, type CholeskyPlan, type SparseSymmetric } from '#core/stats/linear/sparseCholesky.ts';
import type { FrameGroup } from './frame.ts';

/** Where a group's effects stand among all random effects: level l, effect e at `offset + l * width + e`. */
export interface Block {
  readonly group: FrameGroup;
  readonly width: number;
  readonly offset: number;
  /** Places of the group's parameters: the lower triangle of its relative factor, column by column. */
  readonly theta: readonly { readonly place: number; readonly row: number; readonly column: number }[];
}

/**
 * The random part Z Lambda(theta) u of a mixed model, with spherical u (Bates et al. 2015, section 3): the rows of Z,
 * and the system Lambda' Z' W Z Lambda + I that is refilled for each theta and each set of weights W.
 */
export interface RandomPlan {
  /** In falling order of levels, so that the largest diagonal block is eliminated first. */
  readonly blocks: readonly Block[];
  readonly size: number;
  readonly rows: number;
  /** Non-zero elements in each row of Z. */
  readonly width: number;
  readonly index: Int32Array;
  readonly values: Float64Array;
  readonly system: SparseSymmetric;
  readonly diagonal: Int32Array;
  /** For each row and each pair of its elements, the place in `system.values`. */
  readonly pairs: Int32Array;
  readonly cholesky: CholeskyPlan;
  /** Starting values: the identity as relative factor. */
  readonly start: readonly number[];
}

export function planRandomPart(groups: readonly FrameGroup[], rows: number): RandomPlan {
  const blocks: Block[] = [];
  let size = 0;
  const start: number[] = [];
  for (const group of [...groups].sort((a, b) => b.levels.length - a.levels.length)) {
    const width = group.effects.length;
    const theta: { place: number; row: number; column: number }[] = [];
    for (let column = 0; column < width; column++) {
      for (let row = column; row < width; row++) {
        theta.push({ place: start.length, row, column });
        start.push(row === column ? 1 : 0);
      }
    }
    blocks.push({ group, width, offset: size, theta });
    size += width * group.levels.length;
  }
  const width = blocks.reduce((sum, block) => sum + block.width, 0);
  const index = new Int32Array(rows * width);
  const values = new Float64Array(rows * width);
  let before = 0;
  for (const block of blocks) {
    for (let effect = 0; effect < block.width; effect++) {
      const from = block.group.values[effect]!;
      for (let row = 0; row < rows; row++) {
        index[row * width + before + effect] = block.offset + block.group.level[row]! * block.width + effect;
        values[row * width + before + effect] = from[row]!;
      }
    }
    before += block.width;
  }
  const { system, diagonal, pairs } = planSystem(index, width, rows, size);
  return { blocks, size, rows, width, index, values, system, diagonal, pairs, cholesky: planCholesky(system), start };
}

function planSystem(
  index: Int32Array,
  width: number,
  rows: number,
  size: number,
): Pick<RandomPlan, 'system' | 'diagonal' | 'pairs'> {
  const places = new Map<number, number>();
  const keys = new Float64Array((rows * width * (width + 1)) / 2);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    for (let a = 0; a < width; a++) {
      for (let b = 0; b <= a; b++) {
        const i = index[row * width + a]!;
        const j = index[row * width + b]!;
        const key = Math.max(i, j) * size + Math.min(i, j);
        keys[at++] = key;
        places.set(key, 0);
      }
    }
  }
  for (let i = 0; i < size; i++) places.set(i * size + i, 0);
  const sorted = Float64Array.from(places.keys()).sort();
  const start = new Int32Array(size + 1);
  const row = new Int32Array(sorted.length);
  const diagonal = new Int32Array(size);
  for (const [place, key] of sorted.entries()) {
    const column = Math.floor(key / size);
    row[place] = key - column * size;
    start[column + 1] = place + 1;
    if (row[place] === column) diagonal[column] = place;
    places.set(key, place);
  }
  const pairs = Int32Array.from(keys, (key) => places.get(key)!);
  return { system: { size, start, row, values: new Float64Array(sorted.length) }, diagonal, pairs };
}

/** The rows of Z Lambda(theta), in the layout of `plan.values`. */
export function scaledRows({ blocks, rows, width, values }: RandomPlan, theta: readonly number[]): Float64Array {
  const scaled = new Float64Array(values.length);
  let before = 0;
  for (const block of blocks) {
    for (const { place, row, column } of block.theta) {
      const factor = theta[place]!;
      for (let at = before; at < rows * width; at += width) scaled[at + column]! += factor * values[at + row]!;
    }
    before += block.width;
  }
  return scaled;
}

/** Fills the system with Lambda' Z' W Z Lambda + I; without weights W is the identity. */
export function fillSystem(plan: RandomPlan, scaled: Float64Array, weights: Float64Array | null): void {
  const { system, diagonal, pairs, rows, width } = plan;
  const { values } = system;
  values.fill(0);
  for (const place of diagonal) values[place] = 1;
  let at = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights === null ? 1 : weights[row]!;
    for (let a = 0; a < width; a++) {
      const left = weight * scaled[row * width + a]!;
      for (let b = 0; b <= a; b++) values[pairs[at++]!]! += left * scaled[row * width + b]!;
    }
  }
}

/**
 * Fills the system for weights of one. Where every group has a single effect, its elements are those of Z' Z times
 * two parameters, and the rows need not be gone through again.
 */
export function systemFiller(plan: RandomPlan): (theta: readonly number[]) => void {
  const { blocks, system, diagonal } = plan;
  if (blocks.some(({ width }) => width > 1)) return (theta) => fillSystem(plan, scaledRows(plan, theta), null);
  fillSystem(plan, plan.values, null);
  const cross = system.values.slice();
  for (const place of diagonal) cross[place]! -= 1;
  const parameter = new Int32Array(plan.size);
  for (const { offset, group, theta } of blocks)
    parameter.fill(theta[0]?.place ?? 0, offset, offset + group.levels.length);
  return (theta) => {
    for (let column = 0; column < plan.size; column++) {
      const factor = theta[parameter[column]!]!;
      for (let at = system.start[column]!; at < system.start[column + 1]!; at++)
        system.values[at] = cross[at]! * factor * theta[parameter[system.row[at]!]!]!;
    }
    for (const place of diagonal) system.values[place]! += 1;
  };
}

/** Lambda' b for a vector over the random effects. */
export function scaleEffects({ blocks, size }: RandomPlan, theta: readonly number[], b: Float64Array): Float64Array {
  const result = new Float64Array(size);
  for (const block of blocks) {
    const end = block.offset + block.width * block.group.levels.length;
    for (const { place, row, column } of block.theta) {
      const factor = theta[place]!;
      for (let at = block.offset; at < end; at += block.width) result[at + column]! += factor * b[at + row]!;
    }
  }
  return result;
}

/** Z' v for a vector over the rows. */
export function crossRandom({ size, rows, width, index, values }: RandomPlan, v: Float64Array): Float64Array {
  const result = new Float64Array(size);
  for (let row = 0; row < rows; row++)
    for (let at = row * width; at < (row + 1) * width; at++) result[index[at]!]! += values[at]! * v[row]!;
  return result;
}

/**
 * The same parameters with no negative diagonal: a column of Lambda may change its sign without changing the model,
 * which is why the search needs no bounds.
 */
export function positiveTheta({ blocks }: RandomPlan, theta: readonly number[]): number[] {
  const result = [...theta];
  for (const block of blocks) {
    for (let column = 0; column < block.width; column++) {
      const own = block.theta.filter((each) => each.column === column);
      const diagonal = own.find((each) => each.row === column);
      if (diagonal && result[diagonal.place]! < 0)
        for (const { place } of own) result[place] = result[place] === 0 ? 0 : -result[place]!;
    }
  }
  return result;
}

/** Covariance of the effects of one block, relative to the residual variance: T T'. */
export function blockCovariance({ width, theta: places }: Block, theta: readonly number[]): number[][] {
  const factor = Array.from({ length: width }, () => new Array<number>(width).fill(0));
  for (const { place, row, column } of places) factor[row]![column] = theta[place]!;
  return factor.map((a) => factor.map((b) => a.reduce((sum, value, at) => sum + value * b[at]!, 0)));
}
