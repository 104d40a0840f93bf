import type { App } from './app.ts';

/** Measures how long the window takes to answer a key: from the event's own time to the frame after it. */
export interface Echoes {
  press(times: number): Promise<void>;
  /** Milliseconds, the shortest first, and how many were measured while a draft ran. */
  read(): Promise<{ times: number[]; running: number }>;
}

interface Echo {
  readonly milliseconds: number;
  readonly running: boolean;
}

export async function startEchoes({ browser }: App): Promise<Echoes> {
  await browser.execute(() => {
    const echoes: Echo[] = [];
    (window as unknown as { echoes: Echo[] }).echoes = echoes;
    window.addEventListener('keydown', ({ timeStamp }) => {
      const running = document.querySelector('[data-phase="running"]') !== null;
      requestAnimationFrame(() => echoes.push({ milliseconds: performance.now() - timeStamp, running }));
    });
  });
  return {
    async press(times) {
      for (let time = 0; time < times; time++) await browser.keys('Shift');
    },
    async read() {
      const echoes = await browser.execute(() => (window as unknown as { echoes: Echo[] }).echoes);
      const times = echoes.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
      return { times, running: echoes.filter(({ running }) => running).length };
    },
  };
}
