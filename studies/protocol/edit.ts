import { Failure } from '#core/errors.ts';
import { valueAt, type ProtocolDraft } from './draft.ts';
import type { Path } from './fault.ts';
import { followName } from './rename.ts';

/** A change of a draft. `path` leads to a field, or to a place in a list. */
export type Edit =
  /** Puts a value into a field; undefined takes the field away. */
  | { readonly act: 'set'; readonly path: Path; readonly value: unknown }
  /** Puts a value into a list, before what stands at the place. */
  | { readonly act: 'insert'; readonly path: Path; readonly value: unknown }
  | { readonly act: 'remove'; readonly path: Path }
  /** Moves an entry of a list to another place in it. */
  | { readonly act: 'move'; readonly path: Path; readonly to: number };

/**
 * The draft after an edit; what the edit does not touch is the same object as before. A new name of an arm, a group, a
 * question or an option is followed everywhere. Throws Failure bad-input for a path that leads nowhere.
 */
export function applyEdit(draft: ProtocolDraft, edit: Edit): ProtocolDraft {
  const changed = rebuild(draft, edit.path, edit, edit.path) as ProtocolDraft;
  return edit.act === 'set' ? followName(draft, changed, edit.path) : changed;
}

function rebuild(holder: unknown, rest: Path, edit: Edit, whole: Path): unknown {
  const [step, ...deeper] = rest;
  if (Array.isArray(holder) && typeof step === 'number') {
    if (deeper.length === 0) return changedList(holder, step, edit, whole);
    if (!(step in holder)) throw nowhere(whole);
    return holder.map((each: unknown, index) => (index === step ? rebuild(each, deeper, edit, whole) : each));
  }
  if (typeof holder !== 'object' || holder === null || Array.isArray(holder) || typeof step !== 'string')
    throw nowhere(whole);
  const fields = holder as Readonly<Record<string, unknown>>;
  if (deeper.length > 0) return { ...fields, [step]: rebuild(fields[step], deeper, edit, whole) };
  if (edit.act === 'set' && edit.value !== undefined) return { ...fields, [step]: edit.value };
  if (edit.act !== 'set' && edit.act !== 'remove') throw nowhere(whole);
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== step));
}

function changedList(list: readonly unknown[], place: number, edit: Edit, whole: Path): unknown[] {
  const last = edit.act === 'insert' ? list.length : list.length - 1;
  if (place < 0 || place > last) throw nowhere(whole);
  if (edit.act === 'set') return list.with(place, edit.value);
  if (edit.act === 'insert') return list.toSpliced(place, 0, edit.value);
  if (edit.act === 'remove') return list.toSpliced(place, 1);
  if (edit.to < 0 || edit.to > last) throw nowhere([...whole, 'to', edit.to]);
  return list.toSpliced(place, 1).toSpliced(edit.to, 0, list[place]);
}

function nowhere(path: Path): Failure {
  return new Failure('bad-input', { where: path.join('.'), reason: 'there is no such place in the protocol' });
}

/** Whether an edit would change anything: one that sets what stands there already does not. */
export function changesNothing(draft: ProtocolDraft, edit: Edit): boolean {
  if (edit.act === 'move') return edit.to === edit.path.at(-1);
  return edit.act === 'set' && Object.is(valueAt(draft, edit.path), edit.value);
}
