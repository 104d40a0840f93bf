import { Failure } from '../errors.ts';

const BLOCK = 512;
/** No file of an archive that this program writes is larger; a header that says so is damaged. */
const LARGEST = 2 ** 32;

/**
 * The files of a tar archive (POSIX ustar, as `write.ts` makes it) while its bytes come; one file at a time is held.
 * Throws Failure package-damaged that names the archive.
 */
export async function* tarFiles(
  pieces: AsyncIterable<Uint8Array>,
  archive: string,
): AsyncGenerator<{ readonly name: string; readonly content: Uint8Array }> {
  const take = taker(pieces[Symbol.asyncIterator](), archive);
  for (;;) {
    const header = await take(BLOCK);
    if (header.every((byte) => byte === 0)) return;
    const { name, size } = readHeader(header, archive);
    const content = await take(size);
    await take((BLOCK - (size % BLOCK)) % BLOCK);
    yield { name, content };
  }
}

function readHeader(header: Uint8Array, archive: string): { name: string; size: number } {
  const decoder = new TextDecoder('utf-8');
  const field = (from: number, to: number): string => decoder.decode(header.subarray(from, to)).replace(/[\0 ]+$/, '');
  const sum = header.reduce((total, byte, place) => total + (place >= 148 && place < 156 ? 32 : byte), 0);
  if (parseInt(field(148, 156), 8) !== sum) throw damaged(archive, 'a header of the archive is broken');
  const size = parseInt(field(124, 136), 8);
  if (!(size >= 0 && size < LARGEST)) throw damaged(archive, 'a file of the archive has no size');
  return { name: field(0, 100), size };
}

/** Hands out so many bytes at a time, from pieces of any length. */
function taker(pieces: AsyncIterator<Uint8Array>, archive: string): (count: number) => Promise<Uint8Array> {
  let held: Uint8Array = new Uint8Array(0);
  return async (count) => {
    const parts: Uint8Array[] = [];
    let missing = count;
    while (missing > 0) {
      if (held.length === 0) {
        const next = await pieces.next();
        if (next.done === true) throw damaged(archive, 'it ends too early');
        held = next.value;
      }
      parts.push(held.subarray(0, missing));
      const taken = Math.min(missing, held.length);
      held = held.subarray(taken);
      missing -= taken;
    }
    return joined(parts, count);
  };
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}

function damaged(file: string, reason: string): Failure {
  return new Failure('package-damaged', { file, reason });
}
