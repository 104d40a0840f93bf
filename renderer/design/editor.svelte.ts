import { draftFaults, valueAt, type ProtocolDraft } from '#studies/protocol/draft.ts';
import type { Edit } from '#studies/protocol/edit.ts';
import { isWithin, type Fault, type Path } from '#studies/protocol/fault.ts';
import { edited, redone, rest, startHistory, undone, type History } from '#studies/protocol/history.ts';

/** The protocol on the screen: every change goes through its history. */
export class ProtocolEditor {
  #history: History;
  #saved: ProtocolDraft | null;
  readonly faults: readonly Fault[];
  readonly #onchange: (draft: ProtocolDraft) => void;

  /** `saved` is whether the draft is on the disk as it is; `onchange` hears of every other draft. */
  constructor(draft: ProtocolDraft, saved: boolean, onchange: (draft: ProtocolDraft) => void) {
    this.#history = $state.raw(startHistory(draft));
    this.#saved = $state.raw(saved ? draft : null);
    this.faults = $derived(draftFaults(this.#history.draft));
    this.#onchange = onchange;
  }

  get draft(): ProtocolDraft {
    return this.#history.draft;
  }

  get canUndo(): boolean {
    return this.#history.before !== null;
  }

  get canRedo(): boolean {
    return this.#history.after !== null;
  }

  get isSaved(): boolean {
    return this.#saved === this.draft;
  }

  value(path: Path): unknown {
    return valueAt(this.draft, path);
  }

  /** What is wrong with exactly this place. */
  faultsAt(path: Path): Fault[] {
    return this.faults.filter((fault) => fault.path.length === path.length && isWithin(fault.path, path));
  }

  /** The same with everything inside of it. */
  faultsIn(path: Path): Fault[] {
    return this.faults.filter((fault) => isWithin(fault.path, path));
  }

  edit(edit: Edit, typing = false): void {
    this.#become(edited(this.#history, edit, typing));
  }

  set(path: Path, value: unknown, typing = false): void {
    this.edit({ act: 'set', path, value }, typing);
  }

  /** The hand has left a field. */
  rest(): void {
    this.#history = rest(this.#history);
  }

  undo(): void {
    this.#become(undone(this.#history));
  }

  redo(): void {
    this.#become(redone(this.#history));
  }

  saved(draft: ProtocolDraft): void {
    this.#saved = draft;
  }

  #become(history: History): void {
    const changed = history.draft !== this.draft;
    this.#history = history;
    if (changed) this.#onchange(history.draft);
  }
}

/** The id of the field of a path in the page. */
export function fieldId(path: Path): string {
  return `field-${path.join('-')}`;
}
