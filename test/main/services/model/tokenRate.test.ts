import { expect, it } from 'vitest';
import { tokenRate } from '#main/services/model/tokenRate.ts';

it('counts tokens a second while texts are written, not the time between them', () => {
  let time = 0;
  const rate = tokenRate(() => time);
  function at(milliseconds: number, tokens: number): number | null {
    time = milliseconds;
    return rate.count(tokens);
  }
  expect(at(0, 1)).toBeNull();
  expect(at(500, 11)).toBe(20);
  // A new text, after a long prompt.
  expect(at(60_000, 1)).toBe(20);
  expect(at(60_500, 21)).toBe(30);
});
