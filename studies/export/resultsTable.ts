import type { Analysis, ArmResult } from '../analysis/analyse.ts';
import type { Table } from './table.ts';

/** One number of the analysis, named so that a script can make it again from reads.csv. */
export interface ResultRow {
  readonly part: 'arm' | 'paper' | 'mixed' | 'endpoint';
  /** Group, or id of the endpoint. */
  readonly subject: string;
  readonly arms: string;
  readonly statistic: string;
  readonly value: number;
}

const ARM_NUMBERS = [
  'reads',
  'timeMean',
  'timeSd',
  'timeMedian',
  'timeQ1',
  'timeQ3',
  'timeGeoMean',
  'editCharacters',
  'editWords',
  'inserted',
  'deleted',
  'kept',
  'unchanged',
  'findingsAdded',
  'findingsRemoved',
] as const satisfies readonly (keyof ArmResult)[];

/** The numbers of the analysis one by one; those that could not be computed are left out. */
export function resultRows({ arms, contrasts, endpoints }: Analysis): ResultRow[] {
  const rows = [
    ...arms.flatMap((each) =>
      ARM_NUMBERS.map((statistic) => ({
        part: 'arm' as const,
        subject: each.group,
        arms: each.arm,
        statistic,
        value: each[statistic],
      })),
    ),
    ...contrasts.flatMap((each) =>
      (['ratio', 'ciLow', 'ciHigh', 'p', 'df'] as const).map((statistic) => ({
        part: each.analysis,
        subject: each.group,
        arms: each.arms.join('/'),
        statistic,
        value: each[statistic],
      })),
    ),
    ...endpoints.flatMap((each) =>
      (['estimate', 'ciLow', 'ciHigh', 'p', 'pAdjusted', 'df'] as const).map((statistic) => ({
        part: 'endpoint' as const,
        subject: each.id,
        arms: each.arms.join('/'),
        statistic,
        value: each[statistic],
      })),
    ),
  ];
  return rows.flatMap(({ value, ...row }) => (value === null ? [] : [{ ...row, value }]));
}

const required = true;

/** `results.csv`: what the scripts compare with. */
export const resultsTable: Table<ResultRow> = {
  name: 'results',
  title: 'Results',
  description: 'The numbers of the analysis one by one, as analysis.R and analysis.py make them again from reads.csv',
  primaryKey: ['part', 'subject', 'arms', 'statistic'],
  columns: [
    {
      name: 'part',
      type: 'string',
      description: 'arm: of one arm; paper, mixed: contrasts of times; endpoint: of the protocol',
      constraints: { required, enum: ['arm', 'paper', 'mixed', 'endpoint'] },
      cell: (row) => row.part,
    },
    {
      name: 'subject',
      type: 'string',
      description: 'Group, or id of the endpoint',
      constraints: { required },
      cell: (row) => row.subject,
    },
    {
      name: 'arms',
      type: 'string',
      description: 'Arm, or two arms with a slash: the second against the first',
      constraints: { required },
      cell: (row) => row.arms,
    },
    {
      name: 'statistic',
      type: 'string',
      description: 'Name of the number as in analysis.json',
      constraints: { required },
      cell: (row) => row.statistic,
    },
    { name: 'value', type: 'number', description: 'The number', constraints: { required }, cell: (row) => row.value },
  ],
};
