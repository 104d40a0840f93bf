import { quantile } from '#core/stats/describe.ts';
import { flagKinds, type Flag, type FlagKind, type StudyFigures } from './figures.ts';
import { countedRows, type ReadRow } from './rows.ts';

/** Modified z-scores beyond this are outliers: Iglewicz and Hoaglin, How to Detect and Handle Outliers, ASQC 1993. */
const OUTLIER = 3.5;

/** Two clocks that differ by more than so many seconds during a read. */
const CLOCK_SECONDS = 1;

/** The table holds so many of each kind. */
const ROWS = 200;

/**
 * Reads that a person should look at: begun and not finished; far slower or faster than others of the arm, by the
 * logarithm of the reading time; with clocks that disagreed; with an interruption. The strongest of each kind.
 */
export function flagsOf(rows: readonly ReadRow[]): StudyFigures['flags'] {
  const scores = outlierScores(countedRows(rows));
  const found: Flag[] = rows.flatMap((row) => {
    const score = scores.get(row.read) ?? 0;
    const away = Object.values(row.gaps).reduce((sum, seconds) => sum + seconds, 0);
    const begun = row.phase !== 'waiting' && row.phase !== 'finished';
    return [
      ...(begun ? [flag('unfinished', row, null)] : []),
      ...(score > OUTLIER ? [flag('slow', row, score)] : []),
      ...(score < -OUTLIER ? [flag('fast', row, -score)] : []),
      ...(row.divergence > CLOCK_SECONDS ? [flag('clock', row, row.divergence)] : []),
      ...(away > 0 ? [flag('interruption', row, away)] : []),
    ];
  });
  const kinds = flagKinds.map((kind): [FlagKind, Flag[]] => [kind, found.filter((each) => each.kind === kind)]);
  return {
    counts: Object.fromEntries(kinds.map(([kind, own]) => [kind, own.length])) as Record<FlagKind, number>,
    waiting: rows.filter(({ phase }) => phase === 'waiting').length,
    rows: kinds.flatMap(([, own]) => own.sort((a, b) => (b.size ?? 0) - (a.size ?? 0)).slice(0, ROWS)),
  };
}

function flag(kind: FlagKind, row: ReadRow, size: number | null): Flag {
  const { read, reader, group, arm, position, phase, sessions, times, gaps, divergence } = row;
  return { kind, read, reader, group, arm, case: row.case, position, phase, sessions, size, times, gaps, divergence };
}

/** Read id -> 0.6745 (log t - median) / MAD within its arm; none where the MAD is zero. */
function outlierScores(rows: readonly ReadRow[]): Map<string, number> {
  const arms = new Map<string, { read: string; log: number }[]>();
  for (const { read, group, arm, times } of rows) {
    if (times?.reading == null || times.reading <= 0) continue;
    const key = `${group} ${arm}`;
    const reads = arms.get(key) ?? [];
    arms.set(key, reads);
    reads.push({ read, log: Math.log(times.reading) });
  }
  const scores = new Map<string, number>();
  for (const reads of arms.values()) {
    const logs = reads.map(({ log }) => log);
    const center = quantile(logs, 0.5) ?? 0;
    const mad =
      quantile(
        logs.map((log) => Math.abs(log - center)),
        0.5,
      ) ?? 0;
    if (mad > 0) for (const { read, log } of reads) scores.set(read, (0.6745 * (log - center)) / mad);
  }
  return scores;
}
