import { expect, test } from 'vitest';
import { allocate } from '#studies/allocation/allocate.ts';
import { protocol as schema } from '#studies/protocol/protocol.ts';
import { breakDue, type Begun } from '#studies/session/breaks.ts';
import { simulateStudy } from '#studies/simulate/simulate.ts';
import { inputFor, planned } from '../allocation/configurations.ts';

const MINUTE = 60_000;

/** Reads one after the other, from and to so many minutes. */
function reads(...minutes: [from: number, to: number | null][]): Begun[] {
  return minutes.map(([from, to]) => ({ openedAt: from * MINUTE, finishedAt: to === null ? null : to * MINUTE }));
}

const byReads = { mostReads: 2, breakMinutes: 10 };
const byMinutes = { mostMinutes: 30, breakMinutes: 10 };

test.each<[string, object | undefined, Begun[], number[], number, [number, number] | null]>([
  ['nothing without the rule', undefined, reads([0, 5], [5, 50]), [], 50, null],
  ['nothing before the first read', byReads, [], [], 50, null],
  ['nothing below the limit', byReads, reads([0, 5]), [], 5, null],
  ['a break after so many reads', byReads, reads([0, 5], [5, 9]), [], 9, [9, 19]],
  ['the same whatever order they stand in', byReads, reads([5, 9], [0, 5]), [], 9, [9, 19]],
  ['a break that is over, until it is told', byReads, reads([0, 5], [5, 9]), [], 19, [9, 19]],
  ['none once that is told', byReads, reads([0, 5], [5, 9]), [19], 20, null],
  ['none once it was ended early', byReads, reads([0, 5], [5, 9]), [12], 12, null],
  ['a new session after it', byReads, reads([0, 5], [5, 9], [12, 14]), [12], 14, null],
  ['the next break in its turn', byReads, reads([0, 5], [5, 9], [12, 14], [14, 16]), [12], 16, [16, 26]],
  ['a new session after a rest that nobody asked for', byReads, reads([0, 5], [16, 20]), [], 20, null],
  ['a break after so many minutes', byMinutes, reads([0, 12], [12, 31]), [], 31, [31, 41]],
  ['minutes that pass before the next case', byMinutes, reads([0, 25]), [], 32, [25, 35]],
  ['no break in a read that was begun', byReads, reads([0, 5], [5, null]), [], 6, null],
])('%s', (_name, sessions, begun, ended, now, expected) => {
  const found = breakDue(
    sessions as typeof byReads | undefined,
    begun,
    ended.map((each) => each * MINUTE),
    now * MINUTE,
  );
  expect(found && [found.since / MINUTE, found.until / MINUTE]).toEqual(expected);
});

test('simulated readers take every break, and say so', () => {
  const plain = schema.parse(planned(12, [{ readers: 2, arms: [6, 6] }], { kind: 'latin-square' }));
  const protocol = { ...plain, sessions: { mostReads: 4, mostMinutes: 8, breakMinutes: 15 } };
  const input = inputFor(protocol, 1);
  const { lists, key } = allocate(input);
  const arms = ['arm-0', 'arm-1'].map((arm) => ({
    group: 'group-0',
    arm,
    mean: 90,
    sd: 40,
    unchanged: 1,
    answers: {},
  }));
  const effect = { format: 1 as const, readerSd: 0, caseSd: 0, arms };
  const begun = new Map<string, Begun[]>();
  let rested = 0;
  let reader = '';
  for (const { event } of simulateStudy({ protocol, lists, key, readers: input.readers, seed: 1, effect })) {
    if (event.type === 'session.started') reader = event.payload.reader;
    const own = begun.get(reader) ?? [];
    begun.set(reader, own);
    if (event.type === 'session.rested') rested += 1;
    if (event.type === 'read.opened') {
      const due = breakDue(protocol.sessions, own, [], event.wall);
      expect(event.wall).toBeGreaterThanOrEqual(due?.until ?? 0);
      own.push({ openedAt: event.wall, finishedAt: null });
    }
    if (event.type === 'read.finished') own[own.length - 1] = { ...own.at(-1)!, finishedAt: event.wall };
  }
  expect([...begun.values()].map((own) => own.length)).toEqual([12, 12]);
  expect(rested).toBeGreaterThanOrEqual(4);
});
