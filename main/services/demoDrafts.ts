import { impressionQuestion } from '#models/training/corpus/imageTasks.ts';
import { reportText } from '#models/training/phantom/report.ts';
import { draftStudy } from './drafting.ts';
import { createDrafter, type Drafter } from './model/drafter.ts';
import type { StartRuntime } from './model/runtime/fork.ts';
import { defaultThreads } from './model/runtime/provider.ts';
import { startUntil } from './model/runtime/startUntil.ts';
import type { Standstill } from './standstill.ts';

export interface DemoDrafting {
  /** The demo study, not yet allocated. */
  readonly folder: string;
  readonly start: StartRuntime;
  readonly version: string;
  readonly still: Standstill;
}

/**
 * Drafts every case of the demo study with the model in a folder, in as many goes as readers leave. Resolves with whether
 * every case has a draft then; throws what keeps the model from drafting any.
 */
export async function draftDemoCases({ folder, start, version, still }: DemoDrafting, model: string): Promise<boolean> {
  for (;;) {
    await still.over();
    const signal = still.signal();
    const options = { folder: model, provider: 'cpu', threads: defaultThreads(), program: version } as const;
    const drafter = await createDrafter(startUntil(start, signal), options);
    try {
      const now = () => performance.now();
      const task = 'findings-generation';
      const { left } = await draftStudy(folder, { model: wholeReports(drafter), task, signal, now });
      if (left === 0 || !signal.aborted) return left === 0;
    } finally {
      drafter.close();
    }
  }
}

/** Asks for findings and impression of the frontal film, under the headings that all texts of the demo have. */
function wholeReports(drafter: Drafter): Pick<Drafter, 'draft'> {
  return {
    async draft(request, watch) {
      const { indication } = request.input as { indication: string };
      const found = await drafter.draft(request, watch);
      const question = impressionQuestion(indication);
      const concluded = await drafter.draft({ ...request, task: 'free-question', input: { question } }, watch);
      const prompts = [...found.provenance.prompts, ...concluded.provenance.prompts];
      return {
        ...found,
        text: reportText({ findings: found.text, impression: concluded.text }),
        provenance: { ...found.provenance, prompts },
      };
    },
  };
}
