import { EditorState, Transaction, type ChangeSpec } from '@codemirror/state';

/** Half a character: a UTF-16 surrogate without its other half. */
const HALF = /\p{Surrogate}/gu;
const REPLACEMENT = '\uFFFD';

/**
 * Text that comes in with half a character gets U+FFFD in its place. The log's canonical JSON has no form for a half:
 * a change that holds one could never be written. Lengths and positions stay as they are.
 */
export const wellFormed = EditorState.transactionFilter.of((transaction) => {
  if (!transaction.docChanged) return transaction;
  const changes: ChangeSpec[] = [];
  let mended = false;
  transaction.changes.iterChanges((from, to, _newFrom, _newTo, inserted) => {
    const text = inserted.toString();
    const insert = text.replaceAll(HALF, REPLACEMENT);
    mended ||= insert !== text;
    changes.push({ from, to, insert });
  });
  if (!mended) return transaction;
  const userEvent = transaction.annotation(Transaction.userEvent);
  return {
    changes,
    ...(transaction.selection ? { selection: transaction.selection } : {}),
    ...(userEvent === undefined ? {} : { userEvent }),
    effects: transaction.effects,
    scrollIntoView: transaction.scrollIntoView,
  };
});
