import type { Protocol } from '../protocol/protocol.ts';
import type { AllocationKey, ReadEntry, ReadingLists } from './lists.ts';
import type { Reader } from './readers.ts';

/** A schedule as a table: lines are the periods of readers, columns are cases. */
export interface ScheduleMatrix {
  /** What the letters stand for; empty while nobody may know. */
  readonly letters: readonly { readonly letter: string; readonly arm: string }[];
  readonly cases: readonly string[];
  readonly lines: readonly {
    readonly reader: string;
    readonly group: string;
    readonly period: number;
    /**
     * One a case: the letter of the arm, x where the arm is not shown, a small letter (or X) where the case comes again, +
     * where it is practice, null where it is not read.
     */
    readonly cells: readonly (string | null)[];
    /** The cases of the period in the order in which they are read, as places in `cases`. */
    readonly order: readonly number[];
  }[];
}

/** With a null key no arm is shown. */
export function scheduleMatrix(
  protocol: Protocol,
  readers: readonly Reader[],
  { reads }: ReadingLists,
  key: AllocationKey | null,
): ScheduleMatrix {
  const letters = key ? protocol.arms.map(({ id }, index) => ({ letter: letterOf(index), arm: id })) : [];
  const cases = [...new Set(reads.map((read) => read.case))].sort();
  const placeOf = new Map(cases.map((id, index) => [id, index]));
  const lines = readers.flatMap(({ code, group }) => {
    const own = reads.filter(({ reader }) => reader === code);
    const periods = [...new Set(own.map(({ period }) => period))].sort((a, b) => a - b);
    return periods.map((period) => {
      const here = own.filter((read) => read.period === period).sort((a, b) => a.position - b.position);
      const cells = new Map(
        here.map((read) => [
          read.case,
          cellOf(read, letters.find(({ arm }) => arm === key?.reads[read.id]?.arm)?.letter),
        ]),
      );
      const order = here.map((read) => placeOf.get(read.case) ?? 0);
      return { reader: code, group, period, cells: cases.map((id) => cells.get(id) ?? null), order };
    });
  });
  return { letters, cases, lines };
}

function cellOf({ practice, repeats }: ReadEntry, letter: string | undefined): string {
  if (practice) return '+';
  if (repeats === undefined) return letter ?? 'x';
  return letter?.toLowerCase() ?? 'X';
}

/** Cases in tens, a line for each reader and period: `R1   1  AB.BA ...`. */
export function matrixText({ letters, lines }: ScheduleMatrix): string {
  const [readerWidth, periodWidth] = [
    Math.max(...lines.map(({ reader }) => reader.length)),
    Math.max(...lines.map(({ period }) => String(period).length)),
  ];
  const rows = lines.map(({ reader, period, cells }) => {
    const text = cells.map((cell, index) => `${index > 0 && index % 10 === 0 ? ' ' : ''}${cell ?? '.'}`).join('');
    return `${reader.padEnd(readerWidth)}  ${String(period).padStart(periodWidth)}  ${text}`;
  });
  const all = lines.flatMap(({ cells }) => cells);
  const marks = [
    ...(all.includes('+') ? ['+ = practice'] : []),
    ...(all.some((cell) => cell !== null && /^([a-w]|X)$/.test(cell)) ? ['a, X = comes again'] : []),
  ];
  return [...letters.map(({ letter, arm }) => `${letter} = ${arm}`), ...marks, ...rows]
    .map((line) => `${line}\n`)
    .join('');
}

function letterOf(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}
