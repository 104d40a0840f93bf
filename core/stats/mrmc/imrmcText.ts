import { Failure } from '#core/errors.ts';
import type { Reading } from './readings.ts';

/** The reader that holds the truth of each case; in data frames of R it is called truth. */
const TRUTH = '-1';
const TRUTHS = [TRUTH, 'truth'];

const HEAD = ['NR', 'N0', 'N1', 'NM'] as const;

/**
 * Readings as the text that iMRMC and RJafroc read: free text, numbers of readers (NR), of cases without and with the
 * finding (N0, N1) and of modalities (NM), then `reader,case,modality,score` after `BEGIN DATA:`, the truth of each case
 * first, as a score 0 or 1 of reader -1. Cases must be whole numbers for RJafroc. Gallas et al., Communications in
 * Statistics 2009;38:2586.
 */
export function imrmcText(title: string, readings: readonly Reading[]): string {
  const truths = new Map(readings.map((reading) => [reading.case, reading.diseased]));
  const diseased = [...truths.values()].filter(Boolean).length;
  const counts: Readonly<Record<(typeof HEAD)[number], number>> = {
    NR: new Set(readings.map(({ reader }) => reader)).size,
    N0: truths.size - diseased,
    N1: diseased,
    NM: new Set(readings.map(({ modality }) => modality)).size,
  };
  return [
    title.replaceAll(/\s+/g, ' '),
    ...HEAD.map((name) => `${name}: ${counts[name]}`),
    '',
    'BEGIN DATA:',
    ...[...truths].map(([name, truth]) => [TRUTH, name, 0, Number(truth)].join(',')),
    ...readings.map(({ reader, modality, case: name, score }) => [reader, name, modality, score].join(',')),
    '',
  ].join('\n');
}

/**
 * The readings of such a text. Throws csv-row, with the line, where a row has not four cells, a score is no number, a truth is missing or said twice, or where a count at the beginning is another.
 */
export function parseImrmc(text: string, file: string): Reading[] {
  const lines = text.split(/\r?\n/);
  const begin = lines.findIndex((line) => line.trim().toUpperCase() === 'BEGIN DATA:');
  function fault(line: number, reason: string): Failure {
    return new Failure('csv-row', { file, row: line + 1, reason });
  }
  if (begin < 0) throw fault(lines.length - 1, 'there is no line BEGIN DATA:');
  const truths = new Map<string, boolean>();
  const rows: Omit<Reading, 'diseased'>[] = [];
  for (const [index, line] of lines.entries()) {
    if (index <= begin || line.trim() === '') continue;
    const [reader = '', name = '', modality = '', score = '', ...more] = line.split(',').map((cell) => cell.trim());
    if (score === '' || more.length > 0) throw fault(index, 'not reader,case,modality,score');
    if (!Number.isFinite(Number(score))) throw fault(index, `score ${score} is no number`);
    if (!TRUTHS.includes(reader)) rows.push({ reader, modality, case: name, score: Number(score) });
    else if (truths.has(name)) throw fault(index, `case ${name} has two truths`);
    else if (score !== '0' && score !== '1') throw fault(index, `the truth of case ${name} is neither 0 nor 1`);
    else truths.set(name, score === '1');
  }
  const readings = rows.map((row): Reading => {
    const diseased = truths.get(row.case);
    if (diseased === undefined) throw fault(begin, `case ${row.case} has no truth`);
    return { ...row, diseased };
  });
  const found = [
    new Set(rows.map(({ reader }) => reader)).size,
    [...truths.values()].filter((truth) => !truth).length,
    [...truths.values()].filter(Boolean).length,
    new Set(rows.map(({ modality }) => modality)).size,
  ];
  for (const [place, name] of HEAD.entries()) {
    const line = lines.slice(0, begin).findIndex((each) => each.trim().startsWith(`${name}:`));
    if (line < 0) continue;
    const said = Number(lines[line]?.split(':')[1]);
    if (said !== found[place]) throw fault(line, `${name} is ${said}, but the rows hold ${found[place]}`);
  }
  return readings;
}
