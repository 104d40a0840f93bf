/** A tar archive's parts (POSIX ustar): enough for files with short names. */

const BLOCK = 512;

/** Header, content and filling of one file; owner, mode and time are the same for all, so equal content is equal bytes. */
export function tarEntry(name: string, content: Uint8Array): Uint8Array {
  const entry = new Uint8Array(BLOCK + Math.ceil(content.length / BLOCK) * BLOCK);
  const fields: readonly (readonly [offset: number, text: string])[] = [
    [0, name],
    [100, '0000644\0'],
    [108, '0000000\0'],
    [116, '0000000\0'],
    [124, `${content.length.toString(8).padStart(11, '0')}\0`],
    [136, '00000000000\0'],
    [148, ' '.repeat(8)],
    [156, '0'],
    [257, 'ustar\0' + '00'],
  ];
  const encoder = new TextEncoder();
  for (const [offset, text] of fields) entry.set(encoder.encode(text), offset);
  const sum = entry.subarray(0, BLOCK).reduce((total, byte) => total + byte, 0);
  entry.set(encoder.encode(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
  entry.set(content, BLOCK);
  return entry;
}

/** Two empty blocks end an archive. */
export function tarEnd(): Uint8Array {
  return new Uint8Array(2 * BLOCK);
}
