import type { Failure } from '../errors.ts';

const BLOCK = 512;
/** No file of an archive that this program reads is larger; a header that says so is damaged. */
const LARGEST = 2 ** 32;
/** A plain file, in the words of today and of before POSIX; all else (folders, links, remarks) is passed over. */
const PLAIN = ['0', ''];

export interface TarPart {
  readonly name: string;
  readonly size: number;
  /** To be read to its end or not at all, before the next part is asked for. */
  readonly content: AsyncIterable<Uint8Array>;
}

/**
 * The plain files of a tar archive (POSIX ustar) while its bytes come, each in pieces. Throws what `damaged` makes of the
 * reason.
 */
export async function* tarParts(
  pieces: AsyncIterable<Uint8Array>,
  damaged: (reason: string) => Failure,
): AsyncGenerator<TarPart> {
  const { take, pass } = reader(pieces[Symbol.asyncIterator](), () => damaged('it ends too early'));
  for (;;) {
    const header = await take(BLOCK);
    if (header.every((byte) => byte === 0)) return;
    const { name, size, kind } = readHeader(header, damaged);
    const content = pass(size);
    if (PLAIN.includes(kind)) yield { name, size, content };
    for await (const rest of content) void rest;
    await take((BLOCK - (size % BLOCK)) % BLOCK);
  }
}

/** The same with each file whole; one at a time is held. */
export async function* tarFiles(
  pieces: AsyncIterable<Uint8Array>,
  damaged: (reason: string) => Failure,
): AsyncGenerator<{ readonly name: string; readonly content: Uint8Array }> {
  for await (const { name, size, content } of tarParts(pieces, damaged)) {
    yield { name, content: await joined(content, size) };
  }
}

function readHeader(header: Uint8Array, damaged: (reason: string) => Failure) {
  const decoder = new TextDecoder('utf-8');
  const field = (from: number, to: number): string => decoder.decode(header.subarray(from, to)).replace(/[\0 ]+$/, '');
  const sum = header.reduce((total, byte, place) => total + (place >= 148 && place < 156 ? 32 : byte), 0);
  if (parseInt(field(148, 156), 8) !== sum) throw damaged('a header of the archive is broken');
  const size = parseInt(field(124, 136), 8);
  if (!(size >= 0 && size < LARGEST)) throw damaged('a file of the archive has no size');
  return { name: field(0, 100), size, kind: field(156, 157) };
}

/** Hands out so many bytes at a time, from pieces of any length: together, or as they come. */
function reader(pieces: AsyncIterator<Uint8Array>, early: () => Failure) {
  let held: Uint8Array = new Uint8Array(0);
  async function* pass(count: number): AsyncGenerator<Uint8Array> {
    let missing = count;
    while (missing > 0) {
      if (held.length === 0) {
        const next = await pieces.next();
        if (next.done === true) throw early();
        held = next.value;
      }
      const part = held.subarray(0, missing);
      held = held.subarray(part.length);
      missing -= part.length;
      yield part;
    }
  }
  return { pass, take: (count: number) => joined(pass(count), count) };
}

async function joined(parts: AsyncIterable<Uint8Array>, length: number): Promise<Uint8Array> {
  const whole = new Uint8Array(length);
  let place = 0;
  for await (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}
