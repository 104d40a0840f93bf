import { demoCase, demoFilm, type DemoCase, type DemoImage, type DemoOrder } from '#studies/demo/demo.ts';
import { auditStudy, type ArmsAudit } from './audit.ts';
import { loadCodecs } from './codecs.ts';
import { studySchedule, type ScheduleReport } from './schedule.ts';

/** What takes seconds, and so is done beside the window. */
export interface StudyJobs {
  schedule: { input: { folder: string; identityFile: string | null }; output: ScheduleReport };
  audit: { input: { folder: string; seed: number; identityFile: string | null }; output: readonly ArmsAudit[] };
  demoCase: { input: DemoOrder; output: DemoCase };
  demoFilm: { input: DemoOrder; output: DemoImage };
}

export type StudyJobName = keyof StudyJobs;
export type StudyJob = {
  [N in StudyJobName]: { readonly name: N; readonly input: StudyJobs[N]['input'] };
}[StudyJobName];

export const studyJobs: {
  readonly [N in StudyJobName]: (input: StudyJobs[N]['input']) => Promise<StudyJobs[N]['output']>;
} = {
  schedule: ({ folder, identityFile }) => studySchedule(folder, identityFile),
  audit: ({ folder, seed, identityFile }) => auditStudy(folder, seed, identityFile),
  demoCase: async (order) => demoCase(order, await loadCodecs()),
  demoFilm: async (order) => demoFilm(order, await loadCodecs()),
};
