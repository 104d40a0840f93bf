import { toFailureData, type FailureData } from '#core/errors.ts';
import { allocate } from '#studies/allocation/allocate.ts';
import { readerCodes } from '#studies/allocation/readers.ts';
import { casesToAllocate } from './schedule.ts';
import { caseIds, checkParts, hasPart, openStudy, readDrafts, type Study, type StudyState } from './studyFolder.ts';

export interface StudyCheck {
  readonly state: StudyState;
  readonly cases: number;
  readonly allocated: boolean;
  readonly problems: readonly FailureData[];
}

/** Whether every file is as it was written and, before allocation, whether the cases and drafts suffice for the lists. */
export async function checkStudy(folder: string): Promise<StudyCheck> {
  const study = await openStudy(folder);
  const problems = (await checkParts(study)).map(toFailureData);
  const drafting = problems.length === 0 && hasPart(study, 'drafts.json');
  return {
    state: study.file.state,
    cases: caseIds(study).length,
    allocated: hasPart(study, 'reads.json'),
    problems: drafting ? await tryAllocation(study) : problems,
  };
}

/** Whether lists can be made does not hang on the seed. */
async function tryAllocation(study: Study): Promise<FailureData[]> {
  try {
    allocate({
      protocol: study.protocol,
      readers: readerCodes(study.protocol),
      cases: await casesToAllocate(study),
      drafts: await readDrafts(study),
      seed: 1,
    });
    return [];
  } catch (thrown) {
    return [toFailureData(thrown)];
  }
}
