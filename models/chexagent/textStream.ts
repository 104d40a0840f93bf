/** Bytes in, text out as soon as its characters are whole: what stands between tokens and the screen. */
export interface TextStream {
  /** The text that these bytes complete; an unfinished character waits for its rest. */
  push(bytes: Uint8Array): string;
  /** What was left waiting, as replacement characters. */
  end(): string;
}

/** Joining all pieces gives the same text as decoding all bytes at once (UTF-8, U+FFFD for what is broken). */
export function textStream(): TextStream {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let waiting = new Uint8Array(0);
  function push(bytes: Uint8Array): string {
    const all = new Uint8Array(waiting.length + bytes.length);
    all.set(waiting);
    all.set(bytes, waiting.length);
    const whole = all.length - unfinishedLength(all);
    waiting = all.slice(whole);
    return decoder.decode(all.subarray(0, whole));
  }
  function end(): string {
    const rest = decoder.decode(waiting);
    waiting = new Uint8Array(0);
    return rest;
  }
  return { push, end };
}

/** How many bytes at the end begin a UTF-8 character (RFC 3629) that may still be completed: 0 to 3. */
function unfinishedLength(bytes: Uint8Array): number {
  for (let length = 1; length <= Math.min(3, bytes.length); length++) {
    const lead = bytes[bytes.length - length] ?? 0;
    if (lead >= 0x80 && lead < 0xc0) continue;
    return length < characterLength(lead) && mayContinue(lead, bytes[bytes.length - length + 1]) ? length : 0;
  }
  return 0;
}

function characterLength(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 1;
}

/** Overlong forms, surrogates and values above U+10FFFF are refused at their second byte. */
function mayContinue(lead: number, second: number | undefined): boolean {
  if (second === undefined) return true;
  if (lead === 0xe0) return second >= 0xa0;
  if (lead === 0xed) return second <= 0x9f;
  if (lead === 0xf0) return second >= 0x90;
  if (lead === 0xf4) return second <= 0x8f;
  return true;
}

/** Decodes whole bytes at once. */
export function decodeText(pieces: readonly Uint8Array[]): string {
  const stream = textStream();
  return pieces.map((piece) => stream.push(piece)).join('') + stream.end();
}
