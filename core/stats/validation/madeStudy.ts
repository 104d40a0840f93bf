import type { Cell, Table } from '../table.ts';

/**
 * The made study of G5, which any language can rebuild: 6 readers, 24 cases, 2 arms, log times with known effects.
 * Generator: s = 16807 s mod 2147483647 from 20240101; uniforms s / 2147483647; normals sqrt(-2 ln u1) cos(2 pi u2);
 * reader effects 0.25, case effects 0.30, then by reader, case and arm y = 4 + R + C - 0.15 arm + 0.35 normal.
 * With `half`, its Latin-square half: each reader sees each case in one arm, that of the parity of reader + case.
 */
export function madeStudy(half = false): Table {
  let state = 20240101;
  function uniform(): number {
    state = (16807 * state) % 2147483647;
    return state / 2147483647;
  }
  function normal(): number {
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    return radius * Math.cos(2 * Math.PI * uniform());
  }
  const readers = Array.from({ length: 6 }, () => 0.25 * normal());
  const cases = Array.from({ length: 24 }, () => 0.3 * normal());
  const rows: (readonly [string, string, number, number])[] = [];
  for (const [reader, ofReader] of readers.entries())
    for (const [at, ofCase] of cases.entries())
      for (const arm of [0, 1]) {
        const y = 4 + ofReader + ofCase - 0.15 * arm + 0.35 * normal();
        if (!half || arm === (reader + at) % 2) rows.push([`r${reader}`, `c${at}`, arm, y]);
      }
  const column = (place: 0 | 1 | 2 | 3): readonly Cell[] => rows.map((row) => row[place]);
  const columns = new Map([
    ['reader', column(0)],
    ['case', column(1)],
    ['arm', column(2)],
    ['y', column(3)],
  ]);
  return { file: 'made study', rows: rows.length, columns };
}
