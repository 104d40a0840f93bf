import { EditorState } from '@codemirror/state';
import { expect, test } from 'vitest';
import { canonicalJson } from '#core/digest.ts';
import { originOf, textChanges } from '#renderer/editor/changes.ts';
import { wellFormed } from '#renderer/editor/wellFormed.ts';

function paste(doc: string, insert: string) {
  const state = EditorState.create({ doc, extensions: [wellFormed] });
  return state.update({ changes: { from: 1, insert }, selection: { anchor: 2 }, userEvent: 'input.paste' });
}

test('half a character becomes U+FFFD, so that the change can be written', () => {
  const transaction = paste('ab', 'x\uD83D');
  expect(transaction.newDoc.toString()).toBe('ax\uFFFDb');
  expect(transaction.newSelection.main.anchor).toBe(2);
  expect(originOf(transaction, false)).toBe('input.paste');
  expect(canonicalJson(textChanges(transaction.changes))).toBe('[[1,0,"x\uFFFD"]]');
});

test('whole characters of every plane go through untouched', () => {
  expect(paste('ab', '肺 🫁').newDoc.toString()).toBe('a肺 🫁b');
});
