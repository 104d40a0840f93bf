import type { Random } from '#core/random.ts';
import type { Cell, Table } from '#core/stats/table.ts';

/** One group of readers of a simulated study: each reads some of the cases, so many in each of two arms. */
export interface SimulatedDesign {
  readonly readers: number;
  readonly cases: number;
  /** Reads of one reader in the first and the second arm, on cases drawn by chance. */
  readonly readsByArm: readonly [number, number];
  /** Whether a reader may see a case in both arms, as in a crossed design; else the cases of the arms are different. */
  readonly crossed: boolean;
}

/** Of the log of the reading time: log time = mean + effect (second arm) + reader + case + rest, all normal. */
export interface SimulatedSpread {
  readonly mean: number;
  readonly effect: number;
  readonly readerSd: number;
  readonly caseSd: number;
  readonly residualSd: number;
}

/**
 * A group of the reader study of CheXagent (arXiv 2401.12208v2): four readers, each with 30 of 50 cases, 10 in the
 * one arm and 20 in the other, no case twice for a reader.
 */
export const paperDesign: SimulatedDesign = { readers: 4, cases: 50, readsByArm: [10, 20], crossed: false };

/** Every reader reads every case in both arms. */
export const crossedDesign: SimulatedDesign = { readers: 6, cases: 24, readsByArm: [24, 24], crossed: true };

/** One study drawn from the design: columns reader, case, arm (a, b) and y, the log of the time. */
export function simulateReads(design: SimulatedDesign, spread: SimulatedSpread, random: Random): Table {
  const readers = Array.from({ length: design.readers }, () => spread.readerSd * random.normal());
  const cases = Array.from({ length: design.cases }, () => spread.caseSd * random.normal());
  const [first, second] = design.readsByArm;
  const rows = readers.flatMap((ofReader, reader) => {
    const order = random.shuffle([...cases.keys()]);
    return [...Array(first + second).keys()].map((read) => {
      const arm = read < first ? 'a' : 'b';
      const place = order[design.crossed && arm === 'b' ? read - first : read] ?? 0;
      const fixed = spread.mean + (arm === 'b' ? spread.effect : 0);
      const y = fixed + ofReader + (cases[place] ?? 0) + spread.residualSd * random.normal();
      return { reader: `r${reader + 1}`, case: `c${place + 1}`, arm, y };
    });
  });
  return {
    file: 'simulated study',
    rows: rows.length,
    columns: new Map<string, Cell[]>([
      ['reader', rows.map((row) => row.reader)],
      ['case', rows.map((row) => row.case)],
      ['arm', rows.map((row) => row.arm)],
      ['y', rows.map((row) => row.y)],
    ]),
  };
}
