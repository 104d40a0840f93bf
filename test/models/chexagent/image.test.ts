import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { imagePatches, resizeBicubic, type Picture } from '#models/chexagent/image.ts';
import { dataFolder } from '#test/data.ts';
import real from '#test/golden/model/image/real.json' with { type: 'json' };
import resized from '#test/golden/model/image/resize.json' with { type: 'json' };

const goldenCase = z.object({
  kind: z.enum(['noise', 'edges', 'ramp']),
  channels: z.literal([1, 3]),
  columns: z.int(),
  rows: z.int(),
  toColumns: z.int(),
  toRows: z.int(),
  data: z.string(),
});
const cases = z.array(goldenCase).parse(resized);
const data = dataFolder();

/** The pictures of test/golden/model/image/resize.py, by the same recipe. */
function recipe({ kind, channels, columns, rows }: z.infer<typeof goldenCase>): Picture {
  const pixels = new Uint8Array(rows * columns * channels);
  let state = 12345;
  for (let index = 0; index < pixels.length; index++) {
    const [x, y] = [index % columns, Math.floor(index / columns)];
    if (kind === 'noise') {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
      pixels[index] = (state >> 16) & 255;
    } else if (kind === 'edges') {
      pixels[index] = (Math.floor(x / 37) + Math.floor(y / 23)) % 2 ? 255 : 0;
    } else {
      pixels[index] = Math.floor((x * 3 + y * 2) / 8) % 256;
    }
  }
  return { rows, columns, channels, data: pixels };
}

describe('bicubic resize', () => {
  it.each(cases)('is Pillow’s: $kind $columns x $rows x $channels to $toColumns x $toRows', (golden) => {
    const expected = inflateSync(Buffer.from(golden.data, 'base64'));
    const result = resizeBicubic(recipe(golden), golden.toRows, golden.toColumns);
    expect(Buffer.compare(result.data, expected)).toBe(0);
  });

  it.skipIf(!data)('is Pillow’s on real radiographs, bit for bit', () => {
    for (const [file, digest] of Object.entries(real)) {
      const png = decode(readFileSync(join(data ?? '', 'cxr-images', file)));
      const channels = z.literal([1, 3]).parse(png.channels);
      const pixels = z.instanceof(Uint8Array).parse(png.data);
      const picture = { rows: png.height, columns: png.width, channels, data: pixels };
      const result = resizeBicubic(picture, 512, 512);
      expect(createHash('sha256').update(result.data).digest('hex'), file).toBe(digest);
    }
  });
});

describe('patches', () => {
  const vision = {
    layers: 1,
    width: 1,
    heads: 1,
    intermediate: 1,
    patch: 2,
    size: 4,
    tokens: 4,
    eps: 1e-6,
    activation: 'gelu',
    mean: [0.5, 0.5, 0.25],
    std: [0.5, 0.5, 0.25],
  } as const;

  it('follow each other row by row, each as channel, row, column, normalised', () => {
    const grey: Picture = { rows: 4, columns: 4, channels: 1, data: Uint8Array.from({ length: 16 }, (_, i) => i * 17) };
    const patches = imagePatches(grey, { ...vision, mean: [...vision.mean], std: [...vision.std] });
    expect(patches).toHaveLength(4 * 12);
    const first = [0, 1, 4, 5].map((i) => i / 15);
    expect([...patches.subarray(0, 4)]).toEqual(first.map((v) => expect.closeTo(2 * v - 1, 6)));
    expect([...patches.subarray(8, 12)]).toEqual(first.map((v) => expect.closeTo(4 * v - 1, 6)));
    const last = [10, 11, 14, 15].map((i) => i / 15);
    expect([...patches.subarray(36, 40)]).toEqual(last.map((v) => expect.closeTo(2 * v - 1, 6)));
  });

  it('keep the channels of a colour picture apart', () => {
    const pixels = Uint8Array.from({ length: 48 }, (_, i) => [255, 0, 51][i % 3] ?? 0);
    const colour: Picture = { rows: 4, columns: 4, channels: 3, data: pixels };
    const patches = imagePatches(colour, { ...vision, mean: [...vision.mean], std: [...vision.std] });
    expect([...patches.subarray(0, 12)]).toEqual([
      1,
      1,
      1,
      1,
      -1,
      -1,
      -1,
      -1,
      ...[0, 1, 2, 3].map(() => expect.closeTo(-0.2, 6)),
    ]);
  });
});
