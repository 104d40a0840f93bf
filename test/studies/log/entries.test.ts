import { expect, test } from 'vitest';
import { chainRecord } from '#studies/log/chain.ts';
import { entriesByRead } from '#studies/log/entries.ts';
import type { LogRecord } from '#studies/log/record.ts';
import type { Entry } from '#studies/session/state.ts';
import { entry, opened } from '../session/script.ts';

test('gives a read its own events and what happened to the session while it was open', () => {
  const story: [Entry, string | null][] = [
    [
      entry(
        'session.started',
        { reader: 'R1', version: '1', platform: 'linux', screen: { width: 1, height: 1, ratio: 1 } },
        0,
      ),
      null,
    ],
    [entry('heartbeat', {}, 1), null],
    [opened(2), 'raaaaaa'],
    [entry('window.blurred', {}, 3), null],
    [entry('heartbeat', {}, 4, 's2'), null],
    [entry('read.finished', {}, 5), 'raaaaaa'],
    [entry('heartbeat', {}, 6), null],
    [opened(7), 'rbbbbbb'],
    [entry('heartbeat', {}, 8), null],
    [entry('session.ended', {}, 9), null],
    [entry('heartbeat', {}, 10), null],
    [entry('study.closed', {}, 0, 'designer'), null],
  ];
  const records: LogRecord[] = [];
  for (const [{ session, event }, read] of story)
    records.push(chainRecord(records.at(-1) ?? null, { study: 'x', session, read, event }));
  const monos = [...entriesByRead(records)].map(([read, entries]) => [read, entries.map(({ event }) => event.mono)]);
  expect(monos).toEqual([
    ['raaaaaa', [2, 3, 5]],
    ['rbbbbbb', [7, 8, 9]],
  ]);
});
