import { expect, it } from 'vitest';
import { benchSummary } from '#main/services/model/benchSummary.ts';

it('gives rates of the middle timings, and the time of a draft by them', () => {
  const timings = (...milliseconds: number[]) => milliseconds.map((each) => ({ milliseconds: each, processor: 0 }));
  const plan = { prompt: 1000, tokens: 3, rounds: 1, rows: [] };
  const figures = {
    prompt: timings(8000),
    token: timings(90, 100, 400),
    image: { milliseconds: 2500, processor: 0 },
    memory: { resident: 1, peak: 3e9 },
  };
  const { draft, ...summary } = benchSummary(plan, figures);
  expect(summary).toEqual({ tokenRate: 10, promptRate: 125, image: 2.5, draftTokens: 150, memory: 3e9 });
  // 2.5 s for the image, 8 s for the prompt, 150 tokens of 0.1 s.
  expect(draft).toBeCloseTo(25.5, 9);
});
