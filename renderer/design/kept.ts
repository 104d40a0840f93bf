import { isDraft, type ProtocolDraft } from '#studies/protocol/draft.ts';

const KEY = 'designer/protocol';

/** The protocol that was changed and not saved, as it was left; null where there is none. */
export function keptDraft(): ProtocolDraft | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    return isDraft(value) ? value : null;
  } catch {
    return null;
  }
}

/** Keeps it on this machine, whatever becomes of the window. */
export function keepDraft(draft: ProtocolDraft): void {
  localStorage.setItem(KEY, JSON.stringify(draft));
}

export function forgetDraft(): void {
  localStorage.removeItem(KEY);
}
