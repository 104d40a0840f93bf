import type { View } from './case.ts';
import { parseListCell, type ListValue } from './listCell.ts';

/** An image of a row: a file name relative to the image folder, and its view where the table tells it. */
export interface RowImage {
  readonly file: string;
  readonly view: View | null;
  readonly prior: boolean;
}

/** A cell that can't be used; the message says why and becomes the reason of a csv-row failure. */
export class BadCell extends Error {}

const PRIOR_WORDS = new Set(['PRIOR', 'PREVIOUS', 'COMPARISON']);
const LATERAL_WORDS = new Set(['LATERAL', 'LAT', 'LL', 'RL', 'LLAT', 'RLAT', 'XTABLE']);
const OTHER_WORDS = new Set(['DECUBITUS', 'OBLIQUE', 'LAO', 'RAO', 'LPO', 'RPO', 'SWIMMERS', 'OTHER']);

/** The view that a name means (`PA`, `LL`, `prior lateral`, ...); null where it names none (`View 1`, `frontal`). */
export function viewOf(name: string | null): { view: View | null; prior: boolean } {
  const tokens: string[] = (name ?? '').toUpperCase().match(/[A-Z]+/g) ?? [];
  function has(names: ReadonlySet<string>): boolean {
    return tokens.some((token) => names.has(token));
  }
  const prior = has(PRIOR_WORDS);
  if (tokens.includes('PA')) return { view: 'PA', prior };
  if (tokens.includes('AP')) return { view: 'AP', prior };
  if (has(OTHER_WORDS)) return { view: 'OTHER', prior };
  return { view: has(LATERAL_WORDS) ? 'LATERAL' : null, prior };
}

/** `[['PA', 'a.dcm'], ...]`, `['a.dcm', ...]` (Python or JSON), or `a.dcm;b.dcm`. */
export function imagesCell(cell: string): RowImage[] {
  const text = cell.trim();
  if (!/^[[(]/.test(text)) return text.split(/[;|]/).map((file) => image(null, file));
  let values: ListValue[];
  try {
    values = parseListCell(text);
  } catch (thrown) {
    throw new BadCell(`images is ${thrown instanceof Error ? thrown.message : 'unreadable'}`);
  }
  if (values.length === 0) throw new BadCell('images is an empty list');
  return values.map((value) => {
    if (typeof value === 'string') return image(null, value);
    const [view, file] = value ?? [];
    if (value?.length !== 2 || typeof file !== 'string' || Array.isArray(view)) {
      throw new BadCell(`images holds ${JSON.stringify(value)} instead of [view, file]`);
    }
    return image(view ?? null, file);
  });
}

function image(viewName: string | null, file: string): RowImage {
  const name = file.trim();
  if (name === '') throw new BadCell('an image has no file name');
  return { file: name, ...viewOf(viewName) };
}

/** `yes` marks all images of the row as priors; a list names the priors; empty means none. */
export function priorCell(cell: string, images: readonly RowImage[]): RowImage[] {
  const text = cell.trim();
  if (/^(|0|no|n|false|nan)$/i.test(text)) return [...images];
  if (/^(1|yes|y|true)$/i.test(text)) return images.map((each) => ({ ...each, prior: true }));
  const priors = imagesCell(text).map((each) => ({ ...each, prior: true }));
  return [...images.filter((each) => !priors.some((prior) => prior.file === each.file)), ...priors];
}

/** Whether a case is for practice: yes or no. */
export function practiceCell(cell: string): boolean {
  if (/^(|0|no|n|false|nan)$/i.test(cell.trim())) return false;
  if (/^(1|yes|y|true)$/i.test(cell.trim())) return true;
  throw new BadCell(`practice is ${shown(cell)} instead of yes or no`);
}

export function sexCell(cell: string): 'F' | 'M' | 'O' | null {
  const letter = /^(f|m|o)(emale|ale|ther)?$/i.exec(cell.trim())?.[1];
  if (letter) return letter.toUpperCase() as 'F' | 'M' | 'O';
  if (/^(|nan|unknown|u)$/i.test(cell.trim())) return null;
  throw new BadCell(`sex is ${shown(cell)} instead of F, M or O`);
}

/** Whole years, 90 standing for 90 and above; also as DICOM writes it (`045Y`, `006M`). */
export function ageCell(cell: string): number | null {
  const text = cell.trim();
  if (/^(|nan)$/i.test(text)) return null;
  const [, digits, unit] = /^(\d{1,3})(?:\.0+)?([YMWD])?$/i.exec(text) ?? [];
  const perYear = { Y: 1, M: 12, W: 52, D: 365 }[(unit ?? 'Y').toUpperCase()] ?? 1;
  const years = Math.floor(Number(digits) / perYear);
  if (digits === undefined || years > 130) throw new BadCell(`age is ${shown(cell)} instead of whole years`);
  return Math.min(90, years);
}

/** Where a draft comes from: a short name; `model` where the cell is empty. */
export function sourceCell(cell: string): string {
  const source = cell.trim().toLowerCase() || 'model';
  if (!/^[a-z][a-z0-9-]{0,40}$/.test(source)) throw new BadCell(`source is ${shown(cell)} instead of a name`);
  return source;
}

/** A cell's value in a message, cut short. */
function shown(cell: string): string {
  return JSON.stringify(cell.length > 40 ? `${cell.slice(0, 40)}...` : cell);
}
