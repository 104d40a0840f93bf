import { expect, it } from 'vitest';
import { createStandstill } from '#main/services/standstill.ts';

it('holds up whoever asks while it rests, and nobody before and after', async () => {
  const still = createStandstill();
  await still.over();
  const before = still.signal();
  still.rest();
  expect(before.aborted).toBe(true);
  const passed: string[] = [];
  const waits = ['one', 'other'].map((name) => still.over().then(() => passed.push(name)));
  await Promise.resolve();
  expect(passed).toEqual([]);
  still.goOn();
  // A reader who signs in again before anybody went on.
  still.rest();
  await new Promise((resolve) => setImmediate(resolve));
  expect(passed).toEqual([]);
  still.goOn();
  await Promise.all(waits);
  expect(passed).toEqual(['one', 'other']);
  expect(still.signal().aborted).toBe(false);
  still.goOn();
  await still.over();
});
