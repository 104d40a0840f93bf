import { Failure } from '#core/errors.ts';
import { column, type Cell, type Table } from '../table.ts';
import type { Reading } from './readings.ts';

/** Other names under which tables hold a column. */
const NAMES = {
  reader: ['reader', 'readerID'],
  modality: ['treatment', 'modality', 'modalityID', 'arm'],
  case: ['case', 'caseID'],
  truth: ['truth'],
  score: ['rating', 'score'],
} as const;

/**
 * Readings from a table, a row each: reader, treatment (or modality, or arm), case, truth (1 with the finding, 0
 * without), rating (or score). Throws csv-columns, and csv-row where a cell is missing or a truth is neither.
 */
export function readingTable(table: Table): Reading[] {
  const [readers, modalities, cases, truths, scores] = Object.values(NAMES).map((names) => {
    const name = names.find((each) => table.columns.has(each)) ?? names[0];
    return { name, cells: column(table, name) };
  });
  return Array.from({ length: table.rows }, (_, row) => {
    const at = (from: typeof readers): Cell => {
      const cell = from?.cells[row] ?? null;
      if (cell === null) throw fault(table, row, `${from?.name} is missing`);
      return cell;
    };
    const [truth, score] = [at(truths), at(scores)];
    if (truth !== 0 && truth !== 1) throw fault(table, row, `truth is neither 0 nor 1: ${truth}`);
    if (typeof score !== 'number') throw fault(table, row, `${scores?.name} is no number: ${score}`);
    const [reader, modality, name] = [at(readers), at(modalities), at(cases)].map(String);
    return { reader: reader ?? '', modality: modality ?? '', case: name ?? '', diseased: truth === 1, score };
  });
}

function fault({ file }: Table, row: number, reason: string): Failure {
  return new Failure('csv-row', { file, row: row + 2, reason });
}
