import type { InstructRecord } from '../record.ts';
import { csv, type SourceSpec } from './source.ts';
import { groupRows, RowFault, type TableRow } from './tableRow.ts';

interface Paragraph {
  readonly context?: string;
  readonly document_id?: string;
  readonly qas?: readonly {
    readonly id?: string;
    readonly question?: string;
    readonly is_impossible?: boolean;
    readonly answers?: readonly { readonly text?: string }[];
  }[];
}

const CREDENTIALED = 'PhysioNet Credentialed Health Data License 1.5.0';

/** Questions on reports; one that the report does not answer has that as its answer. */
export const radQa: SourceSpec = {
  licence: CREDENTIALED,
  tables: {
    reports: {
      format: { kind: 'json', at: 'data' },
      files: [
        { path: 'train.json', split: 'train' },
        { path: 'dev.json', split: 'val' },
        { path: 'test.json', split: 'test' },
      ],
      columns: ['paragraphs'],
      also: ['title'],
      group: (row) => `${row.file}-${row.line}`,
    },
  },
  *records(part) {
    yield* part.each('reports', (row) =>
      (row.list('paragraphs') as Paragraph[]).map((paragraph, place): InstructRecord => {
        const { context = '', qas = [] } = paragraph;
        if (context === '') throw new RowFault('a paragraph has no context');
        const key = `${row.fileSplit()}-${row.line}-${place + 1}`;
        const questions = qas.map(({ question = '', is_impossible, answers = [] }, index) => ({
          key: String(index + 1),
          question,
          answer: is_impossible ? 'Not answerable' : (answers[0]?.text ?? '').replace(/\s+/g, ' '),
          options: null,
        }));
        return { key, study: key, patient: null, split: row.fileSplit(), films: [], context, questions };
      }),
    );
  },
};

const errorKinds = [
  'False prediction of finding',
  'Omission of finding',
  'Incorrect location/position of finding',
  'Incorrect severity of finding',
  'Mention of comparison that is not present in the reference impression',
  'Omission of comparison describing a change from a previous study',
];
const candidates = ['radgraph', 'bertscore', 's_emb', 'bleu'];

/** Significant errors of four candidates to each reference report, as most of six raters count them. */
export const rexVal: SourceSpec = {
  licence: CREDENTIALED,
  tables: {
    reports: {
      format: csv,
      files: [{ path: '50_samples_gt_and_candidates.csv' }],
      columns: ['gt_report', ...candidates],
      also: ['', 'study_id', 'study_number', 'Unnamed: 0'],
      group: () => 'all',
    },
    counts: {
      format: csv,
      files: [{ path: '6_valid_raters_per_rater_error_categories.csv' }],
      columns: ['study_number', 'candidate_type', 'error_category', 'num_errors', 'clinically_significant'],
      also: ['', 'rater_index', 'Unnamed: 0'],
      group: () => 'all',
    },
  },
  *records(part) {
    const counts = groupRows(
      [...part.each('counts', (row) => (/^(true|1)/i.test(row.text('clinically_significant')) ? [row] : []))],
      (row) => `${row.id('study_number')}|${row.text('candidate_type')}|${row.id('error_category')}`,
    );
    yield* part.each('reports', (row) =>
      candidates.map((type): InstructRecord => {
        // The rows are numbered from 0; the header is line 1.
        const number = row.text('study_number') || String(row.line - 2);
        const errors = Object.fromEntries(
          errorKinds.map((kind, place) => [kind, mostOften(counts.get(`${number}|${type}|${place + 1}`) ?? [])]),
        );
        const pair = { first: row.required('gt_report'), second: row.required(type), relation: '' };
        const key = `${type}-${number}`;
        return { key, study: number, patient: null, split: 'test', films: [], pair, errors };
      }),
    );
  },
};

/** The count that most raters give; the smaller one of two as frequent. */
function mostOften(rows: readonly TableRow[]): number {
  const votes = new Map<number, number>();
  for (const row of rows) {
    const value = row.number('num_errors');
    votes.set(value, (votes.get(value) ?? 0) + 1);
  }
  const [[best = 0] = []] = [...votes].sort((one, other) => other[1] - one[1] || one[0] - other[0]);
  return best;
}

export const radNli: SourceSpec = {
  licence: CREDENTIALED,
  tables: {
    pairs: {
      format: { kind: 'lines' },
      files: [
        { path: 'radnli_dev_v1.jsonl', split: 'val' },
        { path: 'radnli_test_v1.jsonl', split: 'test' },
      ],
      columns: ['sentence1', 'sentence2', 'gold_label'],
      also: ['pair_id'],
      group: (row) => `${row.file}-${row.line}`,
    },
  },
  *records(part) {
    yield* part.each('pairs', (row): InstructRecord[] => {
      const [first, second] = [row.required('sentence1'), row.required('sentence2')];
      const pair = { first, second, relation: row.required('gold_label') };
      const key = `${row.fileSplit()}-${row.line}`;
      return [{ key, study: key, patient: null, split: row.fileSplit(), films: [], pair }];
    });
  },
};
