import { expect, it } from 'vitest';
import { parseBoxes } from '#models/chexagent/tasks/boxes.ts';
import { boxWords, maskCorners, mergeRegions, namedBoxWords, sharesOf } from '#models/chexinstruct/boxes.ts';

it('finds the box of a mask in relative run lengths', () => {
  // The example of the SIIM-ACR challenge's description; runs by hand: 387620 = column 378, row 548; each run in the
  // next column. Ends: 9 runs of 23, 33, 43, 51, 58, 65, 70, 74, 76 pixels, with gaps between.
  const runs = '387620 23 996 33 986 43 977 51 968 58 962 65 956 70 952 74 949 76 946 79';
  const starts = [387620];
  const numbers = runs.split(' ').map(Number);
  for (let place = 2; place < numbers.length; place += 2) {
    starts.push((starts.at(-1) ?? 0) + (numbers[place - 1] ?? 0) + (numbers[place] ?? 0));
  }
  const pixels = starts.flatMap((start, place) =>
    Array.from({ length: numbers[2 * place + 1] ?? 0 }, (_, step) => start + step),
  );
  const columns = pixels.map((pixel) => Math.floor(pixel / 1024));
  const rows = pixels.map((pixel) => pixel % 1024);
  expect(maskCorners(runs, 1024)).toEqual([
    Math.min(...columns) / 1024,
    Math.min(...rows) / 1024,
    (Math.max(...columns) + 1) / 1024,
    (Math.max(...rows) + 1) / 1024,
  ]);
});

it.each([
  ['an odd number', '1 2 3'],
  ['no numbers', 'a b'],
  ['a run beyond the mask', '90 20'],
  ['no pixel', '5 0'],
])('takes %s for no mask', (_, runs) => {
  expect(maskCorners(runs, 10)).toBeNull();
});

it('covers whole columns where a run goes on in the next', () => {
  expect(maskCorners('5 10', 10)).toEqual([0, 0, 0.2, 1]);
});

it('joins boxes of one label that overlap by more than a tenth, and no others', () => {
  const region = (label: string, ...corners: [number, number, number, number]) => ({ label, corners });
  const merged = mergeRegions([
    region('nodule', 0.1, 0.1, 0.3, 0.3),
    region('mass', 0.1, 0.1, 0.3, 0.3),
    region('nodule', 0.2, 0.2, 0.4, 0.4),
    // Overlap 0.0025 of 0.0775: a thirtieth.
    region('nodule', 0.25, 0.05, 0.45, 0.15),
  ]);
  expect(merged).toEqual([
    region('nodule', 0.1, 0.1, 0.4, 0.4),
    region('mass', 0.1, 0.1, 0.3, 0.3),
    region('nodule', 0.25, 0.05, 0.45, 0.15),
  ]);
});

it('writes boxes as the model does, from left to right, and no further than the grid goes', () => {
  const regions = [
    { label: 'tube', corners: [0.5, 0.1, 1, 1] as const },
    { label: 'line', corners: [0, 0.2, 0.3339, 0.9999] as const },
  ];
  expect(namedBoxWords(regions)).toBe(
    '<|ref|>line<|/ref|><|box|>(0,20),(33,100)<|/box|><|ref|>tube<|/ref|><|box|>(50,10),(100,100)<|/box|>',
  );
  expect(parseBoxes(namedBoxWords(regions)).map(({ phrase }) => phrase)).toEqual(['line', 'tube']);
  expect(boxWords([])).toBe('');
});

it('cuts boxes at the edges of the film; a box without an area is none', () => {
  const film = { width: 200, height: 100 };
  expect(sharesOf([-20, 50, 100, 150], film)).toEqual([0, 0.5, 0.5, 1]);
  expect(sharesOf([50, 50, 50, 80], film)).toBeNull();
  expect(sharesOf([NaN, 50, 50, 80], film)).toBeNull();
});
