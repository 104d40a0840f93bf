import { Transaction, type ChangeSet } from '@codemirror/state';
import type { TextChange } from '#studies/session/event.ts';

/** A transaction's changes as the log keeps them: all positions are UTF-16 units of the text before it. */
export function textChanges(changes: ChangeSet): TextChange[] {
  const result: TextChange[] = [];
  changes.iterChanges((from, to, _newFrom, _newTo, inserted) => {
    result.push([from, to - from, inserted.toString()]);
  });
  return result;
}

/** How a change came about, in the editor's words; input methods that give none are named for what they are. */
export function originOf(transaction: Transaction, composing: boolean): string {
  return transaction.annotation(Transaction.userEvent) ?? (composing ? 'ime' : 'other');
}
