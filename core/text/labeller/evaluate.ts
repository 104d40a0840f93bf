import { Failure } from '#core/errors.ts';
import { findings, type Finding } from '../findings.ts';
import { textsOf, type Records } from '../records.ts';
import { goldFindings, goldNames, readGold } from './gold.ts';
import { labelReport } from './label.ts';
import { compareLabels, type Agreements } from './scores.ts';

/** The labeller's agreement with the gold labels of some of the reports. */
export interface Evaluation {
  readonly set: string;
  readonly texts: number;
  readonly agreements: Agreements<string>;
}

/** Where the gold labels stand: one column of names with `|` between, or the fourteen columns of the CheXpert labeller. */
const GOLD_COLUMN = 'gold14';
/** Rows whose number in this column is odd are those that the rules were written from. */
const SPLIT_COLUMN = 'uid';
/** `0` in this column: nobody labelled the report. */
const LABELLED_COLUMN = 'has_gold';

/**
 * Labels every report that has gold labels and compares. Where there is a column `uid`, reports with odd numbers (the
 * rules were written from those of Open-I) and with even ones (held out) are taken apart. Only findings that the gold
 * labels have at least once count. Throws csv-columns without gold labels.
 */
export function evaluateLabeller(records: Records, columns: readonly string[]): Evaluation[] {
  const compare = records.columns.includes(GOLD_COLUMN) ? withNames : withColumns;
  const decided = textsOf(records, columns).flatMap((text, index) => {
    const row = records.rows[index];
    return row === undefined || row.get(LABELLED_COLUMN) === '0' ? [] : [{ row, ...compare(text, row, records) }];
  });
  // Some names stand in both lists, and a name must count once.
  const names = [...new Set<string>([...goldFindings, ...findings])].filter((name) =>
    decided.some(({ reference }) => reference.has(name)),
  );
  const sets = records.columns.includes(SPLIT_COLUMN)
    ? [
        ['odd uid, rules written from these', decided.filter(({ row }) => isOdd(row))] as const,
        ['even uid, held out', decided.filter(({ row }) => !isOdd(row))] as const,
      ]
    : [['all', decided] as const];
  return sets.map(([set, pairs]) => ({ set, texts: pairs.length, agreements: compareLabels(names, pairs) }));
}

type Row = Records['rows'][number];
interface Decision {
  readonly reference: ReadonlySet<string>;
  readonly candidate: ReadonlySet<string>;
}

function withNames(text: string, row: Row): Decision {
  return { reference: readGold(row.get(GOLD_COLUMN) ?? ''), candidate: goldNames(labelReport(text).mentions) };
}

function withColumns(text: string, row: Row, { file, columns }: Records): Decision {
  const present = findings.filter((finding) => columns.includes(finding));
  if (present.length === 0) {
    throw new Failure('csv-columns', {
      file,
      missing: `${GOLD_COLUMN} or ${findings.join(', ')}`,
      found: columns.join(', '),
    });
  }
  const { labels } = labelReport(text);
  return {
    reference: new Set<string>(present.filter((finding) => Number(row.get(finding)) === 1)),
    candidate: new Set<string>(present.filter((finding: Finding) => labels[finding] === 1)),
  };
}

function isOdd(row: Row): boolean {
  return Number(row.get(SPLIT_COLUMN)) % 2 === 1;
}
