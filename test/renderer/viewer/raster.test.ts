import { describe, expect, test } from 'vitest';
import {
  applyTable,
  buildPyramid,
  pixelTable,
  resample,
  visiblePart,
  type Level,
  type Viewport,
} from '#renderer/viewer/raster.ts';

function ramp(rows: number, columns: number): { rows: number; columns: number; data: Uint16Array } {
  const data = new Uint16Array(rows * columns);
  for (let index = 0; index < data.length; index++) data[index] = (index * 7919) % 65521;
  return { rows, columns, data };
}

/** The same by the book: one pixel at a time, straight from the definition. */
function naive(level: Level, viewport: Viewport, x: number, y: number, shrink: number): number {
  const at = (row: number, column: number) =>
    level.data[
      Math.min(level.rows - 1, Math.max(0, row)) * level.columns + Math.min(level.columns - 1, Math.max(0, column))
    ]!;
  const u = (x + 0.5 - viewport.left) / viewport.scale / shrink - 0.5;
  const v = (y + 0.5 - viewport.top) / viewport.scale / shrink - 0.5;
  const [column, row] = [Math.floor(u), Math.floor(v)];
  const [s, t] = [u - column, v - row];
  return Math.round(
    (1 - t) * ((1 - s) * at(row, column) + s * at(row, column + 1)) +
      t * ((1 - s) * at(row + 1, column) + s * at(row + 1, column + 1)),
  );
}

describe('pyramid', () => {
  test('each level averages 2 x 2 of the one before, edges with themselves', () => {
    const film = { rows: 65, columns: 66, data: ramp(65, 66).data };
    const [first, second] = buildPyramid(film).levels;
    expect([second!.rows, second!.columns]).toEqual([33, 33]);
    const at = (row: number, column: number) => first!.data[row * 66 + column]!;
    expect(second!.data[33 * 5 + 7]).toBe(Math.round((at(10, 14) + at(10, 15) + at(11, 14) + at(11, 15)) / 4 + 1e-9));
    expect(second!.data[33 * 32 + 1]).toBe(Math.floor((2 * at(64, 2) + 2 * at(64, 3) + 2) / 4));
  });

  test('signed values are counted from the lowest one; 8 and 16 bit data are not copied', () => {
    expect([...buildPyramid({ rows: 1, columns: 3, data: new Int16Array([-4, 0, 3]) }, -4).levels[0]!.data]).toEqual([
      0, 4, 7,
    ]);
    const data = new Uint8Array([1, 2]);
    expect(buildPyramid({ rows: 1, columns: 2, data }).levels[0]!.data.buffer).toBe(data.buffer);
  });

  test('a flat film stays flat at every level', () => {
    const { levels } = buildPyramid({ rows: 300, columns: 211, data: new Uint16Array(300 * 211).fill(40001) });
    expect(levels.every(({ data }) => data.every((value) => value === 40001))).toBe(true);
  });
});

describe('resampling', () => {
  const film = ramp(150, 130);
  const pyramid = buildPyramid(film);

  test.each([
    ['one to one', { width: 130, height: 150, scale: 1, left: 0, top: 0 }, 0],
    ['enlarged and shifted', { width: 90, height: 70, scale: 2.7, left: -33.3, top: -20.1 }, 0],
    ['reduced', { width: 100, height: 100, scale: 0.6, left: 11.25, top: 5.5 }, 0],
    ['halved', { width: 70, height: 80, scale: 0.5, left: 0, top: 0 }, 1],
    ['small', { width: 60, height: 60, scale: 0.3, left: 10, top: 7 }, 1],
  ] as const)('%s agrees with the definition', (_name, viewport, depth) => {
    const part = visiblePart(pyramid, viewport);
    const out = new Uint16Array(part.width * part.height);
    expect(resample(pyramid, viewport, out)).toEqual(part);
    const level = pyramid.levels[depth]!;
    let worst = 0;
    for (let row = 0; row < part.height; row++) {
      for (let column = 0; column < part.width; column++) {
        const expected = naive(level, viewport, part.left + column, part.top + row, 2 ** depth);
        worst = Math.max(worst, Math.abs(out[row * part.width + column]! - expected));
      }
    }
    // Rounding half-way cases differs by one at most.
    expect(worst).toBeLessThanOrEqual(1);
  });

  test('one to one gives the stored values themselves', () => {
    const out = new Uint16Array(150 * 130);
    resample(pyramid, { width: 130, height: 150, scale: 1, left: 0, top: 0 }, out);
    expect(out).toEqual(film.data);
  });

  test('only pixels whose centre is on the film are drawn', () => {
    expect(visiblePart(pyramid, { width: 400, height: 200, scale: 1, left: 100.4, top: -20 })).toEqual({
      left: 100,
      top: 0,
      width: 130,
      height: 130,
    });
    expect(visiblePart(pyramid, { width: 50, height: 50, scale: 1, left: 60, top: 0 })).toMatchObject({ width: 0 });
  });
});

test('the table turns samples into opaque greys', () => {
  const table = pixelTable(new Uint8Array([0, 128, 255]));
  const out = new Uint32Array(4);
  applyTable(new Uint16Array([2, 1, 0, 1]), table, out);
  expect([...out]).toEqual([0xffffffff, 0xff808080, 0xff000000, 0xff808080]);
  expect([...new Uint8Array(out.buffer, 4, 4)]).toEqual([128, 128, 128, 255]);
});
