import { Failure } from '#core/errors.ts';
import { readRecords } from '#core/text/records.ts';
import type { Attributes, Bench, FindingsItem } from './items.ts';
import { choiceTasks } from './items.ts';

/** Columns that are no attribute of a patient: what is shown, what is told, what should be written. */
const OWN = ['case', 'file', 'reference', 'indication', 'candidate', 'draft', 'resident', 'prior', 'source'];

/** What a table of one's own cases is called among the sources of the benchmark. */
const SOURCE = 'own cases';

/**
 * A hospital's own cases with their reports as a benchmark of one list, Findings Generation: a table with a row a film and
 * the columns `case`, `file` and `reference` (the findings as they were reported), perhaps `indication`; any other column
 * tells of the patient and can be compared by. Earlier films (`prior`) are not shown. Throws csv-columns, csv-row.
 */
export function benchOfCases(content: string, file: string): Bench {
  const { columns, rows } = readRecords(content, file);
  const missing = ['case', 'file', 'reference'].filter((name) => !columns.includes(name));
  if (missing.length > 0) {
    throw new Failure('csv-columns', { file, missing: missing.join(', '), found: columns.join(', ') });
  }
  const cases = new Map<string, FindingsItem>();
  for (const [index, row] of rows.entries()) {
    const cell = (name: string): string => (row.get(name) ?? '').trim();
    const [name, film] = [cell('case'), cell('file')];
    if (name === '' || film === '') {
      throw new Failure('csv-row', { file, row: index + 2, reason: `${name === '' ? 'case' : 'file'} is empty` });
    }
    const before = cases.get(name);
    const isPrior = /^(?:1|yes|true|prior)$/i.test(cell('prior'));
    cases.set(name, {
      source: SOURCE,
      slice: null,
      images: [...(before?.images ?? []), ...(isPrior ? [] : [film])],
      attributes: { patient: name, ...attributesOf(row), ...before?.attributes },
      indication: before?.indication || cell('indication'),
      findings: before?.findings || cell('reference'),
    });
  }
  const findings = [...cases.values()].filter(({ images }) => images.length > 0);
  const choices = Object.fromEntries(choiceTasks.map((task) => [task, []])) as unknown as Bench['choices'];
  return { choices, grounding: [], findings, summaries: [] };
}

function attributesOf(row: ReadonlyMap<string, string>): Attributes {
  const told = [...row].filter(([column, cell]) => !OWN.includes(column) && cell.trim() !== '');
  return Object.fromEntries(told.map(([column, cell]) => [column, attributeValue(cell.trim())]));
}

/** A number where a cell of a table is one. */
export function attributeValue(cell: string): string | number {
  return /^-?\d+(?:\.\d+)?$/.test(cell) ? Number(cell) : cell;
}
