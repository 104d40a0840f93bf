import { mean, standardDeviation } from '#core/stats/describe.ts';
import { studentQuantile } from '#core/stats/studentT.ts';
import type { PlaceBin } from './figures.ts';
import { countedRows, type ReadRow } from './rows.ts';
import { placesInSession } from './sessionPlaces.ts';

/** A curve has at most so many points. */
const BINS = 20;

/** Reading time against the place in the reader's list, in bins of neighbouring places. */
export function timesInList(rows: readonly ReadRow[]): PlaceBin[] {
  return binned(rows.map((row) => ({ row, place: row.position })));
}

/** The same against the place within the session that the case was first opened in, from 1. */
export function timesInSession(rows: readonly ReadRow[]): PlaceBin[] {
  const places = placesInSession(rows);
  return binned(
    countedRows(rows).flatMap((row) => {
      const place = places.get(row.read);
      return place === undefined ? [] : [{ row, place }];
    }),
  );
}

function binned(placed: readonly { readonly row: ReadRow; readonly place: number }[]): PlaceBin[] {
  const timed = placed.flatMap(({ row, place }) => {
    const time = row.times?.reading ?? 0;
    return time > 0 ? [{ group: row.group, arm: row.arm, place, log: Math.log(time) }] : [];
  });
  const last = timed.reduce((most, { place }) => Math.max(most, place), 0);
  const width = Math.max(1, Math.ceil(last / BINS));
  const cells = new Map<string, { group: string; arm: string | null; bin: number; logs: number[] }>();
  for (const { group, arm, place, log } of timed) {
    const bin = Math.floor((place - 1) / width);
    const key = `${group} ${arm} ${bin}`;
    const cell = cells.get(key) ?? { group, arm, bin, logs: [] };
    cells.set(key, cell);
    cell.logs.push(log);
  }
  return [...cells.values()]
    .sort((a, b) => a.bin - b.bin)
    .map(({ group, arm, bin, logs }) => ({
      group,
      arm,
      from: bin * width + 1,
      to: Math.min(last, (bin + 1) * width),
      reads: logs.length,
      ...geometric(logs),
    }));
}

/** Geometric mean and its 95 % interval by Student's t on the logarithms; no interval of a single value. */
function geometric(logs: readonly number[]): Pick<PlaceBin, 'time' | 'ciLow' | 'ciHigh'> {
  const center = mean(logs);
  if (center === null) return { time: null, ciLow: null, ciHigh: null };
  const sd = standardDeviation(logs);
  const time = Math.exp(center);
  if (sd === null) return { time, ciLow: null, ciHigh: null };
  const reach = (studentQuantile(0.025, logs.length - 1) * sd) / Math.sqrt(logs.length);
  return { time, ciLow: Math.exp(center - reach), ciHigh: Math.exp(center + reach) };
}
