import { chexpertColumns, NO_FINDING, readLabel, withoutUncertain } from '../labels.ts';
import type { Film, InstructRecord, Label, Sections, Split } from '../record.ts';
import { csv, type SourcePart, type SourceSpec, type TableSpec } from './source.ts';
import { RowFault, type TableRow } from './tableRow.ts';

const VIEWS = [
  ...['PA', 'AP', 'LATERAL', 'LL', 'AP AXIAL', 'AP LLD', 'AP RLD', 'PA RLD', 'PA LLD', 'LAO', 'RAO', 'LPO'],
  ...['XTABLE LATERAL', 'SWIMMERS', ''],
];

/** The tables of MIMIC-CXR-JPG that tell of each film its study, patient, split and view. */
export const mimicTables = {
  split: {
    of: 'mimic-cxr',
    format: csv,
    files: [{ path: 'mimic-cxr-2.0.0-split.csv' }],
    columns: ['dicom_id', 'study_id', 'subject_id', 'split'],
    group: (row) => row.id('subject_id'),
    teaches: (row) => row.id('study_id'),
  },
  metadata: {
    of: 'mimic-cxr',
    format: csv,
    files: [{ path: 'mimic-cxr-2.0.0-metadata.csv' }],
    columns: ['dicom_id', 'subject_id', 'study_id', 'ViewPosition', 'StudyDate', 'StudyTime'],
    also: [
      ...['PerformedProcedureStepDescription', 'Rows', 'Columns', 'ProcedureCodeSequence_CodeMeaning'],
      ...['ViewCodeSequence_CodeMeaning', 'PatientOrientationCodeSequence_CodeMeaning'],
    ],
    group: (row) => row.id('subject_id'),
  },
} as const satisfies Record<string, TableSpec>;

/** The reports by section; `indication` is in some of the tables in use. */
export const mimicTexts: TableSpec = {
  of: 'mimic-cxr',
  format: csv,
  files: [{ path: 'mimic_cxr_sectioned.csv' }],
  columns: ['study', 'impression', 'findings'],
  also: ['last_paragraph', 'comparison', 'indication'],
  group: byStudy('study'),
};

/** The patient of a study, from the split table. */
export function byStudy(column: string): NonNullable<TableSpec['group']> {
  return (row, known) => known.get(studyId(row, column)) ?? null;
}

