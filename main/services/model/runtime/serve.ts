import { toFailureData } from '#core/errors.ts';
import type { AskEvent, AskName, Asks, Channel, FromRuntime, ToRuntime } from './messages.ts';

/** How an ask in work tells and hears. */
export interface AskWatch {
  tell(event: AskEvent): void;
  cancelled(): boolean;
  /** Fulfilled at once, or when the rest is over or the ask is cancelled. */
  rested(): Promise<void>;
}

export type AskHandlers = {
  [K in AskName]: (input: Asks[K]['input'], watch: AskWatch) => Promise<Asks[K]['output']>;
};

/** Answers the asks of a channel, one after the other in the order they came; a cancel reaches the one in work. */
export function serve(channel: Channel<FromRuntime, ToRuntime>, handlers: AskHandlers): void {
  const cancelled = new Set<number>();
  let resting = false;
  /** Those who wait for the end of the rest. */
  let waiting: (() => void)[] = [];
  let last = Promise.resolve();
  channel.onMessage((message) => {
    if ('cancel' in message) {
      cancelled.add(message.cancel);
      wake();
      return;
    }
    if ('rest' in message) {
      resting = message.rest;
      if (!resting) wake();
      return;
    }
    last = last.then(() => work(message.id, message.ask, message.input));
  });

  function wake(): void {
    const all = waiting;
    waiting = [];
    for (const goOn of all) goOn();
  }

  async function work(id: number, ask: AskName, input: unknown): Promise<void> {
    const watch: AskWatch = {
      tell: (event) => channel.post({ id, event }),
      cancelled: () => cancelled.has(id),
      async rested() {
        while (resting && !cancelled.has(id)) await new Promise<void>((goOn) => waiting.push(goOn));
      },
    };
    try {
      // The other end is the same program: its types are held by `Asks`.
      const handler = handlers[ask] as (input: unknown, watch: AskWatch) => Promise<unknown>;
      channel.post({ id, output: await handler(input, watch) });
    } catch (thrown) {
      channel.post({ id, failure: toFailureData(thrown) });
    } finally {
      cancelled.delete(id);
    }
  }
}
