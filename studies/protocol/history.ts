import type { ProtocolDraft } from './draft.ts';
import { applyEdit, changesNothing, type Edit } from './edit.ts';

/** A draft with the way that led to it and the way that was taken back; a value, never changed. */
export interface History {
  readonly draft: ProtocolDraft;
  readonly before: Step | null;
  readonly after: Step | null;
  /** The field that is being typed in: further edits of it belong to the same step. */
  readonly typing: string | null;
}

/** A chain, so that a long history costs no copies. */
interface Step {
  readonly draft: ProtocolDraft;
  readonly next: Step | null;
}

export function startHistory(draft: ProtocolDraft): History {
  return { draft, before: null, after: null, typing: null };
}

/**
 * The history after an edit. With `typing` one edit after another of the same field is one step, until `rest`. What was
 * taken back before is gone. Throws Failure bad-input as `applyEdit`.
 */
export function edited(history: History, edit: Edit, typing = false): History {
  if (changesNothing(history.draft, edit)) return history;
  const draft = applyEdit(history.draft, edit);
  const field = typing ? JSON.stringify(edit.path) : null;
  if (field !== null && field === history.typing) return { ...history, draft, after: null };
  return { draft, before: { draft: history.draft, next: history.before }, after: null, typing: field };
}

/** The hand has left the field: the next edit is a step of its own. */
export function rest(history: History): History {
  return history.typing === null ? history : { ...history, typing: null };
}

/** One step back; the same history where there is none. */
export function undone(history: History): History {
  const { draft, before, after } = history;
  if (!before) return history;
  return { draft: before.draft, before: before.next, after: { draft, next: after }, typing: null };
}

/** One step that was taken back, once more; the same history where there is none. */
export function redone(history: History): History {
  const { draft, before, after } = history;
  if (!after) return history;
  return { draft: after.draft, before: { draft, next: before }, after: after.next, typing: null };
}