/** 50414267 from `50414267.0`, `s50414267` or the path of a report. */
export function studyId(row: TableRow, column: string): string {
  const id = /(?:^|\/)s?(\d+)(?:\.0|\.txt|#[^/]*)?$/.exec(row.required(column))?.[1];
  if (id === undefined) throw new RowFault(`${column} is no study`);
  return id;
}

export interface MimicStudy {
  readonly study: string;
  readonly patient: string;
  readonly split: Split;
  readonly films: readonly Film[];
  readonly prior: Film | null;
}

/** What is known of the studies of a part, and of single films. */
export interface MimicIndex {
  readonly studies: ReadonlyMap<string, MimicStudy>;
  study(row: TableRow, column: string): MimicStudy;
  film(dicom: string): Film[];
}

const SPLITS: Readonly<Record<string, Split>> = { train: 'train', validate: 'val', test: 'test' };

export function mimicIndex(part: SourcePart): MimicIndex {
  const splitOf = new Map<string, Split>();
  for (const [study, split] of part.each('split', splitRow)) splitOf.set(study, split);
  const shots = [...part.each('metadata', (row) => [shotOf(row)])];
  shots.sort((one, other) => compare(one.time, other.time) || compare(one.study, other.study));
  const byStudyId = new Map<string, typeof shots>();
  for (const shot of shots) byStudyId.set(shot.study, [...(byStudyId.get(shot.study) ?? []), shot]);
  const studies = new Map<string, MimicStudy>();
  const dicoms = new Map<string, Film>();
  const latest = new Map<string, Film>();
  for (const [study, those] of byStudyId) {
    const [{ patient = '' } = {}] = those;
    those.sort((one, other) => one.rank - other.rank || compare(one.dicom, other.dicom));
    const films = those.flatMap(({ dicom, path, view }) => {
      const found = part.film([path], { of: 'mimic-cxr', view });
      for (const film of found) dicoms.set(dicom, film);
      return found;
    });
    const split = splitOf.get(study);
    if (split) studies.set(study, { study, patient, split, films, prior: latest.get(patient) ?? null });
    if (films[0]) latest.set(patient, films[0]);
  }
  return {
    studies,
    study(row, column) {
      const found = studies.get(studyId(row, column));
      if (!found) throw new RowFault('the study is not in the tables of MIMIC-CXR');
      return found;
    },
    film: (dicom) => [dicoms.get(dicom)].flatMap((film) => film ?? []),
  };
}

function splitRow(row: TableRow): [string, Split][] {
  const split = SPLITS[row.required('split')];
  if (!split) throw new RowFault(`split is ${row.text('split')}`);
  return [[row.id('study_id'), split]];
}

function shotOf(row: TableRow) {
  const [dicom, subject, study] = [row.required('dicom_id'), row.id('subject_id'), row.id('study_id')];
  const view = row.text('ViewPosition');
  const rank = VIEWS.indexOf(view);
  return {
    dicom,
    study,
    patient: `mimic:${subject}`,
    path: `files/p${subject.slice(0, 2)}/p${subject}/s${study}/${dicom}.jpg`,
    view: view === '' ? null : view,
    rank: rank < 0 ? VIEWS.length : rank,
    // 093012.5 is before 123012; the table has times without leading zeros.
    time: `${row.id('StudyDate')} ${(row.text('StudyTime').split('.')[0] ?? '').padStart(6, '0')}`,
  };
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

export function sectionsOf(row: TableRow): Sections {
  return { indication: row.text('indication'), findings: row.text('findings'), impression: row.text('impression') };
}

/** The fourteen labels of a row, uncertain ones mapped. */
export function chexpertLabels(row: TableRow): Record<string, Label> {
  return Object.fromEntries(
    chexpertColumns.map((name) => {
      const label = readLabel(row.text(name));
      if (label === null) throw new RowFault(`${name} is ${row.text(name)}`);
      return [name, withoutUncertain(name, label)];
    }),
  );
}

const structured = (at: string): TableSpec => ({
  format: { kind: 'json', at },
  files: [{ path: 'mimic_cxr_struct.json' }],
  columns: ['key', 'value'],
  optional: true,
  group: byStudy('key'),
});

export const mimicCxr: SourceSpec = {
  licence: 'PhysioNet Credentialed Health Data License 1.5.0',
  tables: {
    ...mimicTables,
    labels: {
      format: csv,
      files: [{ path: 'mimic-cxr-2.0.0-chexpert.csv' }],
      columns: ['subject_id', 'study_id', ...chexpertColumns],
      group: (row) => row.id('subject_id'),
    },
    texts: mimicTexts,
    structuredFindings: structured('findings'),
    structuredImpression: structured('impression'),
  },
  thinning: { table: 'labels', keep: 50_000, isNormal: (row) => row.text(NO_FINDING).startsWith('1') },
  *records(part) {
    const index = mimicIndex(part);
    const labels = new Map(part.each('labels', (row) => [[studyId(row, 'study_id'), chexpertLabels(row)] as const]));
    const texts = new Map(part.each('texts', (row) => [[studyId(row, 'study'), sectionsOf(row)] as const]));
    const tagged = (table: string): Map<string, string> =>
      new Map(part.each(table, (row) => [[studyId(row, 'key'), row.text('value')] as const]));
    const [findings, impression] = [tagged('structuredFindings'), tagged('structuredImpression')];
    for (const { prior, ...study } of index.studies.values()) {
      const record: InstructRecord = {
        key: study.study,
        ...study,
        ...(prior ? { prior } : {}),
        structured: { findings: findings.get(study.study) ?? '', impression: impression.get(study.study) ?? '' },
      };
      const [known, sections] = [labels.get(study.study), texts.get(study.study)];
      yield { ...record, ...(known ? { labels: known } : {}), ...(sections ? { sections } : {}) };
    }
  },
};
