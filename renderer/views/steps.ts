import type { StudyRow } from '#core/ipc/library.ts';

/** The pages of a study, in the order in which a designer goes through them. */
export const studySteps = ['design', 'drafts', 'schedule', 'audit', 'power', 'freeze', 'monitor', 'results'] as const;
export type StudyStep = (typeof studySteps)[number];

/** Where there is something to do next: the page that a study opens with. */
export function nextStep({ state, readers }: Pick<StudyRow, 'state' | 'readers'>): StudyStep {
  switch (state) {
    case 'designing':
      return readers.length === 0 ? 'design' : 'freeze';
    case 'open':
      return 'monitor';
    case 'closed':
    case 'unblinded':
      return 'results';
  }
}
