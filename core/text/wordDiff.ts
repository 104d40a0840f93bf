/** A stretch of a text that stayed, went, or came. */
export interface DiffPart {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/**
 * What changed between two texts, by words with the blanks and line breaks around them: the removed and the same parts
 * joined are the text before, the added and the same the text after. Longest common subsequence.
 */
export function wordDiff(before: string, after: string): DiffPart[] {
  const [old, fresh] = [pieces(before), pieces(after)];
  const lengths = Array.from({ length: old.length + 1 }, () => new Array<number>(fresh.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = fresh.length - 1; j >= 0; j--)
      lengths[i]![j] =
        old[i] === fresh[j]
          ? 1 + (lengths[i + 1]?.[j + 1] ?? 0)
          : Math.max(lengths[i + 1]?.[j] ?? 0, lengths[i]?.[j + 1] ?? 0);
  const parts: { kind: DiffPart['kind']; text: string }[] = [];
  function say(kind: DiffPart['kind'], text: string | undefined): void {
    const last = parts.at(-1);
    if (last?.kind === kind) last.text += text ?? '';
    else parts.push({ kind, text: text ?? '' });
  }
  let [i, j] = [0, 0];
  while (i < old.length || j < fresh.length) {
    if (i < old.length && j < fresh.length && old[i] === fresh[j]) {
      say('same', old[i++]);
      j += 1;
    } else if (j >= fresh.length || (i < old.length && (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))) {
      say('removed', old[i++]);
    } else say('added', fresh[j++]);
  }
  return parts;
}

/** Words and the blanks between them, one by one. */
function pieces(text: string): string[] {
  return text.match(/\s+|\S+/g) ?? [];
}
