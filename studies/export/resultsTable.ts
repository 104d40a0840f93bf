import type { Analysis, ArmResult } from '../analysis/analyse.ts';
import type { Table } from './table.ts';

/** One number of the analysis, named so that a script can make it again from reads.csv and answers.csv. */
export interface ResultRow {
  readonly part: 'arm' | 'answer' | 'paper' | 'mixed' | 'endpoint';
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
    ...arms.flatMap(answerNumbers),
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
    ...endpoints.flatMap(marginNumbers),
  ];
  return rows.flatMap(({ value, ...row }) => (value === null ? [] : [{ ...row, value }]));
}

type NumberRow = Omit<ResultRow, 'value'> & { readonly value: number | null };

/** `item mean`, `item sd`, and of each option or step `item option share` with its interval. */
function answerNumbers({ group, arm, questionnaire }: ArmResult): NumberRow[] {
  const row = (statistic: string, value: number | null): NumberRow => ({
    part: 'answer',
    subject: group,
    arms: arm,
    statistic,
    value,
  });
  return questionnaire.flatMap(({ item, mean, sd, options }) => [
    row(`${item} mean`, mean),
    row(`${item} sd`, sd),
    ...options.flatMap(({ id, share, ciLow, ciHigh }) => [
      row(`${item} ${id} share`, share),
      row(`${item} ${id} ciLow`, ciLow),
      row(`${item} ${id} ciHigh`, ciHigh),
    ]),
  ]);
}

function marginNumbers({ id, arms, margin }: Analysis['endpoints'][number]): NumberRow[] {
  if (!margin) return [];
  const common = { part: 'endpoint', subject: id, arms: arms.join('/') } as const;
  return [
    { ...common, statistic: 'marginP', value: margin.p },
    { ...common, statistic: 'marginLow', value: margin.ciLow },
    { ...common, statistic: 'marginHigh', value: margin.ciHigh },
  ];
}

const required = true;

/** `results.csv`: what the scripts compare with. */
export const resultsTable: Table<ResultRow> = {
  name: 'results',
  title: 'Results',
  description: 'The numbers of the analysis one by one, as analysis.R and analysis.py make them again',
  primaryKey: ['part', 'subject', 'arms', 'statistic'],
  columns: [
    {
      name: 'part',
      type: 'string',
      description: 'arm, answer: of one arm; paper, mixed: contrasts of times; endpoint: of the protocol',
      constraints: { required, enum: ['arm', 'answer', 'paper', 'mixed', 'endpoint'] },
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
      description:
        'Name of the number as in analysis.json; of answers the question and what of it, or the question, the option and what of it; marginP, marginLow and marginHigh are the test against the margin and its 90 % interval',
      constraints: { required },
      cell: (row) => row.statistic,
    },
    { name: 'value', type: 'number', description: 'The number', constraints: { required }, cell: (row) => row.value },
  ],
};
