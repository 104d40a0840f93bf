import fc from 'fast-check';
import { expect, test } from 'vitest';
import { idleCapped, readPace, readTimes } from '#studies/analysis/timing.ts';
import { foldRead } from '#studies/session/session.ts';
import { beats, changed, entry, opened, painted, submitted, wallAt } from '../session/script.ts';

const given = 'Clear.';

test('each definition of a time, in seconds', () => {
  const state = foldRead(given, [
    opened(0),
    painted(1000, 6),
    changed(4000, [[5, 1, '']], 5), // 3 s after the paint
    ...beats(9000, 16000),
    entry('viewer.changed', { act: 'window', image: 0, lasted: 6000 }, 24000), // 14 s idle, then a drag of 6 s
    entry('window.blurred', {}, 26000),
    entry('window.focused', {}, 28000),
    entry('read.paused', {}, 30000), // 6 s
    entry('read.continued', {}, 90000),
    changed(91000, [[5, 0, '!']], 6), // 1 s
    submitted(99500, 'Clear!'), // 8.5 s
  ]);
  expect(readTimes(state, 5)).toEqual({
    reading: 38.5,
    wall: 98.5,
    focused: 36.5,
    idleCapped: 3 + 5 + 6 + 5 + 1 + 5,
    firstToLast: 27,
  });
  expect([0, 10, 60].map((cap) => idleCapped(readPace(state), cap))).toEqual([6, 3 + 10 + 6 + 6 + 1 + 8.5, 38.5]);
});

test('an untouched text has no time between changes; a wall clock that was set shows in the wall time only', () => {
  const state = foldRead(given, [opened(0), painted(0, 6), submitted(8000, given, 's1', wallAt(5000))]);
  expect(readTimes(state, 5)).toEqual({ reading: 8, wall: 5, focused: 8, idleCapped: 5, firstToLast: null });
});

test('the idle-capped time grows with the cap up to the reading time, and is the time of drags at cap zero', () => {
  const acts = fc.array(fc.record({ wait: fc.nat(9000), lasted: fc.nat(4000) }), { maxLength: 12 });
  fc.assert(
    fc.property(acts, fc.nat(20), fc.nat(20), (list, one, other) => {
      let mono = 0;
      let dragged = 0;
      const entries = [opened(0), painted(0, 6)];
      for (const { wait, lasted } of list) {
        mono += wait + lasted;
        dragged += lasted;
        entries.push(...beats(mono - lasted, mono), entry('viewer.changed', { act: 'pan', image: 0, lasted }, mono));
      }
      const state = foldRead(given, [...entries, submitted(mono, given)]);
      const [low, high] = [Math.min(one, other), Math.max(one, other)].map(
        (cap) => readTimes(state, cap).idleCapped ?? NaN,
      );
      expect(low).toBeLessThanOrEqual(high ?? NaN);
      expect(high).toBeLessThanOrEqual(mono / 1000);
      expect(readTimes(state, 1e6).idleCapped).toBe(mono / 1000);
      expect(readTimes(state, 0).idleCapped).toBe(dragged / 1000);
    }),
  );
});
