import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mayBeLettered } from '#core/dicom/look/lettering.ts';
import { looksUnlike } from '#core/dicom/look/likeness.ts';
import { mirrorLikeness, shrink, type GreyPicture } from '#core/dicom/look/mirror.ts';
import { filmPicture } from '#main/services/model/films.ts';
import { agentImage } from '#main/services/model/images.ts';
import { renderPhantom } from '#models/training/phantom.ts';
import { phantomBits } from '#models/training/phantom/exposure.ts';
import type { PhantomView } from '#models/training/phantom/spec.ts';
import { dataFolder } from '#test/data.ts';

function phantom(view: PhantomView, seed: number): GreyPicture {
  const { rows, columns, pixels } = renderPhantom(
    { patient: seed, exposure: seed, view, sex: 'F', age: 58, findings: [] },
    512,
  );
  return { rows, columns, data: Uint8Array.from(pixels, (value) => value >> (phantomBits - 8)) };
}

/** Letters five by seven, each row a number of five bits. */
const LETTERS: Readonly<Record<string, readonly number[]>> = {
  D: [30, 17, 17, 17, 17, 17, 30],
  O: [14, 17, 17, 17, 17, 17, 14],
  E: [31, 16, 16, 30, 16, 16, 31],
  J: [7, 2, 2, 2, 2, 18, 12],
  A: [14, 17, 17, 31, 17, 17, 17],
  N: [17, 25, 21, 19, 17, 17, 17],
  R: [30, 17, 17, 30, 20, 18, 17],
};

function lettered(picture: GreyPicture, word: string, shade: number, at: [row: number, column: number]): GreyPicture {
  const data = Uint8Array.from(picture.data);
  for (const [index, letter] of [...word].entries()) {
    for (const [row, bits] of (LETTERS[letter] ?? []).entries()) {
      for (let column = 0; column < 5; column++) {
        if (((bits >> (4 - column)) & 1) === 0) continue;
        for (const [down, right] of [0, 1, 2, 3].map((part) => [part >> 1, part & 1] as const)) {
          const place = (at[0] + row * 2 + down) * picture.columns + at[1] + index * 12 + column * 2 + right;
          data[place] = shade;
        }
      }
    }
  }
  return { ...picture, data };
}

describe('letters in a picture', () => {
  // Drawn once: a phantom costs more than the question.
  const films = { PA: phantom('PA', 1), LATERAL: phantom('LATERAL', 3) };

  it.each(['PA', 'LATERAL'] as const)('are suspected where a name is burned in, light or dark: %s', (view) => {
    const plain = films[view];
    expect(mayBeLettered(plain)).toBe(false);
    expect(mayBeLettered(lettered(plain, 'DOEJANE', 255, [4, 8]))).toBe(true);
    const bright = { ...plain, data: plain.data.map((value) => Math.min(255, value + 140)) };
    expect(mayBeLettered(lettered(bright, 'JANEDOE', 0, [490, 400]))).toBe(true);
  });

  it('are not suspected for a marker of one letter', () => {
    expect(mayBeLettered(lettered(films.PA, 'R', 255, [40, 20]))).toBe(false);
  });

  it('are found on real films that carry words, and on none of those with a side marker only', async (context) => {
    const data = dataFolder();
    if (data === null) return context.skip('no real data');
    const words = ['nih_00013122_000.png', 'mhh_b343e657.png', 'vqarad_synpic55464.jpg'];
    const none = ['nih_00006822_000.png', 'nih_00000353_000.png', 'mhh_series_d6494b39.png'];
    for (const name of [...words, ...none]) {
      expect(mayBeLettered(await real(join(data, 'cxr-images', name))), name).toBe(words.includes(name));
    }
  });
});

describe('a view and a picture', () => {
  it('contradict each other where shape and symmetry are those of another view', async (context) => {
    const data = dataFolder();
    if (data === null) return context.skip('no real data');
    // Its own header said PA; it is a lateral.
    const mistaken = await real(join(data, 'cxr-images', 'openi_CXR100_IM-0002-2001.png'));
    const [frontal, lateral] = await Promise.all(
      ['openi_CXR54_IM-2145-1001.png', 'openi_CXR54_IM-2145-1002.png'].map((name) =>
        real(join(data, 'cxr-images', name)),
      ),
    );
    expect([looksUnlike(mistaken, 'PA'), looksUnlike(mistaken, 'LATERAL')]).toEqual([true, false]);
    expect([looksUnlike(frontal!, 'PA'), looksUnlike(frontal!, 'LATERAL')]).toEqual([false, true]);
    expect([looksUnlike(lateral!, 'LATERAL'), looksUnlike(lateral!, 'OTHER')]).toEqual([false, false]);
  });

  it('are compared by the correlation with the mirror image', () => {
    const even = {
      rows: 32,
      columns: 64,
      data: Uint8Array.from({ length: 2048 }, (_, at) => Math.abs((at % 64) - 31.5) * 8),
    };
    const slope = { rows: 32, columns: 64, data: Uint8Array.from({ length: 2048 }, (_, at) => (at % 64) * 4) };
    expect(mirrorLikeness(even)).toBeCloseTo(1, 6);
    expect(mirrorLikeness(slope)).toBeCloseTo(-1, 6);
    expect(mirrorLikeness({ ...even, data: new Uint8Array(2048).fill(7) })).toBe(1);
    expect([...shrink({ rows: 2, columns: 4, data: Uint8Array.of(0, 2, 8, 8, 4, 6, 8, 8) }, 1, 2)]).toEqual([3, 8]);
  });
});

async function real(path: string): Promise<GreyPicture> {
  const { picture } = await agentImage(readFileSync(path), path, filmPicture, true);
  const { rows, columns, channels, data } = picture;
  return { rows, columns, data: channels === 1 ? data : data.filter((_, at) => at % 3 === 1) };
}
