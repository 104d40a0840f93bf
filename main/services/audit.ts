import { canonicalJson, sha256 } from '#core/digest.ts';
import { Failure, toFailureData } from '#core/errors.ts';
import { seededRandom } from '#core/random.ts';
import { wordDiff, type DiffPart } from '#core/text/wordDiff.ts';
import { draftChooser } from '#studies/allocation/candidates.ts';
import type { Draft } from '#studies/cases/case.ts';
import { draftText } from '#studies/cases/draftText.ts';
import { auditBlinding, type AuditedText, type BlindingAudit } from '#studies/drafting/audit.ts';
import { headingRule, normaliseDraft, type HeadingRule } from '#studies/drafting/normalise.ts';
import type { Protocol } from '#studies/protocol/protocol.ts';
import { changeStudy } from './lifecycle.ts';
import { openKey, readIdentity } from './seal.ts';
import { hasPart, needState, openStudy, readDrafts, readPartBytes, saveStudy, type Study } from './studyFolder.ts';

/** Two arms with drafts that one group of readers meets. */
export interface ArmsAudit {
  readonly arms: readonly [string, string];
  /** Null where there are too few texts. */
  readonly audit: BlindingAudit | null;
  readonly reason: string | null;
}

/** A draft that the normaliser changed. */
export interface NormalisedDraft {
  readonly case: string;
  readonly source: string;
  readonly diff: readonly DiffPart[];
}

export interface Normalisation {
  readonly headings: HeadingRule;
  readonly drafts: number;
  readonly changed: readonly NormalisedDraft[];
}

/** Bump it with every change of what the normaliser does. */
const NORMALISER = 1;

/**
 * Whether the drafts of a study tell where they come from, for every two arms that readers compare. Drafts that are
 * sealed already need the identity. Throws study-state once the study is open.
 */
export async function auditStudy(folder: string, seed: number, identityFile: string | null): Promise<ArmsAudit[]> {
  const study = await openStudy(folder);
  needState(study, 'the blinding audit', 'designing');
  const drafts = await draftsOf(study, identityFile);
  return pairsOf(study.protocol).map((arms) => auditArms(study.protocol, drafts, arms, seed));
}

async function draftsOf(study: Study, identityFile: string | null): Promise<readonly Draft[]> {
  if (hasPart(study, 'drafts.json')) return readDrafts(study);
  if (identityFile === null) throw new Failure('usage', { reason: 'the drafts are sealed: name the identity' });
  return (await openKey(await readPartBytes(study, 'key.sealed'), await readIdentity(identityFile), identityFile))
    .drafts;
}

/** Arms with drafts that are read in one group, each pair once; and each arm that shows two texts, with itself. */
function pairsOf({ arms, groups }: Protocol): [string, string][] {
  const drafted = new Set(arms.filter(({ drafts }) => drafts.length > 0).map(({ id }) => id));
  const pairs = groups.flatMap((group) => {
    const own = group.arms.map(({ arm }) => arm).filter((arm) => drafted.has(arm));
    return own.flatMap((first, index) => own.slice(index + 1).map((second): [string, string] => [first, second]));
  });
  const apart = pairs.filter(
    ([a, b], index) => pairs.findIndex((pair) => pair.includes(a) && pair.includes(b)) === index,
  );
  return [...apart, ...arms.flatMap(({ id, against }): [string, string][] => (against ? [[id, id]] : []))];
}

function auditArms(protocol: Protocol, drafts: readonly Draft[], arms: [string, string], seed: number): ArmsAudit {
  const choose = draftChooser(protocol, drafts);
  const cases = [...new Set(drafts.map((draft) => draft.case))];
  const sideBySide = arms[0] === arms[1];
  const texts = arms.flatMap((arm, index) =>
    cases.flatMap((id): AuditedText[] => {
      const draft = choose(arm, id)?.[sideBySide ? index : 0];
      const text = draft ? draftText(draft.text) : null;
      return text === null ? [] : [{ case: id, second: index === 1, text }];
    }),
  );
  try {
    return { arms, audit: auditBlinding(texts, seededRandom(seed).fork(arms.join(' '))), reason: null };
  } catch (thrown) {
    const { code, detail } = toFailureData(thrown);
    if (code !== 'stats-too-few') throw thrown;
    return { arms, audit: null, reason: `needs ${detail['needed']} texts in each arm, found ${detail['found']}` };
  }
}

/**
 * Writes every draft in the style that all arms share, and that this was done into `normalisation.json`: with hashes of
 * the drafts before and after, but with no text and no source, since it stays when the drafts are sealed. `dry` only
 * tells what would change. Throws study-state after allocation.
 */
export function normaliseStudy(folder: string, when: string, dry: boolean): Promise<Normalisation> {
  return changeStudy(folder, async (study) => {
    needState(study, 'normalising', 'designing');
    if (!hasPart(study, 'drafts.json'))
      throw new Failure('study-state', { state: 'allocated', action: 'normalising', needed: 'not allocated' });
    const drafts = await readDrafts(study);
    const headings = headingRule(drafts.map(({ text }) => text));
    const written = drafts.map((draft) => ({ ...draft, text: normaliseDraft(draft.text, headings) || draft.text }));
    const changed = drafts.flatMap(({ case: id, source, text }, index): NormalisedDraft[] => {
      const after = written[index]?.text ?? text;
      return after === text ? [] : [{ case: id, source, diff: wordDiff(text, after) }];
    });
    const record = {
      format: 1,
      normaliser: NORMALISER,
      when,
      headings,
      drafts: drafts.length,
      changed: changed.length,
      before: sha256(canonicalJson(drafts)),
      after: sha256(canonicalJson(written)),
    };
    if (!dry)
      await saveStudy(study, {
        parts: { 'drafts.json': { format: 1, drafts: written }, 'normalisation.json': record },
      });
    return { headings, drafts: drafts.length, changed };
  });
}
