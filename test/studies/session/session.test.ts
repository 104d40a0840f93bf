import { describe, expect, test } from 'vitest';
import { Failure } from '#core/errors.ts';
import { foldEvent, foldRead, startRead } from '#studies/session/session.ts';
import type { Entry } from '#studies/session/state.ts';
import { beats, changed, entry, opened, painted, submitted, wallAt } from './script.ts';

const draft = 'No acute disease.';

function gapsOf(entries: Entry[], text: string | null = draft) {
  return foldRead(text, entries).gaps.map(({ kind, at, length }) => [kind, at, length]);
}

function refusal(entries: Entry[], text: string | null = draft): string {
  try {
    foldRead(text, entries);
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.code === 'bad-input')
      return `${thrown.detail.where}: ${thrown.detail.reason}`;
    throw thrown;
  }
  return 'accepted';
}

describe('a read from paint to finish', () => {
  const whole = [
    opened(1000),
    painted(1400, 17),
    entry('viewer.changed', { act: 'window', image: 0, lasted: 1500 }, 4400),
    changed(6400, [[17, 0, ' Heart']], 23),
    changed(7400, [[0, 2, 'Not']], 24),
    submitted(9400, 'Not acute disease. Heart'),
    entry('viewer.changed', { act: 'zoom', image: 1, zoom: 2 }, 9900),
    entry('answer.given', { item: 'indication', value: 5 }, 12000),
    entry('answer.given', { item: 'indication', value: 10 }, 13000),
    entry('answer.given', { item: 'reasons', value: ['style'] }, 14000),
    entry('read.finished', {}, 15000),
  ];

  test('runs the clock from paint to submit and keeps the questions out of it', () => {
    const state = foldRead(draft, whole);
    expect(state).toMatchObject({
      phase: 'finished',
      text: 'Not acute disease. Heart',
      answers: { indication: 10, reasons: ['style'] },
      clock: 8000,
      gaps: [],
      spans: [{ session: 's1', from: 1400, to: 9400 }],
      firstChange: 5000,
      lastChange: 6000,
      changes: 2,
      inserted: 9,
      deleted: 2,
      marks: { opened: wallAt(1000), painted: wallAt(1400), submitted: wallAt(9400), finished: wallAt(15000) },
    });
    expect(state.acts).toEqual([
      { kind: 'image', from: 1500, to: 3000 },
      { kind: 'text', from: 5000, to: 5000 },
      { kind: 'text', from: 6000, to: 6000 },
    ]);
  });

  test('leaves the state before an event as it was', () => {
    const before = foldRead(draft, whole.slice(0, 4));
    const copy = structuredClone(before);
    const next = whole[4] as Entry;
    expect(foldEvent(before, next.session, next.event).text).toBe('Not acute disease. Heart');
    expect(before).toEqual(copy);
  });

  test('begins with an empty page where there is no text', () => {
    expect(foldRead(null, [opened(0), painted(10, 0), changed(500, [[0, 0, 'Ok']], 2)])).toMatchObject({
      initial: null,
      text: 'Ok',
    });
  });
});

