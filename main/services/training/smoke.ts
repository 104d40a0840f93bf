import { smokeMaterials, smokePlan } from '#models/training/smoke.ts';
import { freshState, train, type StepReport } from '#models/training/train.ts';
import type { TrainingService } from './mini.ts';

/** Steps whose mean loss counts. */
const LAST = 8;

/** Trains all stages on a toy problem; gives the answers' mean loss over the last steps. */
export async function trainSmoke({ open, progress }: Pick<TrainingService, 'open' | 'progress'>): Promise<number> {
  const materials = smokeMaterials();
  const last: number[] = [];
  async function onStep({ stage, step, steps, losses }: StepReport): Promise<void> {
    last.push(losses['loss'] ?? Infinity);
    if (last.length > LAST) last.shift();
    await progress(`stage ${stage}, steps`, step, steps);
  }
  await train(materials, smokePlan, freshState(materials, smokePlan), { open, onStep });
  return last.reduce((sum, loss) => sum + loss, 0) / last.length;
}
