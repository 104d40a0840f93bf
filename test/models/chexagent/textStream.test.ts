import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeText, textStream } from '#models/chexagent/textStream.ts';

it('holds an unfinished character back until it is whole', () => {
  const stream = textStream();
  expect(stream.push(Uint8Array.of(0x61, 0xf0, 0x9f))).toBe('a');
  expect(stream.push(Uint8Array.of(0x98))).toBe('');
  expect(stream.push(Uint8Array.of(0x80, 0x62))).toBe('😀b');
  expect(stream.push(Uint8Array.of(0xc3))).toBe('');
  expect(stream.end()).toBe('\ufffd');
});

it('gives the same text however the bytes are cut, broken ones included', () => {
  const byte = fc.oneof(fc.nat(255), fc.constantFrom(0x80, 0xa0, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xbf, 0xbb));
  fc.assert(
    fc.property(fc.array(fc.array(byte, { maxLength: 5 }), { maxLength: 12 }), (pieces) => {
      const whole = new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(pieces.flat()));
      expect(decodeText(pieces.map((piece) => Uint8Array.from(piece)))).toBe(whole);
    }),
    { numRuns: 2000 },
  );
});
