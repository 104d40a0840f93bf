import type { App } from './app.ts';

/**
 * A stopwatch beside the window: it sees the phases of the reading room change, as an onlooker would, and knows none of
 * the app's clocks. Installed in the page, so that the driver's own delays don't count.
 */
export interface Stopwatch {
  /** Milliseconds that the present case has been in front of the reader, up to now or to its Submit. */
  read(): Promise<number>;
}

export async function startStopwatch({ browser }: App): Promise<Stopwatch> {
  await browser.execute(() => {
    const watch = { since: 0, until: 0, phase: '' };
    (window as { stopwatch?: typeof watch }).stopwatch = watch;
    function look(): void {
      const phase = document.querySelector<HTMLElement>('[data-testid="room"]')?.dataset['phase'] ?? '';
      if (phase === watch.phase) return;
      watch.phase = phase;
      if (phase === 'reading') [watch.since, watch.until] = [performance.now(), 0];
      if (phase === 'submitted') watch.until = performance.now();
    }
    new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
  });
  return {
    read: () =>
      browser.execute(() => {
        const { since, until } = (window as { stopwatch?: { since: number; until: number } }).stopwatch ?? {
          since: 0,
          until: 0,
        };
        return (until || performance.now()) - since;
      }),
  };
}
