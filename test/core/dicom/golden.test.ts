import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeFrames } from '#core/dicom/frames.ts';
import { greyPipeline, type Look } from '#core/dicom/grey.ts';
import { parseDicom } from '#core/dicom/parse.ts';
import { renderGrey } from '#core/dicom/render.ts';
import { loadCodecs } from '#main/services/codecs.ts';
import { dataFolder } from '#test/data.ts';

/*
 * Display greys of two independent renderers, pydicom and dcmtk (test/golden/dicom/make_grey.py): within one grey level.
 */
const golden = fileURLToPath(new URL('../../golden/dicom/', import.meta.url));
const folder = dataFolder();
const codecs = await loadCodecs();

const greys = z.array(z.number());
const entries = z.array(
  z.object({ look: z.union([z.literal(['lut', 'range']), z.number()]), pydicom: greys, dcmtk: greys }),
);
const file = z.object({ vectors: z.record(z.string(), entries), real: z.record(z.string(), entries) });
const { vectors, real } = file.parse(JSON.parse(readFileSync(join(golden, 'grey.json'), 'utf8')));

/** Where pydicom 2.3 departs from the standard; dcmtk and we follow it. */
const pydicomErrs = new Set([
  // The index into a table of 8-bit entries is kept in 8 bits, and overflows beyond the 256th entry.
  'voi-lut',
  'voi-lut-negative',
  'voi-lut-and-window',
  // Bits above the high bit are taken for part of the sample (PS3.5 8.1.1): 0x0FFF is -1 in 12 signed bits, not 4095.
  'mlut_18.dcm',
]);

async function check(path: string, name: string, expected: z.infer<typeof entries>, pick: boolean): Promise<void> {
  const dicom = parseDicom(readFileSync(path), name);
  const frames = await decodeFrames(dicom, codecs);
  const grey = greyPipeline(dicom, frames);
  const size = frames.rows * frames.columns;
  const step = Math.floor(size / 64);
  for (const [index, { look, pydicom, dcmtk }] of expected.entries()) {
    // The first entry is what the file asks for: null must find it by itself.
    const chosen: Look = index === 0 || typeof look !== 'number' ? null : (grey.windows[look] ?? null);
    const all = renderGrey(frames, grey, chosen);
    const shown = pick ? Array.from({ length: 64 }, (_, at) => all[at * step + (step >> 1)] ?? -1) : [...all];
    expect(furthest(shown, dcmtk), `${name} ${look} dcmtk`).toBeLessThanOrEqual(1);
    if (pydicomErrs.has(name) && look !== 0) expect(furthest(shown, pydicom)).toBeGreaterThan(1);
    else expect(furthest(shown, pydicom), `${name} ${look} pydicom`).toBeLessThanOrEqual(1);
  }
}

function furthest(left: readonly number[], right: readonly number[]): number {
  expect(left.length).toBe(right.length);
  return Math.max(...left.map((value, at) => Math.abs(value - (right[at] ?? Number.NaN))));
}

describe('display greys', () => {
  it.each(Object.keys(vectors))('vector %s', async (name) => {
    await check(join(golden, 'vectors', `${name}.dcm`), name, vectors[name] ?? [], false);
  });

  it.each(['implicit', 'big-endian', 'deflated'])('are the same in %s', async (encoding) => {
    const path = join(golden, 'vectors', `several-windows-${encoding}.dcm`);
    await check(path, encoding, vectors['several-windows'] ?? [], false);
  });

  it.skipIf(!folder).each(Object.keys(real))('real file %s', async (name) => {
    await check(join(folder ?? '', 'dicom', name), name, real[name] ?? [], true);
  });
});
