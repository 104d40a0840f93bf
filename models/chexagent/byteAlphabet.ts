/**
 * GPT-2's byte alphabet: every byte has one visible character. Printable Latin-1 bytes stand for themselves, the other
 * 68 take the characters from U+0100 on, in order.
 */
const byteOfSymbol = new Map<string, number>();
const symbols: string[] = [];

let next = 0x100;
for (let byte = 0; byte < 256; byte++) {
  const printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  const symbol = String.fromCharCode(printable ? byte : next++);
  symbols.push(symbol);
  byteOfSymbol.set(symbol, byte);
}

/** Bytes written in the alphabet. */
export function symbolsOfBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => symbols[byte]).join('');
}

/** The bytes of a piece, or null when a character isn't of the alphabet (an added token). */
export function bytesOfSymbols(piece: string): Uint8Array | null {
  const bytes = new Uint8Array(piece.length);
  for (let index = 0; index < piece.length; index++) {
    const byte = byteOfSymbol.get(piece.charAt(index));
    if (byte === undefined) return null;
    bytes[index] = byte;
  }
  return bytes;
}