describe('what stops the clock', () => {
  test('a pause, however long', () => {
    const entries = [
      opened(0),
      painted(0, 17),
      entry('read.paused', {}, 3000),
      ...beats(8000, 60000),
      entry('read.continued', {}, 60000),
      submitted(64000, draft),
    ];
    expect(foldRead(draft, entries).clock).toBe(7000);
    expect(gapsOf(entries)).toEqual([['pause', 3000, 57000]]);
  });

  test('sleep, in which the monotonic clock stands', () => {
    const hour = 3600_000;
    const entries = [
      opened(0),
      painted(0, 17),
      entry('system.suspended', {}, 4000),
      entry('system.resumed', {}, 4050, 's1', wallAt(4000 + hour)),
      submitted(6050, draft, 's1', wallAt(6000 + hour)),
    ];
    expect(foldRead(draft, entries)).toMatchObject({ clock: 6000, divergence: 0 });
    expect(gapsOf(entries)).toEqual([['suspend', 4000, hour]]);
  });

  test('sleep whose end was never reported ends with the first act of the reader, not with a heartbeat', () => {
    const entries = [
      opened(0),
      painted(0, 17),
      entry('system.suspended', {}, 4000),
      entry('heartbeat', {}, 9000),
      changed(12000, [[0, 17, '']], 0),
      submitted(13000, ''),
    ];
    expect(foldRead(draft, entries).clock).toBe(5000);
    expect(gapsOf(entries)).toEqual([['suspend', 4000, 8000]]);
  });

  test('silence longer than two heartbeats, but not one of exactly two', () => {
    const entries = [opened(0), painted(0, 17), entry('heartbeat', {}, 10000), submitted(20001, draft)];
    expect(foldRead(draft, entries).clock).toBe(10000);
    expect(gapsOf(entries)).toEqual([['silence', 10000, 10001]]);
  });

  test('a crash: from the last sign of life to the next paint, by the wall clock', () => {
    const entries = [
      opened(0),
      painted(0, 17),
      changed(2000, [[0, 17, 'Half a sent']], 11),
      opened(100, 's2', wallAt(50000)),
      painted(900, 11, 's2', wallAt(50800)),
      changed(1900, [[11, 0, 'ence.']], 16, 's2', wallAt(51800)),
      submitted(2900, 'Half a sentence.', 's2', wallAt(52800)),
    ];
    const state = foldRead(draft, entries);
    expect(state).toMatchObject({
      clock: 4000,
      text: 'Half a sentence.',
      sessions: ['s1', 's2'],
      firstChange: 2000,
      lastChange: 3000,
    });
    expect(gapsOf(entries)).toEqual([['crash', 2000, 48800]]);
    expect(state.spans).toEqual([
      { session: 's1', from: 0, to: 2000 },
      { session: 's2', from: 900, to: 2900 },
    ]);
  });

  test('a crash in a pause gives both gaps; two crashes in a row give one', () => {
    const entries = [
      opened(0),
      painted(0, 17),
      entry('read.paused', {}, 2000),
      entry('heartbeat', {}, 7000),
      opened(0, 's2', wallAt(20000)),
      opened(0, 's3', wallAt(30000)),
      painted(500, 17, 's3', wallAt(30500)),
      submitted(1500, draft, 's3', wallAt(31500)),
    ];
    expect(foldRead(draft, entries).clock).toBe(3000);
    expect(gapsOf(entries)).toEqual([
      ['pause', 2000, 5000],
      ['crash', 2000, 23500],
    ]);
  });

  test('signing out inside a read, to the very event', () => {
    const entries = [
      opened(0),
      painted(0, 17),
      entry('session.ended', {}, 3500),
      opened(0, 's2', wallAt(90000)),
      painted(200, 17, 's2', wallAt(90200)),
      submitted(1200, draft, 's2', wallAt(91200)),
    ];
    expect(foldRead(draft, entries.slice(0, 3))).toMatchObject({ phase: 'opened', clock: 3500 });
    expect(foldRead(draft, entries).clock).toBe(4500);
    expect(gapsOf(entries)).toEqual([['away', 3500, 86700]]);
  });

  test('going back to the list and opening the case again', () => {
    const entries = [
      opened(0),
      painted(0, 17),
      ...beats(5000, 8000),
      opened(9000),
      painted(9500, 17),
      submitted(10500, draft),
    ];
    expect(foldRead(draft, entries).clock).toBe(6000);
    expect(gapsOf(entries)).toEqual([['away', 5000, 4500]]);
  });

  test('a crash among the questions leaves the questions open and the text locked', () => {
    const entries = [
      opened(0),
      painted(0, 17),
      submitted(4000, draft),
      entry('answer.given', { item: 'a', value: 'x' }, 5000),
      opened(0, 's2', wallAt(60000)),
      painted(300, 17, 's2', wallAt(60300)),
    ];
    expect(foldRead(draft, entries)).toMatchObject({ phase: 'submitted', clock: 4000, gaps: [], answers: { a: 'x' } });
    const typed = changed(900, [[0, 0, 'x']], 18, 's2', wallAt(60900));
    expect(refusal([...entries, typed])).toBe('text.changed: not while the read is submitted');
  });
});

