import { sharesOf } from '../boxes.ts';
import type { InstructRecord, Label, Region } from '../record.ts';
import { byStudy, mimicIndex, mimicTables, mimicTexts, sectionsOf, studyId, type MimicStudy } from './mimic.ts';
import { csv, type SourceSpec } from './source.ts';
import { groupRows, RowFault, type TableRow } from './tableRow.ts';
import { closedOptions } from './questions.ts';

const CREDENTIALED = 'PhysioNet Credentialed Health Data License 1.5.0';

const longTail = [
  ...['Calcification of the Aorta', 'Emphysema', 'Fibrosis', 'Hernia', 'Infiltration', 'Mass', 'Nodule'],
  ...['Pleural Thickening', 'Pneumomediastinum', 'Pneumoperitoneum', 'Subcutaneous Emphysema', 'Tortuous Aorta'],
];
const commonFindings = [
  ...['Atelectasis', 'Cardiomegaly', 'Consolidation', 'Edema', 'Enlarged Cardiomediastinum', 'Fracture'],
  ...['Lung Lesion', 'Lung Opacity', 'No Finding', 'Pleural Effusion', 'Pleural Other', 'Pneumonia'],
  ...['Pneumothorax', 'Support Devices'],
];

/** The twelve rare findings; the other columns are MIMIC-CXR's own labels. */
export const cxrLt: SourceSpec = {
  licence: CREDENTIALED,
  tables: {
    ...mimicTables,
    labels: {
      format: csv,
      files: [{ path: 'train.csv' }],
      columns: ['dicom_id', 'study_id', 'subject_id', ...longTail],
      also: [...commonFindings, 'path', 'fpath', 'ViewPosition', 'ViewCodeSequence_CodeMeaning'],
      group: byStudy('study_id'),
    },
  },
  *records(part) {
    const index = mimicIndex(part);
    const seen = new Set<string>();
    yield* part.each('labels', (row) => {
      const { study, patient, split, films } = index.study(row, 'study_id');
      if (seen.has(study)) return [];
      seen.add(study);
      return [{ key: study, study, patient, split, films, labels: binaryLabels(row, longTail) }];
    });
  },
};

function binaryLabels(row: TableRow, names: readonly string[]): Record<string, Label> {
  return Object.fromEntries(names.map((name) => [name, row.number(name) > 0 ? 1 : 0] as const));
}

/** Boxes with the words of the report that describe them; boxes of one phrase belong together. */
export const msCxr: SourceSpec = {
  licence: CREDENTIALED,
  tables: {
    ...mimicTables,
    texts: mimicTexts,
    boxes: {
      format: csv,
      files: [
        { path: 'MS_CXR_Local_Alignment_v1.0.0.csv' },
        { path: 'MS_CXR_Local_Alignment_v1.1.0.csv' },
        { path: 'MS_CXR_Local_Alignment_v1.1.1.csv' },
      ],
      columns: ['dicom_id', 'category_name', 'label_text', 'path', 'x', 'y', 'w', 'h', 'image_width', 'image_height'],
      also: ['split'],
      group: (row, known) => known.get(studyOfPath(row)) ?? null,
    },
  },
  *records(part) {
    const index = mimicIndex(part);
    const texts = new Map(part.each('texts', (row) => [[studyId(row, 'study'), sectionsOf(row)] as const]));
    const groups = groupRows(part.rows('boxes'), (row) => `${row.text('dicom_id')}|${row.text('label_text')}`);
    for (const [key, rows] of groups) {
      const regions = [...part.each(rows, (row) => [pixelRegion(row)])];
      const [[row, study] = []] = [...part.each(rows.slice(0, 1), (first) => [studyOf(first)])];
      if (!study || !row || regions.length === 0) continue;
      const sections = texts.get(study.study);
      yield {
        ...placed(study, key, index.film(row.text('dicom_id'))),
        phrase: row.text('label_text'),
        regions,
        ...(sections ? { sections } : {}),
      };
    }
    function studyOf(row: TableRow): readonly [TableRow, MimicStudy] {
      const study = index.studies.get(studyOfPath(row));
      if (!study) throw new RowFault('the study is not in the tables of MIMIC-CXR');
      return [row, study];
    }
  },
};

function studyOfPath(row: TableRow): string {
  const study = /\/s(\d+)\//.exec(row.required('path'))?.[1];
  if (study === undefined) throw new RowFault('path names no study');
  return study;
}

