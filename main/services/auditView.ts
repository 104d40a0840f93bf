import { z } from 'zod';
import type { AuditPlace, Normalised } from '#core/ipc/audit.ts';
import type { Normalisation, NormalisedDraft } from './audit.ts';
import { parseJson } from './files.ts';
import { hasPart, needState, openStudy, readDrafts, readPartBytes } from './studyFolder.ts';

const record = z.object({
  when: z.string(),
  drafts: z.int(),
  changed: z.int(),
  headings: z.enum(['same', 'removed']),
});

/** Where the drafts of a study are, and what was done with them. Throws study-state once the study is open. */
export async function auditPlaceOf(folder: string): Promise<AuditPlace> {
  const study = await openStudy(folder);
  needState(study, 'the blinding audit', 'designing');
  const name = 'normalisation.json';
  return {
    drafts: hasPart(study, 'drafts.json') ? (await readDrafts(study)).length : null,
    normalised: hasPart(study, name) ? parseJson(await readPartBytes(study, name), name, record) : null,
  };
}

/** Drafts shown of each source. */
const SAMPLES = 3;

/** What was changed, with as many drafts to look at as a person looks at, of every source alike. */
export function normalisedView({ headings, drafts, changed }: Normalisation): Normalised {
  return { headings, drafts, changed: changed.length, samples: samplesOf(changed) };
}

/** Of cases in which the most sources were changed, so that the same case is seen before and after from every hand. */
function samplesOf(changed: readonly NormalisedDraft[]): NormalisedDraft[] {
  const sources = [...new Set(changed.map(({ source }) => source))].sort();
  const often = new Map<string, number>();
  for (const draft of changed) often.set(draft.case, (often.get(draft.case) ?? 0) + 1);
  const sorted = changed.toSorted(
    (a, b) => (often.get(b.case) ?? 0) - (often.get(a.case) ?? 0) || (a.case < b.case ? -1 : 1),
  );
  return sources.flatMap((source) => sorted.filter((draft) => draft.source === source).slice(0, SAMPLES));
}
