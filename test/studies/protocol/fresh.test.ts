import { describe, expect, it } from 'vitest';
import { draftFaults, isDraft } from '#studies/protocol/draft.ts';
import { emptyDraft, newArm, newDesign, newEndpoint, newGroup } from '#studies/protocol/fresh.ts';

describe('the empty form', () => {
  it('is a draft that says what is still to be decided', () => {
    expect(isDraft(emptyDraft)).toBe(true);
    expect(draftFaults(emptyDraft).map(({ path, code }) => `${path.join('.')} ${code}`)).toEqual([
      ...['title.en needed', 'question.en needed', 'arms too-few', 'groups too-few', 'cases number-least'],
    ]);
  });

  it('becomes a protocol by its own buttons once it has a title, a question and cases', () => {
    const named = { ...emptyDraft, title: { en: 'Ours' }, question: { en: 'Which is faster?' }, cases: 6 };
    const one = { ...named, arms: [newArm(named)] };
    const two = { ...one, arms: [...one.arms, newArm(one)], design: newDesign('crossed', undefined) };
    const grouped = { ...two, groups: [newGroup(two)] };
    expect(grouped.groups[0]?.arms).toEqual([
      { arm: 'arm', cases: 6 },
      { arm: 'arm-2', cases: 6 },
    ]);
    expect(draftFaults({ ...grouped, endpoints: [newEndpoint(grouped)] })).toEqual([]);
  });
});