function pixelRegion(row: TableRow): Region {
  const [left, top, width, height] = [row.number('x'), row.number('y'), row.number('w'), row.number('h')];
  const size = { width: row.number('image_width'), height: row.number('image_height') };
  const corners = sharesOf([left, top, left + width, top + height], size);
  if (corners === null) throw new RowFault('the box has no area');
  return { label: row.required('category_name'), corners };
}

function placed({ study, patient, split, films }: MimicStudy, key: string, own = films): InstructRecord {
  return { key, study, patient, split, films: own };
}

const courses = ['consolidation', 'edema', 'pleural_effusion', 'pneumonia', 'pneumothorax'];

export const msCxrT: SourceSpec = {
  licence: CREDENTIALED,
  tables: {
    ...mimicTables,
    courses: {
      format: csv,
      files: [{ path: 'MS_CXR_T_temporal_image_classification_v1.0.0.csv' }],
      columns: ['dicom_id', 'previous_dicom_id', 'study_id', ...courses.map((name) => `${name}_progression`)],
      also: ['subject_id', 'previous_study_id', 'split'],
      group: byStudy('study_id'),
    },
    sentences: {
      format: csv,
      files: [{ path: 'MS_CXR_T_temporal_sentence_similarity_v1.0.0.csv' }],
      columns: ['sentence_1', 'sentence_2', 'category'],
      also: ['subset_name'],
      optional: true,
      group: () => 'sentences',
    },
  },
  *records(part) {
    const index = mimicIndex(part);
    yield* part.each('courses', (row) => {
      const study = index.study(row, 'study_id');
      const [film, before] = ['dicom_id', 'previous_dicom_id'].map((column) =>
        index.film(row.required(column).split('/').at(-1) ?? ''),
      );
      const changes = courses.flatMap((name) => {
        const change = row.text(`${name}_progression`);
        return change === '' ? [] : [{ finding: name.replace('_', ' '), change }];
      });
      const key = `${study.study}-${row.line}`;
      return [{ ...placed(study, key, film), ...(before?.[0] ? { prior: before[0] } : {}), changes }];
    });
    yield* part.each('sentences', (row): InstructRecord[] => {
      const pair = {
        first: row.required('sentence_1'),
        second: row.required('sentence_2'),
        relation: row.required('category'),
      };
      const key = `sentences-${row.line}`;
      return [{ key, study: key, patient: null, split: 'test', films: [], pair }];
    });
  },
};

export const mimicCxrVqa: SourceSpec = {
  licence: CREDENTIALED,
  tables: {
    ...mimicTables,
    questions: {
      format: { kind: 'json', at: '' },
      files: ['', 'dataset/', 'mimiccxrvqa/dataset/'].flatMap((folder) =>
        ['train', 'valid', 'test'].map((name) => ({ path: `${folder}${name}.json` })),
      ),
      columns: ['study_id', 'question', 'answer', 'image_path'],
      also: [
        ...['split', 'idx', 'image_id', 'subject_id', 'content_type', 'semantic_type', 'template'],
        ...['template_program', 'template_arguments'],
      ],
      group: byStudy('study_id'),
    },
  },
  *records(part) {
    const index = mimicIndex(part);
    yield* part.each('questions', (row) => {
      const study = index.study(row, 'study_id');
      const answers = row.list('answer').map(String);
      const question = row.required('question');
      // Whether anything is abnormal at all is answered otherwise by the labels.
      if (answers.length === 0 || (question.includes('any abnormalities') && !question.includes(' in '))) return [];
      const film = index.film((row.required('image_path').split('/').at(-1) ?? '').replace(/\.\w+$/, ''));
      const key = `${row.fileName()}-${row.line}`;
      const answer = sexWords[answers.join()] ?? capital(answers.join(', '));
      const options = closedOptions(answers[0] ?? '');
      return [{ ...placed(study, key, film), questions: [{ key: '', question, answer, options }] }];
    });
  },
};

const sexWords: Readonly<Record<string, string>> = { f: 'Female', m: 'Male', F: 'Female', M: 'Male' };

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const ONE_STUDY = ['location', 'level', 'type'];

