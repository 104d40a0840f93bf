import type { ModelBench } from '#core/ipc/models.ts';
import type { Architecture } from '#models/chexagent/architecture.ts';
import type { BenchFigures, BenchPlan } from './runtime/figures.ts';

/** Positions of a prompt besides its image, and tokens of a findings section: both are what real reports come to. */
const QUESTION_POSITIONS = 40;
const DRAFT_TOKENS = 150;

/** What the app times: one prompt with an image, and enough tokens after it for a median. */
export function benchPlan({ vision }: Architecture): BenchPlan {
  return { prompt: vision.tokens + QUESTION_POSITIONS, tokens: 24, rounds: 1, rows: [] };
}

/** Rates a second, times in seconds, memory in bytes; the middle of several timings stands for them. */
export function benchSummary(
  plan: BenchPlan,
  figures: Pick<BenchFigures, 'prompt' | 'token' | 'image' | 'memory'>,
): Omit<ModelBench, 'time' | 'provider' | 'threads'> {
  const prompt = middle(figures.prompt.map(({ milliseconds }) => milliseconds)) / 1000;
  const token = middle(figures.token.map(({ milliseconds }) => milliseconds)) / 1000;
  const image = figures.image.milliseconds / 1000;
  return {
    tokenRate: 1 / token,
    promptRate: plan.prompt / prompt,
    image,
    draft: image + prompt + DRAFT_TOKENS * token,
    draftTokens: DRAFT_TOKENS,
    memory: figures.memory.peak,
  };
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
