import { EditorState } from '@codemirror/state';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { originOf, textChanges } from '#renderer/editor/changes.ts';
import { textChange } from '#studies/session/event.ts';
import { applyChanges } from '#studies/session/changes.ts';

function stateOf(doc: string): EditorState {
  return EditorState.create({ doc, extensions: [EditorState.lineSeparator.of('\n')] });
}

test('several changes of one transaction all refer to the text before it', () => {
  const transaction = stateOf('one two three').update({
    changes: [
      { from: 0, to: 3, insert: 'ONE' },
      { from: 8, insert: 'and ' },
    ],
    userEvent: 'input.type',
  });
  expect(textChanges(transaction.changes)).toEqual([
    [0, 3, 'ONE'],
    [8, 0, 'and '],
  ]);
  expect(originOf(transaction, false)).toBe('input.type');
});

test('text that moved is taken out and put in', () => {
  const transaction = stateOf('abcdef').update({
    changes: [
      { from: 0, to: 2 },
      { from: 6, insert: 'ab' },
    ],
    userEvent: 'move.drop',
  });
  expect(applyChanges('abcdef', textChanges(transaction.changes))).toBe('cdefab');
});

test('an input method without an annotation is named as one', () => {
  const transaction = stateOf('').update({ changes: { from: 0, insert: '肺' } });
  expect([originOf(transaction, true), originOf(transaction, false)]).toEqual(['ime', 'other']);
});

test('whatever is done to a text, with line ends of any kind and astral characters, the changes rebuild it', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r', '😀', '肺', 'é'), maxLength: 30 });
  const edit = fc.record({ from: fc.nat(40), length: fc.nat(10), insert: text });
  fc.assert(
    fc.property(
      text,
      fc.array(fc.array(edit, { minLength: 1, maxLength: 3 }), { maxLength: 8 }),
      (start, transactions) => {
        let state = stateOf(start);
        let replayed = start;
        for (const edits of transactions) {
          let end = 0;
          const changes = edits
            .map(({ from, length, insert }) => ({ from: Math.min(from, state.doc.length), length, insert }))
            .sort((a, b) => a.from - b.from)
            .map(({ from, length, insert }) => {
              const begin = Math.max(from, end);
              end = Math.min(state.doc.length, begin + length);
              return { from: begin, to: end, insert: state.toText(insert) };
            });
          const transaction = state.update({ changes });
          const logged = textChanges(transaction.changes).map((each) => textChange.parse(each));
          replayed = applyChanges(replayed, logged);
          state = transaction.state;
          expect(state.doc.length).toBe(replayed.length);
        }
        expect(state.doc.toString()).toBe(replayed);
      },
    ),
    { numRuns: 300, seed: 7 },
  );
});
