import type { Cell, Table } from '../table.ts';

/** Published data sets on which R's packages are documented: figures of their sources, packed. */

/** Zones of inhibition in mm of six samples (A to F) on each of 24 plates. Davies, Goldsmith, Statistical Methods in
 * Research and Production, 4th ed. 1972; `Penicillin` of lme4. */
const PENICILLIN =
  '272326232321 272326232321 252125242420 262325232320 252226222320 242225232219 242023212219 262226242421 ' +
  '242124222220 242124232219 262326242421 252226242420 262426242522 262326232320 262325242422 252225232320 ' +
  '252124232320 252224232319 242123212119 262326242421 252124222218 252225222220 242124222419 242124222118';

/** Cases among animals at risk by period, herd by herd. Lesnoff et al., Preventive Veterinary Medicine 2004;65:5;
 * `cbpp` of lme4. */
const CBPP =
  '1:2/14 2:3/12 3:4/9 4:0/5; 1:3/22 2:1/18 3:1/21; 1:8/22 2:2/16 3:0/16 4:2/20; 1:2/10 2:0/10 3:2/9 4:0/6; ' +
  '1:5/18 2:0/25 3:0/24 4:1/4; 1:3/17 2:0/17 3:0/18 4:1/20; 1:8/16 2:1/10 3:3/9 4:0/5; 1:12/34; 1:2/9 2:0/6 ' +
  '3:0/8 4:0/6; 1:1/22 2:1/22 3:0/18 4:2/22; 1:0/25 2:5/27 3:3/22 4:1/22; 1:2/10 2:1/8 3:0/6 4:0/5; 1:1/21 ' +
  '2:2/24 3:0/19 4:0/23; 1:11/19 2:0/2 3:0/3 4:0/2; 1:1/19 2:1/15 3:1/15 4:0/15';

/** Bitterness from 1 to 5 by nine judges: two bottles each of cold without and with contact, warm without and with.
 * Randall, Biometrical Journal 1989;31:91; `wine` of ordinal. */
const WINE = '23344455 12132354 23325544 32323253 23433333 32322454 11222323 22233334 12323244';

/** Columns diameter, plate, sample. */
export function penicillin(): Table {
  const rows = PENICILLIN.split(' ').flatMap((plate, at) =>
    [...'ABCDEF'].map((sample, place) => [Number(plate.slice(2 * place, 2 * place + 2)), `plate ${at + 1}`, sample]),
  );
  return tableOf('Penicillin', ['diameter', 'plate', 'sample'], rows);
}

/** Columns incidence, healthy, period, herd. */
export function pleuropneumonia(): Table {
  const rows = CBPP.split('; ').flatMap((herd, at) =>
    herd.split(' ').map((entry) => {
      const [period = '', ill = '', size = ''] = entry.split(/[:/]/);
      return [Number(ill), Number(size) - Number(ill), `p${period}`, `herd ${at + 1}`];
    }),
  );
  return tableOf('cbpp', ['incidence', 'healthy', 'period', 'herd'], rows);
}

/** Columns rating, temp, contact, judge. */
export function bitterWine(): Table {
  const rows = WINE.split(' ').flatMap((judge, at) =>
    [...judge].map((rating, place) => {
      const [temp, contact] = [place < 4 ? 'cold' : 'warm', place % 4 < 2 ? 'no' : 'yes'];
      return [Number(rating), temp, contact, `judge ${at + 1}`];
    }),
  );
  return tableOf('wine', ['rating', 'temp', 'contact', 'judge'], rows);
}

function tableOf(file: string, names: readonly string[], rows: readonly (readonly Cell[])[]): Table {
  const columns = names.map((name, place) => [name, rows.map((row) => row[place] ?? null)] as const);
  return { file, rows: rows.length, columns: new Map(columns) };
}
