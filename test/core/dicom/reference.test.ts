import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeFrames } from '#core/dicom/frames.ts';
import { parseDicom } from '#core/dicom/parse.ts';
import { pixelStatistics } from '#core/dicom/statistics.ts';
import { Failure, toFailureData } from '#core/errors.ts';
import { failureWords } from '#core/messages/messages.ts';
import { loadCodecs } from '#main/services/codecs.ts';
import { dataFolder } from '#test/data.ts';

const folder = dataFolder();
const codecs = await loadCodecs();

const row = z.object({
  file: z.string(),
  transfer_syntax: z.string(),
  decode: z.string(),
  px_shape: z.string(),
  px_min: z.string(),
  px_max: z.string(),
  px_sum: z.string(),
});

/**
 * The reference of this file is memory that GDCM never filled: it changes from run to run. The codestream claims
 * 3,722,445,056 columns, and OpenJPEG refuses it in GDCM as here.
 */
const garbled = 'JPEG2000-embedded-sequence-delimiter.dcm';

/** What GDCM could not read, and we can. */
const extra: Record<string, string> = { 'HTJ2KLossless_08_RGB.dcm': '480 640 0 255 117137474' };

/** Why the others are not read. */
const reasons: Record<string, string> = {
  [garbled]:
    "the pixels can't be decoded (the codestream is 3722445056 x 1024 x 1 of 16 bits, the header says 256 x 1024 x 1 of 16)",
  'MR_truncated.dcm': 'the file ends too early ((7FE0,0010) needs 8192 bytes, 8130 are left)',
  'badVR.dcm': 'not readable as DICOM (NumberOfFrames is "1A")',
  'no_meta.dcm': 'not a DICOM file',
  'meta_missing_tsyntax.dcm': 'not readable as DICOM (Rows is missing)',
  'Issue1097_FailToOpenDeflatedFileWithSQ.dcm': 'holds no image (no pixel data)',
  'DummyCTInvalidRows.dcm': 'holds no image (no pixel data, modality MR)',
  'sample-sr.dcm': 'holds no image (no pixel data, modality SR)',
  'reportsi.dcm': 'holds no image (no pixel data, modality SR)',
  DICOMDIR: 'holds no image (no pixel data)',
  'chrJapMulti.dcm': 'holds no image (no pixel data, modality CR)',
  'chrKoreanMulti.dcm': 'holds no image (no pixel data, modality CR)',
};

function rowsOf(path: string): z.infer<typeof row>[] {
  return z.array(row).parse(parse(readFileSync(join(path, 'dicom.csv')), { columns: true }));
}

describe.skipIf(!folder)('the real files', () => {
  const path = join(folder ?? '', 'dicom');
  const rows = folder ? rowsOf(path) : [];
  const readable = rows.filter(({ decode, file }) => decode === 'ok' && file !== garbled);
  const unreadable = rows.filter(
    ({ file }) => file in reasons || !(readable.some((row) => row.file === file) || file in extra),
  );

  async function read(file: string) {
    const dicom = parseDicom(readFileSync(join(path, file)), file);
    const frames = await decodeFrames(dicom, codecs);
    return { dicom, frames, ...pixelStatistics(frames) };
  }

  it.each(readable)('$file gives the reference minimum, maximum and sum', async (expected) => {
    const { dicom, frames, min, max, sum } = await read(expected.file);
    expect(dicom.transferSyntax.uid).toBe(expected.transfer_syntax || '1.2.840.10008.1.2');
    const [height, width, samples = 1] = expected.px_shape.split('x').map(Number);
    expect([frames.rows, frames.columns, frames.samplesPerPixel]).toEqual([height, width, samples]);
    // Lossy: one step of rounding at the ends, and a twentieth of a step in the mean.
    const tolerance = dicom.transferSyntax.lossless ? 0 : 1;
    expect(Math.abs(min - Number(expected.px_min))).toBeLessThanOrEqual(tolerance);
    expect(Math.abs(max - Number(expected.px_max))).toBeLessThanOrEqual(tolerance);
    expect(Math.abs(sum - Number(expected.px_sum))).toBeLessThanOrEqual((tolerance * frames.data.length) / 20);
  });

  it.each(Object.entries(extra))('%s is read although the reference decoder could not', async (file, expected) => {
    const { frames, min, max, sum } = await read(file);
    expect([frames.rows, frames.columns, min, max, sum].join(' ')).toBe(expected);
  });

  it.each(unreadable)('$file gives a reason in one line', async ({ file }) => {
    const thrown: unknown = await read(file).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(Failure);
    expect(failureWords(toFailureData(thrown))).toBe(`${file}: ${reasons[file]}`);
  });
});
