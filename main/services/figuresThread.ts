import { Worker } from 'node:worker_threads';
import { Failure, type FailureData } from '#core/errors.ts';
import type { AllocationKey } from '#studies/allocation/lists.ts';
import type { StudyFigures } from '#studies/analysis/figures.ts';
import { builtFile } from './builtFile.ts';

export interface FiguresInput {
  readonly folder: string;
  readonly masking: AllocationKey | null;
}

type Told =
  { readonly ok: true; readonly figures: StudyFigures } | { readonly ok: false; readonly failure: FailureData };

/** The figures of a study, computed in a thread of its own. Throws what `studyFigures` throws. */
export function figuresInThread(folder: string, masking: AllocationKey | null = null): Promise<StudyFigures> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(builtFile('figures-worker.mjs'), {
      workerData: { folder, masking } satisfies FiguresInput,
    });
    worker.on('message', (told: Told) => {
      if (told.ok) resolve(told.figures);
      else reject(new Failure(told.failure.code, told.failure.detail));
    });
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Failure('internal', { reason: `the analysis ended with ${code}` })));
  });
}
