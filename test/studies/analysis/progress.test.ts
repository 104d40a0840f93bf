import { expect, it } from 'vitest';
import { readerProgress } from '#studies/analysis/progress.ts';
import { readRows } from '#studies/analysis/rows.ts';
import type { Protocol } from '#studies/protocol/protocol.ts';
import { entriesByRead } from '#studies/log/entries.ts';
import { simulatedStudy } from '../export/simulated.ts';

const { protocol, lists, readers, records } = simulatedStudy();
const rows = readRows({ protocol, lists, key: null, readers, entries: entriesByRead(records) });
const DAY = 86_400_000;

it('counts what is done, for every reader', () => {
  const progress = readerProgress(rows, readers, protocol, 0, new Map());
  expect(progress.map(({ reader }) => reader)).toEqual(readers.map(({ code }) => code));
  for (const { reader, done, total, begun } of progress) {
    const own = lists.reads.filter((read) => read.reader === reader).length;
    expect([done, total, begun]).toEqual([own, own, 0]);
  }
});

it('says until when a washout lasts, and nothing once it is over', () => {
  const [first] = readers;
  const own = rows.filter((row) => row.reader === first?.code);
  const last = Math.max(...own.map(({ marks }) => marks.finished ?? 0));
  const next = { ...own[0]!, read: 'rnext001', phase: 'waiting' as const, period: 2 };
  const crossed: Protocol = { ...protocol, design: { kind: 'crossed', washoutDays: 28 } };
  const lockAt = (now: number) =>
    readerProgress([...own, next], readers.slice(0, 1), crossed, now, new Map())[0]?.locked;
  expect(lockAt(last + DAY)).toEqual({ period: 2, until: last + 28 * DAY });
  expect(lockAt(last + 29 * DAY)).toBeNull();
  expect(readerProgress([...own, next], readers.slice(0, 1), protocol, last + DAY, new Map())[0]?.locked).toBeNull();
});

it('adds up what stood between the reads, in minutes', () => {
  const [first] = readers;
  const [row] = rows.filter(({ reader }) => reader === first?.code);
  const paused = { ...row!, gaps: { pause: 90, suspend: 0, crash: 30, silence: 0, away: 0 }, sessions: 2 };
  expect(readerProgress([paused], readers.slice(0, 1), protocol, 0, new Map())[0]).toMatchObject({
    gaps: { pause: 1.5, crash: 0.5, away: 0 },
    interrupted: 1,
    flags: [{ kind: 'interruption', reads: 1 }],
  });
});

it('says until when a break lasts, and nothing once it is over, was ended, or no case is left', () => {
  const MINUTE = 60_000;
  const [first] = readers;
  const own = rows.filter((row) => row.reader === first?.code);
  const last = Math.max(...own.map(({ marks }) => marks.finished ?? 0));
  const nothing = { opened: null, finished: null };
  const next = { ...own[0]!, read: 'rnext001', phase: 'waiting' as const, marks: { ...own[0]!.marks, ...nothing } };
  const short: Protocol = { ...protocol, sessions: { mostReads: 1, breakMinutes: 15 } };
  const restAt = (now: number, ended: number[] = [], reads = [...own, next]) =>
    readerProgress(reads, readers.slice(0, 1), short, now, new Map([[first!.code, ended]]))[0]?.resting;
  expect(restAt(last + MINUTE)).toBe(last + 15 * MINUTE);
  expect(restAt(last + 15 * MINUTE)).toBeNull();
  expect(restAt(last + 2 * MINUTE, [last + MINUTE])).toBeNull();
  expect(restAt(last + MINUTE, [], own)).toBeNull();
});
