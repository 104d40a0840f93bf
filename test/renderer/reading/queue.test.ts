import { expect, test } from 'vitest';
import { Failure, type FailureData } from '#core/errors.ts';
import { EventQueue } from '#renderer/reading/queue.ts';
import type { SessionEvent } from '#studies/session/event.ts';

/** A log that answers when told, and keeps what it was given. */
class SlowLog {
  readonly calls: { read: string | null; monos: number[] }[] = [];
  readonly written: number[] = [];
  readonly failures: (FailureData | null)[] = [];
  waits = 0;
  largestAtOnce = 0;
  failTimes = 0;
  #atOnce = 0;
  #open: (() => void)[] = [];
  held = true;

  readonly queue = new EventQueue({
    append: async (read, events) => {
      this.#atOnce++;
      this.largestAtOnce = Math.max(this.largestAtOnce, this.#atOnce);
      this.calls.push({ read, monos: events.map(({ mono }) => mono) });
      if (this.held) await new Promise<void>((resolve) => this.#open.push(resolve));
      this.#atOnce--;
      if (this.failTimes-- > 0) throw new Failure('disk-full', { file: 'log.sqlite' });
      this.written.push(...events.map(({ mono }) => mono));
    },
    wait: async () => {
      this.waits++;
      await new Promise<void>((resolve) => setImmediate(resolve));
    },
    onFailure: (failure) => this.failures.push(failure),
  });

  push(read: string | null, ...monos: number[]): void {
    for (const mono of monos) this.queue.push(read, heartbeat(mono));
  }

  release(): void {
    this.held = false;
    for (const open of this.#open.splice(0)) open();
  }
}

function heartbeat(mono: number): SessionEvent {
  return { type: 'heartbeat', payload: {}, wall: 1_700_000_000_000 + mono, mono };
}

test('what comes in during a call goes together in the next one, in order, one call at a time', async () => {
  const log = new SlowLog();
  log.push('r1', 1);
  log.push('r1', 2, 3, 4);
  expect(log.calls).toEqual([{ read: 'r1', monos: [1] }]);
  log.release();
  await log.queue.settled();
  expect(log.calls.map(({ monos }) => monos)).toEqual([[1], [2, 3, 4]]);
  expect(log.largestAtOnce).toBe(1);
});

test('events of different reads never share a call and keep their order', async () => {
  const log = new SlowLog();
  log.push('r1', 1);
  log.push('r1', 2);
  log.push(null, 3);
  log.push('r2', 4, 5);
  log.push('r1', 6);
  log.release();
  await log.queue.settled();
  expect(log.calls.map(({ read, monos }) => [read, ...monos])).toEqual([
    ['r1', 1],
    ['r1', 2],
    [null, 3],
    ['r2', 4, 5],
    ['r1', 6],
  ]);
});

test('a batch is never larger than one call may be', async () => {
  const log = new SlowLog();
  const all = Array.from({ length: 2501 }, (_, index) => index);
  log.push('r1', ...all);
  log.release();
  await log.queue.settled();
  expect(log.calls.map(({ monos }) => monos.length)).toEqual([1, 1000, 1000, 500]);
  expect(log.written).toEqual(all);
});

test('nothing is lost or doubled while writing fails; the failure is said, and said to be over', async () => {
  const log = new SlowLog();
  log.failTimes = 3;
  log.push('r1', 1, 2);
  log.release();
  log.push('r1', 3);
  await log.queue.settled();
  expect(log.written).toEqual([1, 2, 3]);
  expect(log.waits).toBe(3);
  expect(log.failures.map((failure) => failure?.code ?? null)).toEqual(['disk-full', 'disk-full', 'disk-full', null]);
});

test('settled waits for what was pushed before it, not after', async () => {
  const log = new SlowLog();
  await log.queue.settled();
  log.push('r1', 1);
  let settled = false;
  const waiting = log.queue.settled().then(() => (settled = true));
  await Promise.resolve();
  expect(settled).toBe(false);
  log.release();
  await waiting;
  expect(log.written).toEqual([1]);
});

test('the user can ask for another try at once', async () => {
  const written: number[] = [];
  let full = true;
  const queue = new EventQueue({
    append: async (_read, events) => {
      if (full) throw new Failure('disk-full', { file: 'log.sqlite' });
      written.push(...events.map(({ mono }) => mono));
    },
    // Never over by itself: only the user's wish ends it.
    wait: () => new Promise(() => {}),
    onFailure: () => {},
  });
  queue.push('r1', heartbeat(1));
  await new Promise((resolve) => setImmediate(resolve));
  full = false;
  queue.retry();
  await queue.settled();
  expect(written).toEqual([1]);
});
