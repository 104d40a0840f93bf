import type { Random } from '#core/random.ts';
import type { Draft } from '../cases/case.ts';
import { draftText } from '../cases/draftText.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { impossible } from './dealing.ts';
import type { AllocationInput } from './input.ts';

/** The drafts that an arm gives for a case: none for an empty page, two for both sides; null where one is missing. */
export type ChooseDrafts = (arm: string, caseId: string) => readonly Draft[] | null;

export function draftChooser(protocol: Protocol, drafts: readonly Draft[]): ChooseDrafts {
  const bySource = new Map<string, Draft>();
  for (const draft of drafts) {
    if (draftText(draft.text) !== null) bySource.set(`${draft.source} ${draft.case}`, draft);
  }
  const sources = new Map(
    protocol.arms.map(({ id, drafts: own, against }) => [id, [own, against ?? []].filter((each) => each.length > 0)]),
  );
  return function choose(arm, caseId) {
    const wanted = sources.get(arm) ?? [];
    const found = wanted.map((names) =>
      names.map((source) => bySource.get(`${source} ${caseId}`)).find((draft) => draft !== undefined),
    );
    return found.every((draft) => draft !== undefined) ? found : null;
  };
}

/**
 * As many cases as the protocol needs, at random, those that the fewest readers saw before first. In the parallel
 * design those that serve the most arms come before that; any other needs cases that serve all arms, and where
 * everybody reads everything, cases that nobody saw before.
 */
export function selectCases(
  { protocol, cases, past = {} }: AllocationInput,
  choose: ChooseDrafts,
  random: Random,
): string[] {
  const needed = protocol.cases;
  if (cases.length < needed) {
    throw impossible(`the protocol needs ${needed} cases, the study has ${cases.length}`);
  }
  const known = new Map<string, number>();
  for (const id of Object.values(past).flat()) known.set(id, (known.get(id) ?? 0) + 1);
  const fewest = (a: string, b: string): number => (known.get(a) ?? 0) - (known.get(b) ?? 0);
  const ids = random.shuffle(cases.map((each) => each.id).sort());
  const kind = protocol.design?.kind ?? 'parallel';
  if (kind === 'parallel') {
    const served = new Map(ids.map((id) => [id, protocol.arms.filter((arm) => choose(arm.id, id) !== null).length]));
    return ids.sort((a, b) => (served.get(b) ?? 0) - (served.get(a) ?? 0) || fewest(a, b)).slice(0, needed);
  }
  const full = servingAll(protocol, ids, choose).sort(fewest);
  if (kind === 'split-plot' || kind === 'incomplete-blocks') return full.slice(0, needed);
  const fresh = full.filter((id) => !known.has(id)).length;
  if (fresh < needed)
    throw impossible(`everybody reads all ${needed} cases, but only ${fresh} were seen by no reader before the study`);
  return full.slice(0, needed);
}

/** The cases that have a draft for every arm that is read. */
function servingAll(protocol: Protocol, ids: readonly string[], choose: ChooseDrafts): string[] {
  const arms = new Set(protocol.groups.flatMap((group) => group.arms.map(({ arm }) => arm)));
  let full = [...ids];
  for (const arm of arms) {
    const served = ids.filter((id) => choose(arm, id) !== null);
    if (served.length < protocol.cases)
      throw impossible(`arm ${arm} needs a draft for each of ${protocol.cases} cases, only ${served.length} have one`);
    full = full.filter((id) => served.includes(id));
  }
  if (full.length < protocol.cases)
    throw impossible(`${protocol.cases} cases need drafts for all arms, only ${full.length} have them`);
  return full;
}