/** Questions on the difference from the reference study; those on place, level and type are of one study. */
export const mimicDiffVqa: SourceSpec = {
  licence: CREDENTIALED,
  tables: {
    ...mimicTables,
    questions: {
      format: csv,
      files: [{ path: 'mimic_pair_questions.csv' }],
      columns: ['study_id', 'ref_id', 'question_type', 'question', 'answer'],
      also: ['subject_id', 'split'],
      group: byStudy('study_id'),
    },
  },
  *records(part) {
    const index = mimicIndex(part);
    yield* part.each('questions', (row) => {
      const type = row.required('question_type');
      if (type !== 'difference' && !ONE_STUDY.includes(type)) return [];
      const [study, reference] = [index.study(row, 'study_id'), index.study(row, 'ref_id')];
      if (study.split !== reference.split) return [];
      const before = type === 'difference' ? reference.films.slice(0, 1) : [];
      const films = [...before, ...study.films.slice(0, 1)];
      const [question, answer] = [capital(row.required('question')), capital(row.required('answer'))];
      const asked = { key: '', question, answer, options: null };
      return [{ ...placed(study, String(row.line), films), questions: [asked] }];
    });
  },
};

const diagnoses = [
  ...['Atelectasis', 'Consolidation', 'Edema', 'Enlarged Cardiomediastinum', 'Lung Lesion', 'Lung Opacity'],
  ...['Pleural Effusion', 'Pleural Other', 'Pneumonia', 'Pneumothorax'],
];

export const mimicNle: SourceSpec = {
  licence: CREDENTIALED,
  tables: {
    ...mimicTables,
    explanations: {
      format: { kind: 'lines' },
      files: ['', 'mimic-nle/'].flatMap((folder) =>
        ['train', 'dev', 'test'].map((name) => ({ path: `${folder}mimic-nle-${name}.json` })),
      ),
      columns: ['sentence_ID', 'nle', 'diagnosis_label'],
      also: ['evidence_label', 'img_labels'],
      group: byStudy('sentence_ID'),
    },
  },
  *records(part) {
    const index = mimicIndex(part);
    yield* part.each('explanations', (row) => {
      const study = index.study(row, 'sentence_ID');
      const marked = row.list('diagnosis_label').map(Number);
      const named = diagnoses.filter((_, place) => marked[place] === 1);
      if (named.length === 0) throw new RowFault('no diagnosis is marked');
      const explanation = { text: row.required('nle'), diagnoses: named };
      return [{ ...placed(study, row.required('sentence_ID')), explanation }];
    });
  },
};

const entityTypes: Readonly<Record<string, string>> = {
  'OBS-DA': 'Observation (Definitely Absent)',
  'OBS-DP': 'Observation (Definitely Present)',
  'OBS-U': 'Observation (Uncertain)',
  'ANAT-DP': 'Anatomy',
};

interface Annotated {
  readonly entities?: Readonly<Record<string, { readonly tokens?: string; readonly label?: string }>>;
}

/** Reports of MIMIC-CXR follow its split; the others are CheXpert's, for testing only. */
export const radGraph: SourceSpec = {
  licence: CREDENTIALED,
  tables: {
    split: mimicTables.split,
    reports: {
      format: { kind: 'json', at: '' },
      files: [{ path: 'train.json' }, { path: 'dev.json' }, { path: 'test.json', split: 'test' }],
      columns: ['key', 'text'],
      also: ['entities', 'labeler_1', 'labeler_2', 'data_source', 'data_split'],
      group: (row, known) => known.get(reportStudy(row) ?? '') ?? 'others',
    },
  },
  *records(part) {
    const splits = new Map(
      part.rows('split').map((row) => [row.id('study_id'), [row.text('split'), row.id('subject_id')] as const]),
    );
    yield* part.each('reports', (row): InstructRecord[] => {
      const key = row.required('key');
      const study = reportStudy(row);
      const [split, subject] = splits.get(study ?? '') ?? [];
      if (split === undefined && row.split !== 'test') throw new RowFault('the study is not in MIMIC-CXR');
      const annotated = (row.cells['labeler_1'] ?? row.cells) as Annotated;
      const found = Object.values(annotated.entities ?? {}).map(({ tokens = '', label = '' }) => {
        const type = entityTypes[label];
        if (type === undefined) throw new RowFault(`unknown entity ${label}`);
        return [type, tokens] as const;
      });
      return [
        {
          key,
          study: study ?? key,
          patient: subject === undefined ? null : `mimic:${subject}`,
          split: split === 'train' ? 'train' : split === 'validate' ? 'val' : 'test',
          films: [],
          entities: { text: row.required('text'), found },
        },
      ];
    });
  },
};

function reportStudy(row: TableRow): string | null {
  return /(?:^|\/)s(\d{5,})\.txt$/.exec(row.required('key'))?.[1] ?? null;
}
