import { smokeMaterials, smokePlan } from '#models/training/smoke.ts';
import { freshState, lossOf, train, type StepReport } from '#models/training/train.ts';
import type { TrainingService } from './mini.ts';

/** Steps whose mean loss counts. */
const LAST = 8;

/** Trains all stages on a toy problem; gives the answers' mean loss over the last steps. */
export async function trainSmoke({ open, progress }: Pick<TrainingService, 'open' | 'progress'>): Promise<number> {
  const materials = smokeMaterials();
  const last: number[] = [];
  async function onStep(report: StepReport): Promise<void> {
    last.push(lossOf(report));
    if (last.length > LAST) last.shift();
    await progress(`stage ${report.stage}, steps`, report.step, report.steps);
  }
  await train(materials, smokePlan, freshState(materials, smokePlan), { open, onStep });
  return last.reduce((sum, loss) => sum + loss, 0) / last.length;
}
