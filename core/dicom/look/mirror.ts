/** A grey picture row by row, 0 black to 255 white. */
export interface GreyPicture {
  readonly rows: number;
  readonly columns: number;
  readonly data: Uint8Array;
}

/** Side of the small picture that is compared. */
const SIDE = 32;

/**
 * How alike a picture and its mirror image are: Pearson's correlation (-1 to 1) of the picture, averaged down to 32 by
 * 32 cells, with itself turned left to right. A frontal chest is nearly symmetric; a lateral is not.
 */
export function mirrorLikeness(picture: GreyPicture): number {
  const cells = shrink(picture, SIDE, SIDE);
  const mean = cells.reduce((sum, cell) => sum + cell, 0) / cells.length;
  let [both, own] = [0, 0];
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const value = (cells[row * SIDE + column] ?? 0) - mean;
      both += value * ((cells[row * SIDE + SIDE - 1 - column] ?? 0) - mean);
      own += value * value;
    }
  }
  return own === 0 ? 1 : both / own;
}

/** A picture at another size, each cell the mean of what it covers. */
export function shrink({ rows, columns, data }: GreyPicture, height: number, width: number): Float64Array {
  const sums = new Float64Array(height * width);
  const counts = new Float64Array(height * width);
  for (let row = 0; row < rows; row++) {
    const line = Math.floor((row * height) / rows) * width;
    for (let column = 0; column < columns; column++) {
      const cell = line + Math.floor((column * width) / columns);
      sums[cell] = (sums[cell] ?? 0) + (data[row * columns + column] ?? 0);
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
  }
  return sums.map((sum, cell) => sum / (counts[cell] || 1));
}
