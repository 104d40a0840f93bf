import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from '#core/errors.ts';
import { inNameOrder, reportOf, takeCases, type CreateReport, type Intake, type TakeInput } from './createStudy.ts';
import { changeStudy } from './lifecycle.ts';
import { hasPart, needState, readDrafts, saveStudy } from './studyFolder.ts';

/**
 * Takes further cases into a study that is being designed and has no reading lists yet. All that can be used are in it
 * at the end, or none when anything fails. Throws study-state, study-busy, no-cases, disk-full.
 */
export function addCases(folder: string, input: TakeInput): Promise<CreateReport> {
  return changeStudy(folder, async (study) => {
    needState(study, 'adding cases', 'designing');
    if (hasPart(study, 'reads.json')) {
      throw new Failure('study-state', { state: 'allocated', action: 'adding cases', needed: 'without reading lists' });
    }
    const added: Intake = {
      hashes: {},
      drafts: [],
      removed: new Map(),
      warnings: [],
      problems: [],
      cases: 0,
      images: 0,
    };
    try {
      await takeCases(folder, input, added);
      const drafts = [...(await readDrafts(study)), ...added.drafts];
      const hashes = inNameOrder({ ...study.file.hashes, ...added.hashes });
      const grown = { ...study, file: { ...study.file, hashes } };
      await saveStudy(grown, { parts: { 'drafts.json': { format: 1, drafts } } });
    } catch (thrown) {
      const folders = new Set(Object.keys(added.hashes).map((name) => dirname(join(folder, name))));
      for (const each of folders) await rm(each, { recursive: true, force: true });
      throw thrown;
    }
    return reportOf(added);
  });
}
