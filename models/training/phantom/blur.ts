/** A blurred copy: `passes` of a box of `reach` pixels to each side; three come close to a Gauss curve. */
export function blurred(
  layer: Float32Array,
  rows: number,
  columns: number,
  reach: number,
  passes: number,
): Float32Array<ArrayBuffer> {
  const from = layer.slice();
  const to = new Float32Array(layer.length);
  for (let pass = 0; pass < passes; pass++) {
    blurRows(from, to, rows, columns, reach);
    blurColumns(to, from, rows, columns, reach);
  }
  return from;
}

/** Running means along the rows; the value at an edge goes on beyond it. */
function blurRows(from: Float32Array, to: Float32Array, rows: number, columns: number, reach: number): void {
  const share = 1 / (2 * reach + 1);
  for (let start = 0; start < rows * columns; start += columns) {
    const last = start + columns - 1;
    let sum = (from[start] as number) * (reach + 1);
    for (let ahead = start; ahead < start + reach; ahead++) sum += from[ahead < last ? ahead : last] as number;
    for (let pixel = start; pixel <= last; pixel++) {
      const enters = pixel + reach;
      const leaves = pixel - reach - 1;
      sum += (from[enters < last ? enters : last] as number) - (from[leaves > start ? leaves : start] as number);
      to[pixel] = sum * share;
    }
  }
}

/** The same down the columns, all of them side by side so that memory is read in order. */
function blurColumns(from: Float32Array, to: Float32Array, rows: number, columns: number, reach: number): void {
  const share = 1 / (2 * reach + 1);
  const sums = new Float64Array(columns);
  const startOf = (row: number): number => Math.min(rows - 1, Math.max(0, row)) * columns;
  for (let row = -reach - 1; row < reach; row++) {
    const start = startOf(row);
    for (let column = 0; column < columns; column++)
      sums[column] = (sums[column] as number) + (from[start + column] as number);
  }
  for (let row = 0; row < rows; row++) {
    const enters = startOf(row + reach);
    const leaves = startOf(row - reach - 1);
    for (let column = 0; column < columns; column++) {
      const sum = (sums[column] as number) + (from[enters + column] as number) - (from[leaves + column] as number);
      sums[column] = sum;
      to[row * columns + column] = sum * share;
    }
  }
}

/** Means of square cells of `side` pixels; the film's edges share the last cells. */
export function shrunk(layer: Float32Array, rows: number, columns: number, side: number): Grid {
  const across = Math.ceil(columns / side);
  const high = Math.ceil(rows / side);
  const values = new Float32Array(across * high);
  const counts = new Float32Array(across * high);
  for (let row = 0; row < rows; row++) {
    const start = Math.floor(row / side) * across;
    for (let column = 0; column < columns; column++) {
      const cell = start + Math.floor(column / side);
      values[cell] = (values[cell] as number) + (layer[row * columns + column] as number);
      counts[cell] = (counts[cell] as number) + 1;
    }
  }
  for (let cell = 0; cell < values.length; cell++) values[cell] = (values[cell] as number) / (counts[cell] as number);
  return { values, columns: across, rows: high };
}

/** A coarse layer. */
export interface Grid {
  readonly values: Float32Array;
  readonly columns: number;
  readonly rows: number;
}

/** One row of a film from a coarse grid, straight lines between the middles of its cells. */
export function stretchRow(grid: Grid, side: number, row: number, columns: number, out: Float32Array): void {
  const place = Math.min(grid.rows - 1, Math.max(0, (row + 0.5) / side - 0.5));
  const upper = Math.floor(place);
  const lower = Math.min(grid.rows - 1, upper + 1);
  const down = place - upper;
  for (let column = 0; column < columns; column++) {
    const spot = Math.min(grid.columns - 1, Math.max(0, (column + 0.5) / side - 0.5));
    const left = Math.floor(spot);
    const right = left + 1 < grid.columns ? left + 1 : left;
    const top = mean(grid, upper * grid.columns, left, right, spot - left);
    out[column] = top + down * (mean(grid, lower * grid.columns, left, right, spot - left) - top);
  }
}

function mean(grid: Grid, start: number, left: number, right: number, part: number): number {
  const from = grid.values[start + left] as number;
  return from + part * ((grid.values[start + right] as number) - from);
}
