import { expect, test } from 'vitest';
import { toggled } from '#renderer/reading/choices.ts';
import { item, type Item } from '#studies/protocol/protocol.ts';

const reasons = item.parse({
  id: 'reasons',
  type: 'choices',
  label: { en: 'Why?' },
  asked: 'draft',
  required: 'edited',
  options: [
    { id: 'wrong', label: { en: 'Wrong' } },
    { id: 'missing', label: { en: 'Missing' } },
    { id: 'none', label: { en: 'None' }, exclusive: true },
  ],
}) as Extract<Item, { type: 'choices' }>;

test('options are chosen and let go, in the order of the protocol', () => {
  expect(toggled(reasons, ['missing'], 'wrong')).toEqual(['wrong', 'missing']);
  expect(toggled(reasons, ['wrong', 'missing'], 'wrong')).toEqual(['missing']);
});

test('an exclusive option stands alone', () => {
  expect(toggled(reasons, ['wrong', 'missing'], 'none')).toEqual(['none']);
  expect(toggled(reasons, ['none'], 'wrong')).toEqual(['wrong']);
  expect(toggled(reasons, ['none'], 'none')).toEqual([]);
});
