import { chexpertColumns, NO_FINDING } from '../labels.ts';
import type { InstructRecord, Label } from '../record.ts';
import { chexpertLabels } from './mimic.ts';
import { csv, drawnSplit, type SourceSpec } from './source.ts';
import { groupRows, RowFault, type TableRow } from './tableRow.ts';

const nihFindings = [
  ...['Atelectasis', 'Cardiomegaly', 'Consolidation', 'Edema', 'Effusion', 'Emphysema', 'Fibrosis', 'Hernia'],
  ...['Infiltration', 'Mass', 'Nodule', 'Pleural_Thickening', 'Pneumonia', 'Pneumothorax'],
];

/** The official lists of images tell the split; they are by patient. */
export const chestXray14: SourceSpec = {
  licence: 'NIH Clinical Center: no restriction on use; acknowledge NIH CC and Wang et al., CVPR 2017',
  tables: {
    test: {
      format: { kind: 'cells', delimiter: ',', header: ['image'] },
      files: [{ path: 'test_list.txt' }],
      columns: ['image'],
    },
    labels: {
      format: csv,
      files: [{ path: 'Data_Entry_2017.csv' }, { path: 'Data_Entry_2017_v2020.csv' }],
      columns: ['Image Index', 'Finding Labels', 'Patient ID', 'View Position'],
      also: [
        ...['Follow-up #', 'Patient Age', 'Patient Gender', 'Patient Sex', 'OriginalImage[Width', 'Height]'],
        ...['OriginalImagePixelSpacing[x', 'y]', '', 'OriginalImageWidth', 'OriginalImageHeight'],
        ...['OriginalImagePixelSpacing_x', 'OriginalImagePixelSpacing_y'],
      ],
      group: (row) => row.id('Patient ID'),
    },
  },
  thinning: { table: 'labels', keep: 10_000, isNormal: (row) => row.text('Finding Labels') === 'No Finding' },
  *records(part) {
    const test = new Set(part.rows('test').map((row) => row.text('image')));
    yield* part.each('labels', (row): InstructRecord[] => {
      const image = row.required('Image Index');
      const named = row.required('Finding Labels').split('|');
      const unknown = named.find((name) => name !== NO_FINDING && !nihFindings.includes(name));
      if (unknown !== undefined) throw new RowFault(`unknown finding ${unknown}`);
      const labels = Object.fromEntries(
        [...nihFindings, NO_FINDING].map((name): [string, Label] => [
          name.replace('_', ' '),
          named.includes(name) ? 1 : 0,
        ]),
      );
      const folders = ['images', ...Array.from({ length: 12 }, (_, index) => folderOf(index + 1))];
      const films = part.film(folders.map((folder) => `${folder}/${image}`));
      const key = image.replace(/\.png$/, '');
      const patient = `nih:${row.id('Patient ID')}`;
      return [{ key, study: key, patient, split: test.has(image) ? 'test' : 'train', films, labels }];
    });
  },
};

function folderOf(number: number): string {
  return `images_${String(number).padStart(3, '0')}/images`;
}

/** No one has published a split: all of it is for training, as in the published data. */
export const brax: SourceSpec = {
  licence: 'PhysioNet Credentialed Health Data License 1.5.0',
  tables: {
    labels: {
      format: csv,
      files: [{ path: 'master_spreadsheet_update.csv' }],
      columns: ['PngPath', 'PatientID', 'AccessionNumber', 'ViewPosition', ...chexpertColumns],
      also: [
        ...['', 'DicomPath', 'PatientSex', 'PatientAge', 'StudyDate', 'Rows', 'Columns', 'Manufacturer'],
        ...['Unnamed: 0', 'PatientAgeGroup'],
      ],
      group: (row) => row.id('PatientID'),
    },
  },
  thinning: { table: 'labels', keep: 8000, isNormal: (row) => row.text(NO_FINDING).startsWith('1') },
  *records(part) {
    const rows = [...part.each('labels', (row) => [{ row, labels: chexpertLabels(row) }])];
    const labels = new Map(rows.map(({ row, labels: those }) => [row, those]));
    const studies = groupRows(
      rows.map(({ row }) => row),
      (row) => row.text('AccessionNumber'),
    );
    for (const [study, those] of studies) {
      const ranked = [...those].sort((one, other) => rankOf(one) - rankOf(other));
      const [best] = ranked;
      if (!best) continue;
      const films = ranked.flatMap((row) =>
        part.film([row.text('PngPath')], { view: row.text('ViewPosition') || null }),
      );
      const patient = `brax:${best.id('PatientID')}`;
      yield { key: study, study, patient, split: 'train', films, labels: labels.get(best) ?? {} };
    }
  },
};

