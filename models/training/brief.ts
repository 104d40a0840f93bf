import type { MiniPlan } from './mini.ts';

/** All stages in about a minute: what a visitor can watch. Too short and too small for a model that is right. */
const STEPS = { language: 24, vision: 30, bridge: 8, instruction: 14, everything: 24 } as const;
const PEAK = 3e-3;

export function briefPlan(seed: number): MiniPlan {
  return {
    format: 1,
    seed,
    patients: 80,
    merges: 200,
    sizes: { width: 64, towerLayers: 2, decoderLayers: 2, heads: 2, imageSize: 64, patch: 8, bridge: 128 },
    habit: 4,
    tasks: ['view-classification', 'binary-disease-classification', 'findings-generation'],
    optimiser: { beta1: 0.9, beta2: 0.98, epsilon: 1e-6, weightDecay: 0.05, clip: 1 },
    stages: (['language', 'vision', 'bridge', 'instruction', 'everything'] as const).map((stage) => ({
      stage,
      schedule: { peak: PEAK, floor: 0.02, steps: STEPS[stage], warmUp: 3 },
    })),
  };
}
