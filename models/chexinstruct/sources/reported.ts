import { chexpertColumns } from '../labels.ts';
import type { Film, InstructRecord, Label } from '../record.ts';
import { chexpertLabels, sectionsOf } from './mimic.ts';
import { csv, type SourceSpec } from './source.ts';
import { groupRows, RowFault, type TableRow } from './tableRow.ts';

const IMAGE = /(patient\d+)\/study(\d+)\/(view\d+_\w+)\.\w+$/;

function placeOf(row: TableRow, column: string): { patient: string; study: number; name: string } {
  const [, patient = '', study = ''] = IMAGE.exec(row.required(column)) ?? [];
  if (patient === '') throw new RowFault(`${column} names no study`);
  return { patient, study: Number(study), name: `${patient}_study${study}` };
}

const CHEXPERT_VIEWS = ['PA', 'AP', 'LATERAL', 'LL', 'RL'];

/** Labels of CheXpert with the reports of CheXpert Plus beside. */
export const chexpert: SourceSpec = {
  licence: 'Stanford University Dataset Research Use Agreement',
  tables: {
    labels: {
      format: csv,
      files: [
        { path: 'train.csv', split: 'train' },
        { path: 'valid.csv', split: 'val' },
        { path: 'test.csv', split: 'test' },
        { path: 'test_labels.csv', split: 'test' },
      ],
      columns: ['Path', ...chexpertColumns],
      also: ['Sex', 'Age', 'Frontal/Lateral', 'AP/PA'],
      group: (row) => placeOf(row, 'Path').patient,
    },
    texts: {
      format: csv,
      files: [{ path: 'df_chexpert_plus_240401.csv' }],
      columns: ['path_to_image', 'section_findings', 'section_impression', 'section_clinical_history'],
      also: [
        ...['path_to_dcm', 'frontal_lateral', 'ap_pa', 'deid_patient_id', 'patient_report_date_order', 'report'],
        ...['section_narrative', 'section_history', 'section_comparison', 'section_technique'],
        ...['section_procedure_comments', 'section_end_of_impression', 'section_summary'],
        ...['section_accession_number', 'age', 'sex', 'race', 'ethnicity', 'interpreter_needed', 'insurance_type'],
        ...['recent_bmi', 'deceased', 'split', 'original_index'],
      ],
      optional: true,
      group: (row) => placeOf(row, 'path_to_image').patient,
    },
  },
  *records(part) {
    const texts = new Map(
      part.each('texts', (row) => {
        const indication = row.text('section_clinical_history');
        const [findings, impression] = [row.text('section_findings'), row.text('section_impression')];
        return [[placeOf(row, 'path_to_image').name, { indication, findings, impression }] as const];
      }),
    );
    const rows = [...part.each('labels', (row) => [{ row, labels: chexpertLabels(row), place: placeOf(row, 'Path') }])];
    rows.sort((one, other) => one.place.study - other.place.study);
    const studies = new Map<string, typeof rows>();
    for (const each of rows) studies.set(each.place.name, [...(studies.get(each.place.name) ?? []), each]);
    const latest = new Map<string, Film>();
    for (const [study, those] of studies) {
      const films = those.flatMap(({ row }) => {
        const path = row.text('Path').replace(/^CheXpert-v1\.0(-small)?\//, '');
        return part.film([path, path.replace(/\.jpg$/, '.png')], { view: viewOf(row) });
      });
      films.sort((one, other) => rankOf(one) - rankOf(other));
      const [first] = those;
      if (!first) continue;
      const patient = `chexpert:${first.place.patient}`;
      const [prior, sections] = [latest.get(patient), texts.get(study)];
      if (films[0]) latest.set(patient, films[0]);
      yield {
        key: study,
        study,
        patient,
        split: first.row.fileSplit(),
        films,
        labels: first.labels,
        ...(prior ? { prior } : {}),
        ...(sections ? { sections } : {}),
      };
    }
  },
};

/** The file's own column; the test table of some copies lacks it, and then the name tells laterals only. */
function viewOf(row: TableRow): string | null {
  const view = row.text('AP/PA');
  if (view !== '') return view.toUpperCase();
  return row.text('Path').includes('lateral') ? 'LATERAL' : null;
}

function rankOf({ view }: Film): number {
  const rank = CHEXPERT_VIEWS.indexOf(view ?? '');
  return rank < 0 ? CHEXPERT_VIEWS.length : rank;
}

const padchestViews = [
  ...['POSTEROANTERIOR', 'PA', 'ANTEROPOSTERIOR', 'AP', '', 'LATERAL', 'LL', 'OBLICUA', 'RL', 'LLD', 'GENERICA'],
];

/** Reports in English where the translation lies beside, else as they are, in Spanish. */
export const padchest: SourceSpec = {
  licence: 'PadChest Dataset Research Use Agreement (BIMCV)',
  tables: {
    english: {
      format: { kind: 'pairs', ending: 'image.tok', other: 'report.en.tok' },
      files: [{ path: 'image.tok' }],
      columns: ['first', 'second'],
      optional: true,
    },
    labels: {
      format: csv,
      files: [{ path: 'PADCHEST_chest_x_ray_images_labels_160K_01.02.19.csv' }],
      columns: ['ImageID', 'StudyID', 'PatientID', 'ViewPosition_DICOM', 'Report', 'Labels'],
      also: [
        ...['', 'ImageDir', 'StudyDate_DICOM', 'PatientBirth', 'PatientSex_DICOM', 'Projection', 'MethodProjection'],
        ...['Pediatric', 'Modality_DICOM', 'Manufacturer_DICOM', 'PhotometricInterpretation_DICOM'],
        ...['PixelRepresentation_DICOM', 'PixelAspectRatio_DICOM', 'SpatialResolution_DICOM', 'BitsStored_DICOM'],
        ...['WindowCenter_DICOM', 'WindowWidth_DICOM', 'Rows_DICOM', 'Columns_DICOM', 'XRayTubeCurrent_DICOM'],
        ...['Exposure_DICOM', 'ExposureInuAs_DICOM', 'ExposureTime', 'RelativeXRayExposure_DICOM', 'ReportID'],
        ...['MethodLabel', 'Localizations', 'LabelsLocalizationsBySentence', 'labelCUIS', 'LocalizationsCUIS'],
        ...['Unnamed: 0', 'WindowCenter_DICOM', 'LabelCUIS', 'ExposureTime_DICOM'],
      ],
      group: (row) => row.required('PatientID'),
    },
  },
  *records(part) {
    const english = new Map(
      part.rows('english').flatMap((row) =>
        row
          .text('first')
          .split(',')
          .map((image) => [image, row.text('second')] as const),
      ),
    );
    const rows = [...part.each('labels', (row) => (row.text('Labels') === '' ? [] : [row]))];
    for (const [study, those] of groupRows(rows, (row) => row.text('StudyID'))) {
      const rank = (row: TableRow): number => padchestViews.indexOf(row.text('ViewPosition_DICOM'));
      const [first, ...more] = [...those].sort((one, other) => rank(one) - rank(other));
      if (!first) continue;
      const films = [first, ...more].flatMap((row) => {
        const image = row.text('ImageID');
        return part.film([`images/${image}`, `${row.text('ImageDir')}/${image}`, image]);
      });
      const names = [...first.text('Labels').matchAll(/'([^']+)'/g)].map(([, name = '']) => name.trim());
      const labels = Object.fromEntries(names.filter(Boolean).map((name) => [name, 1 as Label]));
      const impression = english.get(first.text('ImageID')) ?? first.text('Report');
      const patient = `padchest:${first.text('PatientID')}`;
      const sections = { indication: '', findings: '', impression };
      yield { key: study, study, patient, split: 'train', films, labels, sections };
    }
  },
};

interface OpenIDocument {
  readonly eCitation?: {
    readonly uId?: { readonly '@id'?: string };
    readonly MedlineCitation?: {
      readonly Article?: { readonly Abstract?: { readonly AbstractText?: readonly LabelledText[] } };
    };
    readonly parentImage?: readonly { readonly '@id'?: string }[];
  };
}

interface LabelledText {
  readonly '@Label'?: string;
  readonly '#text'?: string;
}

/** Held out: all of it is for testing. */
export const openI: SourceSpec = {
  licence: 'CC BY-NC-ND 4.0 (Indiana University, Open-I)',
  tables: {
    reports: {
      format: { kind: 'xml' },
      files: [{ path: 'ecgen-radiology/*.xml' }],
      columns: ['document'],
      group: (row) => row.fileName(),
    },
  },
  *records(part) {
    yield* part.each('reports', (row): InstructRecord[] => {
      const { eCitation } = row.cells['document'] as OpenIDocument;
      const uid = eCitation?.uId?.['@id'];
      if (uid === undefined) throw new RowFault('no uId');
      const texts = eCitation?.MedlineCitation?.Article?.Abstract?.AbstractText ?? [];
      const section = (label: string): string =>
        (texts.find((text) => text['@Label'] === label)?.['#text'] ?? '').replace(/\s+/g, ' ').trim();
      const films = (eCitation?.parentImage ?? []).flatMap((image) =>
        part.film([`images/${image['@id']}.png`, `${image['@id']}.png`]),
      );
      const study = uid.replace('CXR', '');
      const sections = {
        indication: section('INDICATION'),
        findings: section('FINDINGS'),
        impression: section('IMPRESSION'),
      };
      return [{ key: uid, study, patient: `openi:${study}`, split: 'test', films, sections }];
    });
  },
};

/** The pairs of films and translated reports in which the collection is used for report generation. */
export const bimcvCovid19: SourceSpec = {
  licence: 'BIMCV-COVID19+: CC BY 4.0 with the BIMCV research use agreement',
  tables: {
    reports: {
      format: { kind: 'pairs', ending: 'image.en.tok', other: 'report.en.tok' },
      files: ['', 'RRG/bimcv-covid19/'].flatMap((folder) =>
        ['train', 'validate', 'test'].map((name) => ({ path: `${folder}${name}.image.en.tok` })),
      ),
      columns: ['first', 'second'],
      group: (row) =>
        row
          .required('first')
          .split('/')
          .find((part) => part.startsWith('sub-')) ?? row.text('first'),
    },
  },
  *records(part) {
    yield* part.each('reports', (row): InstructRecord[] => {
      const paths = row.required('first').split(',');
      const films = paths.flatMap((path) => part.film([`images/${path}`, path]));
      const folders = (paths[0] ?? '').split('/');
      const subject = folders.find((folder) => folder.startsWith('sub-'));
      const study = folders.slice(-3, -1).join('_') || `${row.fileName()}-${row.line}`;
      const sections = { indication: '', findings: '', impression: untokenized(row.required('second')) };
      const patient = subject === undefined ? null : `bimcv:${subject}`;
      return [{ key: `${row.fileName()}-${row.line}`, study, patient, split: 'train', films, sections }];
    });
  },
};

/** `the lungs are clear . no effusion .` as sentences. */
function untokenized(text: string): string {
  return text
    .split(' . ')
    .map((sentence) => sentence.charAt(0).toUpperCase() + sentence.slice(1))
    .join('. ')
    .replace(' .', '.');
}

/** Findings and impressions of many kinds of examination, in the split of their folders. */
export const mimicIii: SourceSpec = {
  licence: 'PhysioNet Credentialed Health Data License 1.5.0',
  tables: {
    texts: {
      format: { kind: 'pairs', ending: 'findings.tok', other: 'impression.tok' },
      files: [
        { path: '*/train.findings.tok', split: 'train' },
        { path: '*/validate.findings.tok', split: 'val' },
        { path: '*/test.findings.tok', split: 'test' },
      ],
      columns: ['first', 'second'],
      group: (row) => `${row.file}-${row.line}`,
    },
  },
  *records(part) {
    yield* part.each('texts', (row): InstructRecord[] => {
      const key = `${row.file.split('/')[0]}-${row.fileSplit()}-${row.line}`;
      const sections = { ...sectionsOf(row), findings: row.required('first'), impression: row.required('second') };
      return [{ key, study: key, patient: null, split: row.fileSplit(), films: [], sections }];
    });
  },
};

const CHEST_FILM = /\b(?:chest (?:x-?ray|radiograph|film)|chest roentgenogram|CXR)/i;

/** Figures of papers: those of a list of chest films, or whose caption says that they are. */
export const roco: SourceSpec = {
  licence: 'ROCO: the licences of its PubMed Central articles',
  tables: {
    chest: {
      format: { kind: 'cells', delimiter: '\t', header: ['image'] },
      files: ['train', 'validation', 'test'].map((split) => ({ path: `${split}/radiology/list_chest_xray.txt` })),
      columns: ['image'],
      optional: true,
    },
    captions: {
      format: { kind: 'cells', delimiter: '\t', header: ['id', 'caption'] },
      files: [
        { path: 'train/radiology/captions.txt', split: 'train' },
        { path: 'validation/radiology/captions.txt', split: 'val' },
        { path: 'test/radiology/captions.txt', split: 'test' },
      ],
      columns: ['id', 'caption'],
      group: (row) => row.required('id'),
    },
  },
  *records(part) {
    const chest = new Set(part.rows('chest').map((row) => row.text('image')));
    yield* part.each('captions', (row): InstructRecord[] => {
      const [id, text] = [row.required('id'), row.required('caption')];
      if (chest.size > 0 ? !chest.has(`${id}.jpg`) : !CHEST_FILM.test(text)) return [];
      const folder = row.file.split('/').slice(0, -1).join('/');
      const films = part.film([`${folder}/images/${id}.jpg`]);
      return [{ key: id, study: id, patient: null, split: row.fileSplit(), films, caption: text }];
    });
  },
};
