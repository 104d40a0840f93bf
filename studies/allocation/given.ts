import type { Draft } from '../cases/case.ts';
import { draftText } from '../cases/draftText.ts';
import type { AllocationKey, ReadEntry, Side } from './lists.ts';

type Given = Pick<ReadEntry, 'text' | 'sides'>;
type Origin = Omit<AllocationKey['reads'][string], 'arm'>;

/**
 * What the reader is given of the drafts that an arm has for a case (none, one, or the two of both sides), and where it
 * comes from. `first`: the side of the first of two.
 */
export function givenTexts([draft, other]: readonly Draft[], first: Side): [Given, Origin] {
  if (!draft) return [{ text: null }, { source: null, provenance: null }];
  if (!other) return [{ text: draftText(draft.text) }, originOf(draft)];
  const [a, b] = first === 'a' ? [draft, other] : [other, draft];
  const sides: Given['sides'] = [draftText(a.text) ?? '', draftText(b.text) ?? ''];
  const pair: Origin['pair'] = { first, sides: [originOf(a), originOf(b)] };
  return [
    { text: null, sides },
    { source: null, provenance: null, pair },
  ];
}

function originOf({ source, provenance }: Draft): { source: string; provenance: string } {
  return { source, provenance };
}
