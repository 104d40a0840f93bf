import { toFailureData, type FailureData } from '#core/errors.ts';
import type { SessionEvent } from '#studies/session/event.ts';

/** What the queue needs from outside. */
export interface QueuePorts {
  /** Resolves when the events are on the disk. `read` is null for what belongs to no case. */
  append(read: string | null, events: SessionEvent[]): Promise<unknown>;
  /** Resolves after so many milliseconds. */
  wait(milliseconds: number): Promise<void>;
  /** Called with each failure to write, and with null when writing works again. */
  onFailure(failure: FailureData | null): void;
}

interface Waiter {
  readonly upTo: number;
  resolve(): void;
}

const LARGEST_BATCH = 1000;
const RETRY_AFTER_MS = 2000;

/**
 * Takes events to the log in their order, one call at a time; what comes in meanwhile goes together in the next one.
 * Nothing is let go before the other side has it on the disk: a failed call is made again until it works.
 */
export class EventQueue {
  readonly #ports: QueuePorts;
  readonly #pending: { read: string | null; event: SessionEvent }[] = [];
  #waiters: Waiter[] = [];
  #pushed = 0;
  #acknowledged = 0;
  #running = false;
  #failing = false;
  #retryNow: () => void = () => {};

  constructor(ports: QueuePorts) {
    this.#ports = ports;
  }

  push(read: string | null, event: SessionEvent): void {
    this.#pending.push({ read, event });
    this.#pushed++;
    if (!this.#running) void this.#run();
  }

  /** Resolves when all that was pushed before this call is on the disk. */
  settled(): Promise<void> {
    if (this.#acknowledged === this.#pushed) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ upTo: this.#pushed, resolve }));
  }

  /** Tries again at once instead of waiting. */
  retry(): void {
    this.#retryNow();
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#pending.length > 0) {
      const batch = this.#nextBatch();
      try {
        await this.#ports.append(batch.read, batch.events);
      } catch (thrown) {
        await this.#afterFailure(toFailureData(thrown));
        continue;
      }
      this.#pending.splice(0, batch.events.length);
      this.#acknowledge(batch.events.length);
    }
    this.#running = false;
  }

  /** As many of the oldest events as belong to one read. */
  #nextBatch(): { read: string | null; events: SessionEvent[] } {
    const read = this.#pending[0]?.read ?? null;
    const end = this.#pending.findIndex((each) => each.read !== read);
    const same = this.#pending.slice(0, Math.min(LARGEST_BATCH, end < 0 ? this.#pending.length : end));
    return { read, events: same.map(({ event }) => event) };
  }

  #acknowledge(count: number): void {
    this.#acknowledged += count;
    if (this.#failing) {
      this.#failing = false;
      this.#ports.onFailure(null);
    }
    const done = this.#waiters.filter(({ upTo }) => upTo <= this.#acknowledged);
    this.#waiters = this.#waiters.filter(({ upTo }) => upTo > this.#acknowledged);
    for (const { resolve } of done) resolve();
  }

  async #afterFailure(failure: FailureData): Promise<void> {
    this.#failing = true;
    this.#ports.onFailure(failure);
    const asked = new Promise<void>((resolve) => (this.#retryNow = resolve));
    await Promise.race([asked, this.#ports.wait(RETRY_AFTER_MS)]);
    this.#retryNow = () => {};
  }
}
