/** What the official reader study writes into `candidate` where the reader writes from scratch. */
const SCRATCH_SENTINEL = 'Empty. Please write from scratch.';

/**
 * A draft as it is given to readers, null where there is none. Line breaks become those of the editor, so that its
 * positions fit; Markdown's bold marks and blanks at ends go, since they would tell a model's text from a person's.
 */
export function draftText(cell: string): string | null {
  const text = cell
    .replace(/\r\n?/g, '\n')
    .replaceAll('**', '')
    .replace(/[^\S\n]+$/gm, '')
    .trim();
  return text === '' || text === SCRATCH_SENTINEL ? null : text;
}
