import type { AllocationKey } from '#studies/allocation/lists.ts';
import type { StudyFigures } from '#studies/analysis/figures.ts';
import { inThread } from './thread.ts';

export interface FiguresInput {
  readonly folder: string;
  readonly masking: AllocationKey | null;
}

/** The figures of a study, computed in a thread of its own. Throws what `studyFigures` throws. */
export function figuresInThread(folder: string, masking: AllocationKey | null = null): Promise<StudyFigures> {
  return inThread('figures-worker.mjs', { folder, masking } satisfies FiguresInput);
}
