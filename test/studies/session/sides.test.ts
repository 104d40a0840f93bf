import { expect, test } from 'vitest';
import { item, type Item } from '#studies/protocol/protocol.ts';
import { checkAnswer, firstMissing, itemsAt } from '#studies/session/questions.ts';
import { foldEvent, foldRead, startRead } from '#studies/session/session.ts';
import type { Answer, Sides } from '#studies/session/state.ts';
import { changed, entry, opened, painted, submitted } from './script.ts';

const sides: Sides = ['No effusion.', 'Small effusion on the left.'];
const label = { en: 'x' };
const better = item.parse({ id: 'better', type: 'sides', label, asked: 'pair', required: 'yes', moment: 'before' });
const clearly: Item = item.parse({
  ...{ id: 'clearly', type: 'text', label, asked: 'pair', required: 'yes', moment: 'before' },
  when: { item: 'better', answers: ['a', 'b'] },
});
const items = [better, clearly];
const chosen = (value: Answer, mono: number) => entry('answer.given', { item: 'better', value }, mono);

test('a choice between two texts is read, chosen and submitted like any read, with its time', () => {
  const length = sides[0].length + sides[1].length;
  const entries = [opened(0), painted(1000, length), chosen('b', 4000), chosen('a', 6000), submitted(9000, '')];
  expect(foldRead(null, entries, sides)).toMatchObject({
    phase: 'submitted',
    clock: 8000,
    answers: { better: 'a' },
    text: '',
    changes: 0,
    acts: [
      { kind: 'answer', from: 3000, to: 3000 },
      { kind: 'answer', from: 5000, to: 5000 },
    ],
  });
});

test('neither text can be changed, and both must be on the screen', () => {
  const refusal = (...entries: ReturnType<typeof opened>[]): string => {
    try {
      foldRead(null, entries, sides);
    } catch (thrown) {
      return JSON.stringify((thrown as { detail?: unknown }).detail);
    }
    return '';
  };
  expect(refusal(opened(0), painted(100, 12))).toContain('shows 12 characters of 39');
  expect(refusal(opened(0), painted(100, 39), changed(200, [[0, 0, 'x']], 1))).toContain('not changed');
});

test('a half-made choice outlives a crash: another session goes on with it', () => {
  const before = [opened(0), painted(100, 39), chosen('b', 2000)];
  const state = foldRead(null, [...before, opened(500, 's2')], sides);
  expect([state.phase, state.answers, state.clock]).toEqual(['opened', { better: 'b' }, 1900]);
  const again = foldEvent(state, 's2', painted(600, 39).event);
  expect(again.gaps.map(({ kind }) => kind)).toEqual(['crash']);
});

test('questions about two texts are asked where there are two, and their conditions know the sides', () => {
  const one = startRead('Draft.');
  const two = { ...startRead(null, sides), phase: 'reading' as const };
  const names = (state: typeof one): string[] => itemsAt('before', items, state).map(({ id }) => id);
  expect([names(one), names(two), names({ ...two, answers: { better: 'neither' } })]).toEqual([
    [],
    ['better'],
    ['better'],
  ]);
  expect(firstMissing('before', items, two)?.id).toBe('better');
  expect(firstMissing('before', items, { ...two, answers: { better: 'a' } })?.id).toBe('clearly');
  expect(() => checkAnswer(items, two, 'better', 'neither')).not.toThrow();
  for (const value of ['c', 1, ['a']]) expect(() => checkAnswer(items, two, 'better', value)).toThrow();
  expect(() => checkAnswer(items, { ...one, phase: 'reading' }, 'better', 'a')).toThrow();
});
