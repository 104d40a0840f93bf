import { Failure } from '#core/errors.ts';
import type { AskEvent, AskName, Asks, Channel, FromRuntime, ToRuntime } from './messages.ts';

/** A running runtime process. */
export interface RuntimeProcess extends Channel<ToRuntime, FromRuntime> {
  /** Called once, when the process is gone, with what is known of why. */
  onExit(listener: (reason: string) => void): void;
  kill(): void;
}

export interface AskOptions {
  readonly onEvent?: (event: AskEvent) => void;
  readonly signal?: AbortSignal;
}

/** The asking end. */
export interface RuntimeClient {
  /** Throws what the ask threw, or runtime-crashed when the process died. */
  ask<K extends AskName>(name: K, input: Asks[K]['input'], options?: AskOptions): Promise<Asks[K]['output']>;
  /** Conversions and checks keep still, or go on. */
  rest(resting: boolean): void;
  /** False once the process is gone. */
  alive(): boolean;
  close(): void;
}

interface Waiting {
  readonly onEvent: ((event: AskEvent) => void) | undefined;
  resolve(output: unknown): void;
  reject(failure: Failure): void;
}

export function connectRuntime(process: RuntimeProcess): RuntimeClient {
  const waiting = new Map<number, Waiting>();
  let next = 1;
  let gone: string | null = null;

  process.onMessage((message) => {
    const asked = waiting.get(message.id);
    if (!asked) return;
    if ('event' in message) {
      asked.onEvent?.(message.event);
      return;
    }
    waiting.delete(message.id);
    if ('failure' in message) asked.reject(new Failure(message.failure.code, message.failure.detail));
    else asked.resolve(message.output);
  });
  process.onExit((reason) => {
    gone = reason;
    for (const asked of waiting.values()) asked.reject(new Failure('runtime-crashed', { reason }));
    waiting.clear();
  });

  async function ask<K extends AskName>(
    name: K,
    input: Asks[K]['input'],
    options: AskOptions = {},
  ): Promise<Asks[K]['output']> {
    if (gone !== null) throw new Failure('runtime-crashed', { reason: gone });
    const id = next++;
    const cancel = () => process.post({ cancel: id });
    try {
      const output = await new Promise<unknown>((resolve, reject) => {
        waiting.set(id, { onEvent: options.onEvent, resolve, reject });
        process.post({ id, ask: name, input });
        if (options.signal?.aborted) cancel();
        options.signal?.addEventListener('abort', cancel);
      });
      // The other end is the same program: its types are held by `Asks`.
      return output as Asks[K]['output'];
    } finally {
      options.signal?.removeEventListener('abort', cancel);
    }
  }
  return {
    ask,
    rest: (resting) => process.post({ rest: resting }),
    alive: () => gone === null,
    close: () => process.kill(),
  };
}
