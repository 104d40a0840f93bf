import { expect, test } from 'vitest';
import { createTokenizer } from '#models/chexagent/tokenizer.ts';
import { miniMaterials, miniVocabulary, usualPlan } from '#models/training/mini.ts';
import { slotFeeds } from '#models/training/stages/instruction.ts';

const plan = { ...usualPlan(3, 1), patients: 30 };
const vocabulary = miniVocabulary(plan);
const { bytesOf } = createTokenizer(vocabulary.files);
const textOf = (ids: readonly number[]) => Buffer.concat(ids.map(bytesOf)).toString();
const { data } = miniMaterials(plan, vocabulary, { size: 192, film: () => new Uint8Array(192 * 192) });
const described = data.groups.flatMap((group) => {
  return group.examples
    .filter(({ findings = [] }) => findings.length > 1)
    .map((example) => ({ example, tokenised: data.tokenised(group, example) }));
});

test('what a report says to be there is marked among its tokens, sentence by sentence', () => {
  expect(described.length).toBeGreaterThan(10);
  for (const { example, tokenised } of described) {
    const marked = tokenised.findings.map(([from, to]) => textOf(tokenised.ids.slice(from, to)).trim());
    expect(marked).toEqual(example.findings);
  }
});

test('tokens of what is there weigh three times those of the rest of the same answer', () => {
  const { tokenised } = described[0] as (typeof described)[number];
  const { stretches, films, ids, answerAt, findings } = tokenised;
  const layout = { batch: 1, stretches: stretches.map(({ length }) => length), slots: [ids.length] };
  const { weights } = slotFeeds([{ stretches, films, slots: [tokenised] }], layout, 0);
  const least = Math.min(...weights.filter((weight) => weight > 0));
  // The weight stands before the token that it is for; the last position has none to come.
  const isFinding = (token: number) => findings.some(([from, to]) => token >= from && token < to);
  ids.forEach((_, token) => {
    if (token === 0) return;
    const expected = token < answerAt ? 0 : isFinding(token) ? 3 : 1;
    expect((weights[token - 1] ?? 0) / least).toBeCloseTo(expected, 4);
  });
});
