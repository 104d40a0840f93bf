import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wordDiff } from '#core/text/wordDiff.ts';

test('names what went and what came', () => {
  expect(wordDiff('1. Clear lungs', 'Clear lungs.')).toEqual([
    { kind: 'removed', text: '1. ' },
    { kind: 'same', text: 'Clear ' },
    { kind: 'removed', text: 'lungs' },
    { kind: 'added', text: 'lungs.' },
  ]);
});

test('gives both texts back', () => {
  const text = fc.array(fc.constantFrom('a', 'b', ' ', '\n', 'no', '1. ')).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const parts = wordDiff(before, after);
      const joined = (leftOut: string): string =>
        parts
          .filter(({ kind }) => kind !== leftOut)
          .map((part) => part.text)
          .join('');
      expect([joined('added'), joined('removed')]).toEqual([before, after]);
    }),
  );
});
