import { describe, expect, test } from 'vitest';
import { Failure } from '#core/errors.ts';
import { item, type Item } from '#studies/protocol/protocol.ts';
import { askedItems, checkAnswer, firstMissing, isAnswered, isRequired, itemsAt } from '#studies/session/questions.ts';
import type { Answer, Phase } from '#studies/session/state.ts';

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
});
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
  return { initial, sides: null, text, answers };
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
    expect(firstMissing('after', items, read('Draft.', 'Edited.'))?.id).toBe('reasons');
    expect(firstMissing('after', items, read('Draft.', 'Edited.', { reasons: [] }))?.id).toBe('reasons');
    expect(firstMissing('after', items, read('Draft.', 'Edited.', { reasons: ['wrong'] }))?.id).toBe('helps');
    expect(firstMissing('after', items, read('Draft.', 'Edited.', { reasons: ['wrong'], helps: 0 }))).toBeNull();
    expect(firstMissing('after', items, read('Draft.', 'Draft.', { helps: 1 }))).toBeNull();
  });

  test('what is not asked is not missing', () => {
    expect(firstMissing('after', [{ ...reasons, required: 'yes' }], read(null, 'Text'))).toBeNull();
  });

  test('before Submit and after it each have their own questions, and a condition reaches over', () => {
    const because = { ...reasons, when: { item: 'helps', answers: ['1'] } };
    const both = [{ ...helps, moment: 'before' as const }, because];
    const names = (moment: 'before' | 'after', answers: Record<string, Answer>): string[] =>
      itemsAt(moment, both, read('Draft.', 'Edited.', answers)).map(({ id }) => id);
    expect([names('before', {}), names('after', {}), names('after', { helps: 1 })]).toEqual([
      ['helps'],
      [],
      ['reasons'],
    ]);
    expect(firstMissing('before', both, read('Draft.', 'Edited.'))?.id).toBe('helps');
    expect(firstMissing('after', both, read('Draft.', 'Edited.'))).toBeNull();
    expect(firstMissing('after', both, read('Draft.', 'Edited.', { helps: 1 }))?.id).toBe('reasons');
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

describe('an answer is refused that', () => {
  function refusal(
    id: string,
    value: Answer,
    initial: string | null = 'Draft.',
    phase: Phase = 'submitted',
    among: readonly Item[] = items,
  ): unknown {
    try {
      checkAnswer(among, { ...read(initial, 'Text.'), phase }, id, value);
    } catch (thrown) {
      return thrown instanceof Failure ? thrown.detail.reason : thrown;
    }
    return null;
  }

  test.each([
    ['nobody asked', 'reasons', ['wrong'], null, 'reasons is not asked after Submit in this read'],
    ['is to no question', 'ghost', 1, 'Draft.', 'ghost is not asked after Submit in this read'],
    ['is no option', 'reasons', ['wrong', 'ghost'], 'Draft.', '["wrong","ghost"] is no answer to reasons'],
    ['is no step', 'helps', 7, 'Draft.', '7 is no answer to helps'],
    ['is no text', 'remarks', 7, 'Draft.', '7 is no answer to remarks'],
  ] as [string, string, Answer, string | null, string][])('%s', (_name, id, value, initial, reason) => {
    expect(refusal(id, value, initial)).toBe(reason);
  });

  test('belongs to the other side of Submit', () => {
    const besides = [{ ...helps, moment: 'before' as const }, remarks];
    const asked = (id: string, value: Answer, phase: Phase): unknown => refusal(id, value, 'Draft.', phase, besides);
    expect([asked('helps', 1, 'reading'), asked('helps', 1, 'paused'), asked('remarks', 'x', 'submitted')]).toEqual([
      null,
      null,
      null,
    ]);
    expect(asked('helps', 1, 'submitted')).toBe('helps is not asked after Submit in this read');
    expect(asked('remarks', 'x', 'reading')).toBe('remarks is not asked before Submit in this read');
  });

  test('but not one that is offered', () => {
    expect([refusal('reasons', ['wrong']), refusal('helps', 1), refusal('remarks', 'Fine.')]).toEqual([
      null,
      null,
      null,
    ]);
  });
});
