import { Failure } from '../errors.ts';
import type { DicomFile, EncapsulatedPixels } from './parse.ts';

type Fragment = EncapsulatedPixels['fragments'][number];

/**
 * Sorts the fragments of encapsulated pixels into frames (PS3.5 annex A.4), by the offset table where there is one,
 * else one fragment a frame, else by where codestreams begin. Throws dicom-malformed.
 */
export function splitFrames(dicom: DicomFile, encapsulated: EncapsulatedPixels, frames: number): Uint8Array[] {
  const fragments = encapsulated.fragments.filter((fragment) => fragment.bytes.length > 0);
  if (frames === 1 && fragments.length > 0) return [concatenate(fragments)];
  const starts = frameStarts(dicom, encapsulated, fragments, frames);
  if (starts.length !== frames) {
    const reason = `${fragments.length} fragments can't be ${frames} frames`;
    throw new Failure('dicom-malformed', { file: dicom.file, reason });
  }
  return starts.map((start, frame) => concatenate(fragments.slice(start, starts[frame + 1] ?? fragments.length)));
}

/** For each frame, the index of its first fragment. */
function frameStarts(
  dicom: DicomFile,
  encapsulated: EncapsulatedPixels,
  fragments: readonly Fragment[],
  frames: number,
): number[] {
  if (fragments.length === frames) return fragments.map((_, index) => index);
  const table = encapsulated.offsets.length > 0 ? encapsulated.offsets : extendedOffsets(dicom);
  if (table.length === frames) {
    const byOffset = new Map(fragments.map((fragment, index) => [fragment.offset, index]));
    return table.flatMap((offset) => byOffset.get(offset) ?? []);
  }
  return fragments.flatMap((fragment, index) => (beginsCodestream(fragment.bytes) ? [index] : []));
}

/** Extended Offset Table (7FE0,0001): 64-bit offsets, little endian as every encapsulated syntax. */
function extendedOffsets(dicom: DicomFile): number[] {
  const words = dicom.header.words('ExtendedOffsetTable');
  const offsets: number[] = [];
  for (let at = 0; at + 3 < words.length; at += 4) {
    offsets.push((words[at] ?? 0) + (words[at + 1] ?? 0) * 2 ** 16 + (words[at + 2] ?? 0) * 2 ** 32);
  }
  return offsets;
}

/** JPEG and JPEG-LS begin with SOI, JPEG 2000 with SOC. */
function beginsCodestream(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && (bytes[1] === 0xd8 || bytes[1] === 0x4f);
}

function concatenate(fragments: readonly Fragment[]): Uint8Array {
  const [first] = fragments;
  if (first && fragments.length === 1) return first.bytes;
  const whole = new Uint8Array(fragments.reduce((sum, fragment) => sum + fragment.bytes.length, 0));
  let position = 0;
  for (const { bytes } of fragments) {
    whole.set(bytes, position);
    position += bytes.length;
  }
  return whole;
}
