import { findings, type Finding } from '#core/text/findings.ts';
import { imrmcText } from '#core/stats/mrmc/imrmcText.ts';
import type { Reading } from '#core/stats/mrmc/readings.ts';
import type { AllocationKey } from '../allocation/lists.ts';
import { labeller } from '../analysis/findings.ts';
import type { ReadRow } from '../analysis/rows.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { csvHeader, csvRows, type Table } from './table.ts';

/** The source whose texts count as the truth of their cases. */
const REFERENCE = 'reference';

/** Readings of one finding against the reference texts, or why there are none. */
export type Mrmc =
  { readonly finding: Finding; readonly imrmc: string; readonly mrmcaov: string } | { readonly reason: string };

/**
 * Whether each final report says that a finding is there, against whether the reference text of the case does. The
 * finding is that of the first endpoint about one, else the most frequent in the reference texts that some cases lack.
 */
export function mrmcFiles(
  title: string,
  rows: readonly ReadRow[],
  protocol: Protocol,
  key: AllocationKey | null,
): Mrmc {
  if (key === null) return { reason: 'the study is blinded' };
  const statedIn = labeller();
  const truths = new Map(
    key.drafts.filter(({ source }) => source === REFERENCE).map((draft) => [draft.case, statedIn(draft.text)]),
  );
  if (truths.size === 0) return { reason: `no case has a text of the source ${REFERENCE} that could be the truth` };
  const read = rows.filter((row) => row.stated && row.arm !== null && truths.has(row.case));
  const cases = [...new Set(read.map((row) => row.case))].sort();
  const count = (finding: Finding): number => cases.filter((name) => truths.get(name)?.has(finding)).length;
  const finding = findingOf(protocol) ?? mostFrequent(count, cases.length);
  if (finding === null || count(finding) === 0 || count(finding) === cases.length)
    return { reason: `the reference texts do not tell cases with ${finding ?? 'a finding'} from cases without` };
  const readings = read.map((row): Reading => ({
    reader: row.reader,
    modality: row.arm ?? '',
    case: row.case,
    diseased: truths.get(row.case)?.has(finding) ?? false,
    score: Number(row.stated?.has(finding)),
  }));
  const numbers = new Map(cases.map((name, index) => [name, index + 1]));
  const numbered = readings.map((reading) => ({ ...reading, case: String(numbers.get(reading.case)) }));
  return {
    finding,
    imrmc: imrmcText(`${title}: ${finding}, 1 where the final report says that it is there`, numbered),
    mrmcaov:
      csvHeader(TABLE) +
      csvRows(
        TABLE,
        readings.map((each) => ({ ...each, number: numbers.get(each.case) ?? null })),
      ),
  };
}

function findingOf({ endpoints = [] }: Protocol): Finding | null {
  return endpoints.flatMap(({ measure }) => (measure.kind === 'finding' ? measure.finding : []))[0] ?? null;
}

/** The first of the most frequent ones that not every case has. */
function mostFrequent(count: (finding: Finding) => number, cases: number): Finding | null {
  const candidates = findings.filter((each) => count(each) > 0 && count(each) < cases);
  return candidates.sort((a, b) => count(b) - count(a))[0] ?? null;
}

const TABLE: Table<Reading & { readonly number: number | null }> = {
  name: 'mrmcaov',
  title: 'Readings of one finding',
  description: 'Final reports against the reference texts, as MRMCaov takes them',
  primaryKey: ['reader', 'treatment', 'case'],
  columns: [
    { name: 'reader', type: 'string', description: 'Code of the reader', cell: (row) => row.reader },
    { name: 'treatment', type: 'string', description: 'Arm of the read', cell: (row) => row.modality },
    { name: 'case', type: 'string', description: 'Opaque id of the case', cell: (row) => row.case },
    { name: 'truth', type: 'integer', description: 'Of the reference text', cell: (row) => Number(row.diseased) },
    { name: 'rating', type: 'integer', description: 'Of the final report', cell: (row) => row.score },
    {
      name: 'case_number',
      type: 'integer',
      description: 'The case in imrmc.imrmc',
      cell: (row) => row.number,
    },
  ],
};
