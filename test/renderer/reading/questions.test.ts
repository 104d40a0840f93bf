import { describe, expect, test } from 'vitest';
import { askedItems, firstMissing, isAnswered, isRequired, toggled } from '#renderer/reading/questions.ts';
import { item, type Item } from '#studies/protocol/protocol.ts';

const words = (en: string) => ({ en });

const reasons = item.parse({
  id: 'reasons',
  type: 'choices',
  label: words('Why?'),
  asked: 'draft',
  required: 'edited',
  options: [
    { id: 'wrong', label: words('Wrong') },
    { id: 'missing', label: words('Missing') },
    { id: 'none', label: words('None'), exclusive: true },
  ],
}) as Extract<Item, { type: 'choices' }>;
const helps = item.parse({
  id: 'helps',
  type: 'scale',
  label: words('Helps?'),
  asked: 'always',
  required: 'yes',
  steps: [
    { value: 0, label: words('No') },
    { value: 1, label: words('Yes') },
  ],
});
const remarks = item.parse({ id: 'remarks', type: 'text', label: words('Remarks'), asked: 'always', required: 'no' });
const items = [reasons, helps, remarks];

function read(initial: string | null, text: string, answers: Record<string, number | string | string[]> = {}) {
  return { initial, text, answers };
}

describe('what is asked', () => {
  test('questions about a given text are not asked where none was given', () => {
    expect(askedItems(items, read(null, 'Clear lungs.')).map(({ id }) => id)).toEqual(['helps', 'remarks']);
    expect(askedItems(items, read('Draft.', 'Draft.')).map(({ id }) => id)).toEqual(['reasons', 'helps', 'remarks']);
  });
});

describe('what is required', () => {
  test('edited: only where the text is not the given one', () => {
    expect(isRequired(reasons, read('Draft.', 'Draft.'))).toBe(false);
    expect(isRequired(reasons, read('Draft.', 'Draft'))).toBe(true);
  });

  test('the first open question is named; a zero on a scale is an answer, an empty choice is none', () => {
    expect(firstMissing(items, read('Draft.', 'Edited.'))?.id).toBe('reasons');
    expect(firstMissing(items, read('Draft.', 'Edited.', { reasons: [] }))?.id).toBe('reasons');
    expect(firstMissing(items, read('Draft.', 'Edited.', { reasons: ['wrong'] }))?.id).toBe('helps');
    expect(firstMissing(items, read('Draft.', 'Edited.', { reasons: ['wrong'], helps: 0 }))).toBeNull();
    expect(firstMissing(items, read('Draft.', 'Draft.', { helps: 1 }))).toBeNull();
  });

  test('what is not asked is not missing', () => {
    expect(firstMissing([{ ...reasons, required: 'yes' }], read(null, 'Text'))).toBeNull();
  });

  test('blank text is no answer', () => {
    expect([isAnswered(undefined), isAnswered('  '), isAnswered('x'), isAnswered(0), isAnswered([])]).toEqual([
      false,
      false,
      true,
      true,
      false,
    ]);
  });
});

describe('choices', () => {
  test('toggle, in the order of the protocol', () => {
    expect(toggled(reasons, ['missing'], 'wrong')).toEqual(['wrong', 'missing']);
    expect(toggled(reasons, ['wrong', 'missing'], 'wrong')).toEqual(['missing']);
  });

  test('an exclusive option stands alone', () => {
    expect(toggled(reasons, ['wrong', 'missing'], 'none')).toEqual(['none']);
    expect(toggled(reasons, ['none'], 'wrong')).toEqual(['wrong']);
    expect(toggled(reasons, ['none'], 'none')).toEqual([]);
  });
});