const braxViews = ['PA', 'AP', 'AP LLD', 'L', 'RL', 'LT-DECUB', 'RLO'];

function rankOf(row: TableRow): number {
  const rank = braxViews.indexOf(row.text('ViewPosition'));
  return rank < 0 ? braxViews.length : rank;
}

/** A row for each box, and one without numbers for films without; the official test set has no labels. */
export const rsna: SourceSpec = {
  licence: 'RSNA Pneumonia Detection Challenge terms of use; images by NIH Clinical Center',
  tables: {
    labels: {
      format: csv,
      files: [{ path: 'stage_2_train_labels.csv' }],
      columns: ['patientId', 'Target'],
      also: ['x', 'y', 'width', 'height'],
      group: (row) => row.required('patientId'),
    },
  },
  *records(part) {
    for (const [patient, rows] of groupRows(part.rows('labels'), (row) => row.text('patientId'))) {
      const films = part.film(
        ['stage_2_train_images', 'stage_2_train_images_png'].flatMap((folder) =>
          ['dcm', 'png'].map((ending) => `${folder}/${patient}.${ending}`),
        ),
      );
      const targets = [...part.each(rows, (row) => [row.number('Target')])];
      if (targets.length === 0) continue;
      const labels = { Pneumonia: targets.includes(1) ? 1 : 0 } as const;
      const split = drawnSplit(part.lot(patient));
      yield { key: patient, study: patient, patient: `rsna:${patient}`, split, films, labels };
    }
  },
};

export const covidx: SourceSpec = {
  licence: 'COVIDx CXR-3: the licences of its sources, named in the fourth column',
  tables: {
    labels: {
      format: { kind: 'cells', delimiter: ' ', header: ['patient', 'file', 'class', 'source'] },
      files: [
        { path: 'train.txt', split: 'train' },
        { path: 'test.txt', split: 'test' },
      ],
      columns: ['patient', 'file', 'class', 'source'],
      group: (row) => row.required('patient'),
    },
  },
  *records(part) {
    yield* part.each('labels', (row): InstructRecord[] => {
      const [file, split] = [row.required('file'), row.fileSplit()];
      const positive = row.required('class') === 'positive';
      if (!positive && row.text('class') !== 'negative') throw new RowFault(`class is ${row.text('class')}`);
      const films = part.film([`${split}/${file}`]);
      const patient = `covidx-${row.required('source')}:${row.required('patient')}`;
      const labels = { 'COVID-19 (positive)': positive ? 1 : 0, 'COVID-19 (negative)': positive ? 0 : 1 } as const;
      return [{ key: file, study: file.replace(/\.\w+$/, ''), patient, split, films, labels }];
    });
  },
};

/** Montgomery and Shenzhen: the end of a film's name is its label. */
export const nlmTb: SourceSpec = {
  licence: 'NLM tuberculosis sets: for research; acknowledge NLM and the Montgomery County or Shenzhen hospital',
  tables: {
    films: {
      format: { kind: 'names' },
      files: ['', 'MontgomerySet/', 'ChinaSet_AllFiles/'].map((folder) => ({ path: `${folder}CXR_png/*.png` })),
      columns: [],
      group: (row) => row.fileName(),
    },
  },
  *records(part) {
    yield* part.each('films', (row): InstructRecord[] => {
      const [, label] = /_([01])$/.exec(row.fileName()) ?? [];
      if (label === undefined) throw new RowFault('the name does not end in _0 or _1');
      const [key, films] = [row.fileName(), part.film([row.file])];
      const labels = { Tuberculosis: label === '1' ? 1 : 0 } as const;
      return [{ key, study: key, patient: `nlm:${key}`, split: 'train', films, labels }];
    });
  },
};
