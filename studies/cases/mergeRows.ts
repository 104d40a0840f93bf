import { BadCell, type RowImage } from './cells.ts';

/** One case of a table, rows of the same study merged. */
export interface CaseRow {
  /** Row of the table where the case first stands, 1 being the header; for messages. */
  readonly row: number;
  /** The case's name in the table. It may identify: it must not enter the study. */
  readonly name: string;
  readonly images: readonly RowImage[];
  readonly indication: string;
  readonly sex?: 'F' | 'M' | 'O';
  readonly age?: number;
  /** For practice before the study; one row of the case is enough to say so. */
  readonly practice?: boolean;
  /** At most one a source. */
  readonly drafts: readonly { readonly source: string; readonly text: string }[];
}

/** A case with what a further row adds. Throws BadCell where the two disagree or the row adds nothing. */
export function mergeRow(before: CaseRow | undefined, next: CaseRow): CaseRow {
  const images = joinImages(before?.images ?? [], next.images);
  const drafts = [...(before?.drafts ?? [])];
  for (const draft of next.drafts) {
    const other = drafts.find((each) => each.source === draft.source);
    if (other && other.text !== draft.text) throw new BadCell(`the case has another ${draft.source} draft already`);
    if (!other) drafts.push(draft);
  }
  if (!before) return { ...next, images, drafts };
  if (images.length === before.images.length && drafts.length === before.drafts.length) {
    throw new BadCell(`repeats row ${before.row}`);
  }
  for (const name of ['indication', 'sex', 'age'] as const) {
    const [old, now] = [before[name], next[name]];
    if (old !== undefined && old !== '' && now !== undefined && now !== '' && old !== now) {
      throw new BadCell(`${name} differs from row ${before.row}`);
    }
  }
  return { ...next, ...before, indication: before.indication || next.indication, images, drafts };
}

/** Every file once, as it was named first. */
function joinImages(before: readonly RowImage[], next: readonly RowImage[]): RowImage[] {
  const byFile = new Map<string, RowImage>();
  for (const image of [...before, ...next]) if (!byFile.has(image.file)) byFile.set(image.file, image);
  return [...byFile.values()];
}
