import { describe, expect, it } from 'vitest';
import { resizeBicubic, type Picture } from '#models/chexagent/image.ts';
import { boxOnFilm, parseBoxes, textWithoutBoxes } from '#models/chexagent/tasks/boxes.ts';

const box = (left: number, top: number, right: number, bottom: number, phrase: string | null = null) => ({
  phrase,
  left,
  top,
  right,
  bottom,
});

describe('boxes of an answer', () => {
  it.each([
    ['one', '<|box|>(12,34),(56,78)<|/box|>', [box(12, 34, 56, 78)]],
    ['several', '<|box|>(1,2),(3,4)<|/box|><|box|>(5,6),(7,8)<|/box|>', [box(1, 2, 3, 4), box(5, 6, 7, 8)]],
    ['named', '<|ref|>left apex<|/ref|><|box|>(1,2),(3,4)<|/box|>', [box(1, 2, 3, 4, 'left apex')]],
    [
      'one phrase with two',
      '<|ref|>nodules<|/ref|><|box|>(1,2),(3,4)<|/box|><|box|>(5,6),(7,8)<|/box|>',
      [box(1, 2, 3, 4, 'nodules'), box(5, 6, 7, 8, 'nodules')],
    ],
    ['with blanks', '<|box|> ( 12 , 34 ) , ( 56 , 78 ) <|/box|>', [box(12, 34, 56, 78)]],
    ['with corners swapped', '<|box|>(56,78),(12,34)<|/box|>', [box(12, 34, 56, 78)]],
    ['without an end tag', 'see <|box|>(12,34),(56,78)', [box(12, 34, 56, 78)]],
    ['without brackets', '<|box|>12,34,56,78<|/box|>', [box(12, 34, 56, 78)]],
    ['beyond the grid', '<|box|>(-3,0),(100,130)<|/box|>', [box(0, 0, 100, 100)]],
    ['with decimals', '<|box|>(12.5,3),(40,50.5)<|/box|>', [box(12.5, 3, 40, 50.5)]],
    ['cut off', '<|box|>(12,34),(5', []],
    ['two pairs in one tag', '<|box|>(1,2),(3,4),(5,6),(7,8)<|/box|>', [box(1, 2, 3, 4), box(5, 6, 7, 8)]],
    ['a phrase without its end tag', '<|ref|>tube<|box|>(1,2),(3,4)<|/box|>', [box(1, 2, 3, 4, 'tube')]],
    ['none', 'There is no chest tube (1,2),(3,4).', []],
    ['nothing', '', []],
  ])('%s', (_name, answer, boxes) => {
    expect(parseBoxes(answer)).toEqual(boxes);
  });
});

it('the text without boxes is what is left to read', () => {
  expect(textWithoutBoxes('<|ref|>left apex<|/ref|><|box|>(1,2),(3,4)<|/box|> is dark')).toBe('left apex is dark');
  expect(textWithoutBoxes('<|box|>(1,2),(3,4)')).toBe('');
});

describe('a box on the film', () => {
  it('has each side on a scale of its own, and keeps its phrase', () => {
    expect(boxOnFilm(box(12, 34, 56, 78, 'heart'), { rows: 300, columns: 200 })).toEqual(
      box(24, 102, 112, 234, 'heart'),
    );
    expect(boxOnFilm(box(0, 0, 100, 100), { rows: 2991, columns: 2417 })).toEqual(box(0, 0, 2417, 2991));
  });

  // The way there is the model's own preprocessing: a bright block of the film, found in the square that the model sees.
  it.each([
    ['upright', { rows: 300, columns: 240 }],
    ['wide', { rows: 170, columns: 410 }],
    ['smaller than the square', { rows: 90, columns: 60 }],
  ])('is where the model saw it, on a film that is %s', (_name, film) => {
    const size = 128;
    const block = {
      left: film.columns * 0.2,
      top: film.rows * 0.5,
      right: film.columns * 0.7,
      bottom: film.rows * 0.8,
    };
    const seen = brightPart(resizeBicubic(withBlock(film, block), size, size));
    const grid = (value: number) => (100 * value) / size;
    const found = boxOnFilm(box(grid(seen.left), grid(seen.top), grid(seen.right), grid(seen.bottom)), film);
    // One pixel of the square is as exact as the model's sight can be.
    for (const side of ['left', 'right'] as const) {
      expect(Math.abs(found[side] - block[side])).toBeLessThanOrEqual(film.columns / size);
    }
    for (const side of ['top', 'bottom'] as const) {
      expect(Math.abs(found[side] - block[side])).toBeLessThanOrEqual(film.rows / size);
    }
  });

  interface Sides {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  }

  function withBlock(
    { rows, columns }: { rows: number; columns: number },
    { left, top, right, bottom }: Sides,
  ): Picture {
    const data = Uint8Array.from({ length: rows * columns }, (_, index) => {
      const [column, row] = [index % columns, Math.floor(index / columns)];
      return column >= left && column < right && row >= top && row < bottom ? 255 : 0;
    });
    return { rows, columns, channels: 1, data };
  }

  function brightPart({ rows, columns, data }: Picture): Sides {
    const bright = [...data.keys()].filter((index) => (data[index] ?? 0) > 127);
    const across = bright.map((index) => index % columns);
    const down = bright.map((index) => Math.floor(index / rows));
    return {
      left: Math.min(...across),
      top: Math.min(...down),
      right: Math.max(...across) + 1,
      bottom: Math.max(...down) + 1,
    };
  }
});
