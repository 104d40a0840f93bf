import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { decodeFrames } from '#core/dicom/frames.ts';
import { deidentify } from '#core/dicom/deidentify.ts';
import { greyPipeline } from '#core/dicom/grey.ts';
import { parseDicom } from '#core/dicom/parse.ts';
import { renderGrey } from '#core/dicom/render.ts';
import { checkChest, guessView } from '#core/dicom/select.ts';
import { Failure } from '#core/errors.ts';
import { seededRandom, type Random } from '#core/random.ts';
import { loadCodecs } from '#main/services/codecs.ts';

const golden = fileURLToPath(new URL('../../golden/dicom/', import.meta.url));
const files = ['vectors', 'packed'].flatMap((folder) => {
  return readdirSync(join(golden, folder)).map((file) => join(golden, folder, file));
});
const codecs = await loadCodecs();
const rounds = Number(process.env['CHEXSTUDY_FUZZ_ROUNDS'] ?? 20);

/** Damages a copy: single bits and bytes, lengths made huge, a piece cut out, or the end cut off. */
function damaged(original: Uint8Array, random: Random): Uint8Array {
  const bytes = Uint8Array.from(original);
  const kind = random.integer(6);
  if (kind === 0) return bytes.subarray(0, random.integer(bytes.length));
  if (kind === 1) {
    const from = random.integer(bytes.length);
    const count = 1 + random.integer(40);
    return Uint8Array.from([...bytes.subarray(0, from), ...bytes.subarray(from + count)]);
  }
  const changes = 1 + random.integer(8);
  for (let change = 0; change < changes; change++) {
    const at = random.integer(bytes.length);
    if (kind === 2) bytes[at] = (bytes[at] ?? 0) ^ (1 << random.integer(8));
    else if (kind === 3) bytes[at] = random.integer(256);
    else bytes.fill(kind === 4 ? 0xff : 0, at, Math.min(bytes.length, at + 4));
  }
  return bytes;
}

async function readAll(bytes: Uint8Array): Promise<void> {
  const dicom = parseDicom(bytes, 'damaged.dcm');
  guessView(dicom);
  const frames = await decodeFrames(dicom, codecs);
  deidentify(dicom, frames, { study: '2.25.1', series: '2.25.2', instance: '2.25.3' });
  renderGrey(frames, greyPipeline(dicom, frames), null);
  checkChest(dicom);
}

it.each(files.map((file) => [basename(file), file]))('%s, damaged, is read or gives a failure', async (name, file) => {
  const original = readFileSync(file);
  const random = seededRandom(20240301).fork(name);
  for (let round = 0; round < rounds; round++) {
    const bytes = damaged(original, random);
    const thrown: unknown = await readAll(bytes).then(
      () => null,
      (error: unknown) => error,
    );
    if (thrown !== null && !(thrown instanceof Failure)) {
      expect.fail(`round ${round}: ${thrown instanceof Error ? thrown.stack : String(thrown)}`);
    }
    if (thrown instanceof Failure) expect(thrown.code).toMatch(/^dicom-/);
  }
});
