/** For work of the background that stands still while a reader is signed in. */
export interface Standstill {
  rest(): void;
  goOn(): void;
  /** Resolves at once, or when the rest is over. */
  over(): Promise<void>;
  /** Aborts with the next rest. */
  signal(): AbortSignal;
}

export function createStandstill(): Standstill {
  let resting = new AbortController();
  const waiting: (() => void)[] = [];
  return {
    rest: () => resting.abort(),
    goOn() {
      if (!resting.signal.aborted) return;
      resting = new AbortController();
      for (const go of waiting.splice(0)) go();
    },
    async over() {
      while (resting.signal.aborted) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    signal: () => resting.signal,
  };
}
