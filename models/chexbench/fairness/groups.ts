import { Failure } from '#core/errors.ts';
import type { Unit } from './units.ts';

/** Where numbers are cut into bands: the band of a cut holds the number itself and all down to the cut before. */
export type Cuts = Readonly<Record<string, readonly number[]>>;

/** The paper's two ages. */
export const defaultCuts: Cuts = { age: [65] };

/** More different numbers than this are no groups. */
const MOST_NUMBERS = 8;

export interface Groups {
  readonly groups: readonly { readonly name: string; readonly units: readonly Unit[] }[];
  /** Units of which an attribute is not told. */
  readonly unknown: number;
}

/**
 * Units by the values of attributes, crossed where there are several. Throws bench-attribute for one that no item has,
 * bench-cut for numbers that nobody said how to band.
 */
export function groupsOf(units: readonly Unit[], attributes: readonly string[], cuts: Cuts): Groups {
  for (const attribute of attributes) checkAttribute(units, attribute, cuts);
  const groups = new Map<string, Unit[]>();
  let unknown = 0;
  for (const unit of units) {
    const values = attributes.map((attribute) => valueOf(unit, attribute, cuts));
    if (values.includes(null)) {
      unknown += 1;
      continue;
    }
    const name = values.join(', ');
    groups.set(name, [...(groups.get(name) ?? []), unit]);
  }
  const byName = [...groups].sort(([one], [other]) => compareGroups(one, other));
  return { groups: byName.map(([name, own]) => ({ name, units: own })), unknown };
}

/** The order of groups by their names; the lowest band, which names no lower border, stands first. */
export function compareGroups(one: string, other: string): number {
  const [first, second] = [one, other].map((name) => name.replaceAll('up to ', '0 to ')) as [string, string];
  return first.localeCompare(second, 'en', { numeric: true });
}

function checkAttribute(units: readonly Unit[], attribute: string, cuts: Cuts): void {
  const values = new Set(units.map(({ attributes }) => attributes[attribute]).filter((value) => value !== undefined));
  if (values.size === 0) {
    const known = new Set(units.flatMap(({ attributes }) => Object.keys(attributes)));
    throw new Failure('bench-attribute', { attribute, known: [...known].sort().join(', ') || 'none' });
  }
  const numbers = [...values].filter((value) => typeof value === 'number');
  if (numbers.length > MOST_NUMBERS && cuts[attribute] === undefined) {
    throw new Failure('bench-cut', { attribute, count: numbers.length });
  }
}

function valueOf({ attributes }: Unit, attribute: string, cuts: Cuts): string | null {
  const value = attributes[attribute];
  if (value === undefined) return null;
  const borders = cuts[attribute];
  return typeof value === 'number' && borders ? bandOf(value, borders) : String(value);
}

function bandOf(value: number, borders: readonly number[]): string {
  const sorted = [...borders].sort((one, other) => one - other);
  const above = sorted.findIndex((border) => value <= border);
  if (above < 0) return `over ${sorted.at(-1)}`;
  return above === 0 ? `up to ${sorted[0]}` : `over ${sorted[above - 1]} to ${sorted[above]}`;
}
