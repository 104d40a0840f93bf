import { expect, it } from 'vitest';
import { createPinGate, hashPin, newPin, waitAfter } from '#main/services/pins.ts';

it('makes PINs of six digits, zeros in front included', () => {
  const pins = Array.from({ length: 2000 }, newPin);
  expect(pins.every((pin) => /^\d{6}$/.test(pin))).toBe(true);
  expect(pins.some((pin) => pin.startsWith('0'))).toBe(true);
  expect(new Set(pins).size).toBeGreaterThan(1950);
});

it('lets the right PIN in and nothing else, with a wait that grows', async () => {
  const waits: number[] = [];
  const gate = createPinGate(async (milliseconds) => void waits.push(milliseconds));
  const stored = await hashPin('012345');
  await gate.check('R1', '012345', stored);
  for (const wrong of ['12345', '', '012346']) {
    await expect(gate.check('R1', wrong, stored)).rejects.toMatchObject({ code: 'pin-wrong' });
  }
  await expect(gate.check('R9', '012345', null)).rejects.toMatchObject({ code: 'pin-wrong' });
  await gate.check('R1', '012345', stored);
  await gate.check('R1', '012345', stored);
  expect(waits).toEqual([waitAfter(1), waitAfter(2), waitAfter(3)]);
});

it('does not let tries at the same time past the wait', async () => {
  const waits: number[] = [];
  const gate = createPinGate(async (milliseconds) => void waits.push(milliseconds));
  const stored = await hashPin('012345');
  await Promise.allSettled(['1', '2', '3'].map((pin) => gate.check('R1', pin, stored)));
  expect(waits).toEqual([500, 1000]);
});

it('salts: the same PIN is stored differently each time', async () => {
  expect((await hashPin('111111')).hash).not.toBe((await hashPin('111111')).hash);
});

it('waits half a minute at most', () => {
  expect([0, 1, 2, 6, 7, 8, 50].map(waitAfter)).toEqual([0, 500, 1000, 16_000, 30_000, 30_000, 30_000]);
});