describe('what is noted while the clock runs', () => {
  test('time out of focus and time in each panel', () => {
    const entries = [
      opened(0),
      painted(0, 17),
      entry('panel.entered', { panel: 'image' }, 1000),
      entry('window.blurred', {}, 2000),
      entry('window.blurred', {}, 2500),
      entry('window.focused', {}, 5000),
      entry('panel.entered', { panel: 'report' }, 6000),
      entry('read.paused', {}, 7000),
      entry('read.continued', {}, 17000),
      entry('window.blurred', {}, 18000),
      submitted(19000, draft),
    ];
    expect(foldRead(draft, entries)).toMatchObject({
      clock: 9000,
      blurred: 4000,
      panels: { image: 5000, report: 3000 },
    });
  });

  test('a wall clock that was set while the reader read', () => {
    const entries = [opened(0), painted(0, 17), submitted(4000, draft, 's1', wallAt(-56000))];
    expect(foldRead(draft, entries)).toMatchObject({ clock: 4000, divergence: 60000 });
  });

  test('a drag counts from where the current span began', () => {
    const entries = [
      opened(0),
      painted(1000, 17),
      entry('viewer.changed', { act: 'pan', image: 0, lasted: 3000 }, 2000),
      submitted(4000, draft),
    ];
    expect(foldRead(draft, entries).acts).toEqual([{ kind: 'image', from: 0, to: 1000 }]);
  });
});

describe('what is refused', () => {
  const reading = [opened(0), painted(100, 17)];
  test.each([
    [
      'text before the paint',
      [opened(0), changed(10, [[0, 0, 'x']], 18)],
      'text.changed: not while the read is opened',
    ],
    ['a paint without opening', [painted(0, 17)], 'read.painted: not while the read is waiting'],
    ['a paint of another text', [opened(0), painted(9, 12)], 'read.painted: shows 12 characters of 17'],
    [
      'text in a pause',
      [...reading, entry('read.paused', {}, 200), changed(300, [[0, 0, 'x']], 18)],
      'text.changed: not while the read is paused',
    ],
    [
      'a continuation without a pause',
      [...reading, entry('read.continued', {}, 200)],
      'read.continued: not while the read is reading',
    ],
    [
      'an answer before the case is on the screen',
      [opened(0), entry('answer.given', { item: 'a', value: 1 }, 200)],
      'answer.given: not while the read is opened',
    ],
    [
      'the end before Submit',
      [...reading, entry('read.finished', {}, 200)],
      'read.finished: not while the read is reading',
    ],
    [
      'a clock that goes back',
      [...reading, entry('heartbeat', {}, 99)],
      'heartbeat: the clock of its session went back from 100 to 99',
    ],
    [
      'a change outside the text',
      [...reading, changed(200, [[10, 8, '']], 9)],
      'text.changed: position 18 in 17 characters',
    ],
    [
      'changes out of order',
      [
        ...reading,
        changed(
          200,
          [
            [5, 2, ''],
            [6, 1, ''],
          ],
          14,
        ),
      ],
      'text.changed: position 6 after position 7',
    ],
    [
      'a lost change',
      [...reading, changed(200, [[0, 0, 'ab']], 18)],
      'text.changed: gives 19 characters instead of 18: a change was lost',
    ],
    [
      'another text than the one submitted',
      [...reading, submitted(200, 'No acute disease!')],
      'read.submitted: the text of 17 characters is not the one submitted',
    ],
    [
      'an act in a session that was left',
      [...reading, opened(0, 's2'), changed(300, [[0, 0, 'x']], 18)],
      'text.changed: not while the read is opened',
    ],
    [
      'an act in a session that no longer holds the read',
      [...reading, opened(0, 's2'), painted(9, 17, 's2'), changed(300, [[0, 0, 'x']], 18)],
      'text.changed: the case is open in another session',
    ],
    [
      'an act after signing out among the questions',
      [
        ...reading,
        submitted(200, draft),
        entry('session.ended', {}, 300),
        entry('answer.given', { item: 'a', value: 1 }, 400),
      ],
      'answer.given: the case is not open',
    ],
    ['an act of the study', [...reading, entry('study.closed', {}, 200)], 'study.closed: not an event of a read'],
    [
      'opening a finished read',
      [...reading, submitted(200, draft), entry('read.finished', {}, 300), opened(400)],
      'read.opened: not while the read is finished',
    ],
  ] as [string, Entry[], string][])('%s', (_name, entries, words) => {
    expect(refusal(entries)).toBe(words);
  });

  test('but not the late signs of a session that was left', () => {
    const entries = [
      ...reading,
      opened(0, 's2'),
      painted(9, 17, 's2'),
      entry('heartbeat', {}, 5000),
      entry('session.ended', {}, 6000),
    ];
    expect(refusal(entries)).toBe('accepted');
    expect(foldRead(draft, entries).phase).toBe('reading');
  });

  test('and nothing at all before a read is opened', () => {
    expect(foldRead(draft, [entry('heartbeat', {}, 5), entry('window.blurred', {}, 6)])).toEqual(startRead(draft));
  });
});
