import type { InstructRecord, Question } from '../record.ts';
import { csv, type SourceSpec, type TableSpec } from './source.ts';
import { RowFault, type TableRow } from './tableRow.ts';

/** Yes and no, with the right one; null for any other answer. */
export function closedOptions(answer: string): Question['options'] {
  const plain = answer.trim().toLowerCase();
  return plain === 'yes' || plain === 'no' ? { Yes: plain === 'yes', No: plain === 'no' } : null;
}

const chestList: TableSpec = {
  format: { kind: 'cells', delimiter: '\t', header: ['image'] },
  files: [{ path: 'list_chest_xray.txt' }],
  columns: ['image'],
  optional: true,
};

function listed(rows: readonly TableRow[]): Set<string> {
  return new Set(rows.map((row) => row.text('image')));
}

/** Questions on chest films: of a list, or where the row says chest. The official test questions are marked in the rows. */
export const vqaRad: SourceSpec = {
  licence: 'CC0 1.0 (Lau et al., Scientific Data 2018)',
  tables: {
    chest: chestList,
    questions: {
      format: { kind: 'json', at: '' },
      files: [
        { path: 'trainset.json', split: 'train' },
        { path: 'testset.json', split: 'test' },
        { path: 'VQA_RAD Dataset Public.json' },
      ],
      columns: ['image_name', 'question', 'answer', 'answer_type'],
      also: [
        ...['qid', 'phrase_type', 'image_organ', 'question_type', 'qid_linked_id', 'image_case_url', 'evaluation'],
        ...['question_rephrase', 'question_relation', 'question_frame', 'qid_para'],
      ],
      group: (row) => row.required('image_name'),
    },
  },
  *records(part) {
    const chest = listed(part.rows('chest'));
    yield* part.each('questions', (row): InstructRecord[] => {
      const image = row.required('image_name');
      const organ = row.text('image_organ').toLowerCase();
      if (chest.size > 0 ? !chest.has(image) : organ !== '' && organ !== 'chest') return [];
      const split = row.split ?? (row.text('phrase_type').startsWith('test') ? 'test' : 'train');
      const closed = row.text('answer_type').toLowerCase().trim() === 'closed';
      return [asked(row, image, `vqa-rad:${image}`, split, part.film([`images/${image}`, image]), closed)];
    });
  },
};

export const slake: SourceSpec = {
  licence: 'SLAKE: CC BY 4.0',
  tables: {
    chest: chestList,
    questions: {
      format: { kind: 'json', at: '' },
      files: [
        { path: 'train.json', split: 'train' },
        { path: 'validate.json', split: 'val' },
        { path: 'test.json', split: 'test' },
      ],
      columns: ['img_id', 'img_name', 'question', 'answer', 'q_lang', 'answer_type'],
      also: ['qid', 'location', 'modality', 'base_type', 'content_type', 'triple'],
      group: (row) => row.required('img_name'),
    },
  },
  *records(part) {
    const chest = listed(part.rows('chest'));
    yield* part.each('questions', (row): InstructRecord[] => {
      const image = row.required('img_name');
      const isChest = row.text('modality') === 'X-Ray' && row.text('location') === 'Lung';
      if (row.text('q_lang') !== 'en' || !(chest.size > 0 ? chest.has(image) : isChest)) return [];
      const closed = row.text('answer_type').toLowerCase() === 'closed';
      const study = row.id('img_id');
      return [asked(row, study, `slake:${study}`, row.fileSplit(), part.film([`imgs/${image}`]), closed)];
    });
  },
};

function asked(
  row: TableRow,
  study: string,
  patient: string,
  split: InstructRecord['split'],
  films: InstructRecord['films'],
  closed: boolean,
): InstructRecord {
  const [question, answer] = [row.required('question'), row.required('answer')];
  const options = closed ? closedOptions(answer) : null;
  const key = `${row.fileName()}-${row.line}`;
  return { key, study, patient, split, films, questions: [{ key: '', question, answer, options }] };
}

/** The questions on abnormality, those of a list of chest films or that speak of the chest. */
export const medVqa: SourceSpec = {
  licence: 'ImageCLEF 2019 VQA-Med: end user agreement; images of MedPix',
  tables: {
    chest: {
      ...chestList,
      files: ['train', 'val', 'test'].map((split) => ({ path: `${split}/list_chest_xray.txt` })),
    },
    questions: {
      format: { kind: 'cells', delimiter: '|', header: ['image', 'question', 'answer'] },
      files: [
        { path: 'train/QA/Abnormality.csv', split: 'train' },
        { path: 'val/QA/Abnormality.csv', split: 'val' },
        { path: 'test/QA/Abnormality.csv', split: 'test' },
        { path: 'QAPairsByCategory/C4_Abnormality_train.txt', split: 'train' },
        { path: 'QAPairsByCategory/C4_Abnormality_val.txt', split: 'val' },
      ],
      columns: ['image', 'question', 'answer'],
      group: (row) => row.required('image'),
    },
  },
  *records(part) {
    const chest = listed(part.rows('chest'));
    yield* part.each('questions', (row): InstructRecord[] => {
      const [image, split] = [row.required('image'), row.fileSplit()];
      if (chest.size > 0 ? !chest.has(`${image}.jpg`) : !/chest|x-?ray/i.test(row.text('question'))) return [];
      const films = part.film([`${split}/images/${image}.jpg`, `images/${image}.jpg`]);
      return [asked(row, image, `medvqa:${image}`, split, films, true)];
    });
  },
};

const MARKS = ['A', 'B', 'C', 'D'];
const CHEST_FILM = /\b(?:chest (?:x-?ray|radiograph)|CXR)/i;

/** Figures of papers with four answers each; those of computed tomography are left out. */
export const pmcVqa: SourceSpec = {
  licence: 'PMC-VQA: CC BY-SA; the licences of its PubMed Central articles',
  tables: {
    chest: chestList,
    questions: {
      format: csv,
      files: [
        { path: 'train_2.csv', split: 'train' },
        { path: 'test_2.csv', split: 'test' },
      ],
      columns: ['Figure_path', 'Question', 'Answer', ...MARKS.map((mark) => `Choice ${mark}`)],
      also: ['index', '', 'Caption', 'split', 'Answer_label'],
      group: (row) => row.required('Figure_path'),
    },
  },
  *records(part) {
    const chest = listed(part.rows('chest'));
    yield* part.each('questions', (row): InstructRecord[] => {
      const [figure, question, mark] = [row.required('Figure_path'), row.required('Question'), row.required('Answer')];
      if (chest.size > 0 ? !chest.has(figure) : !CHEST_FILM.test(row.text('Caption'))) return [];
      const choices = MARKS.map((each) => row.required(`Choice ${each}`).replace(new RegExp(`^${each}:\\s*`), ''));
      const answer = choices[MARKS.indexOf(mark)];
      if (answer === undefined) throw new RowFault(`Answer is ${mark}`);
      if ([question, ...choices].some((text) => /\bCT\b/.test(text))) return [];
      const options = Object.fromEntries(choices.map((each, place) => [each, place === MARKS.indexOf(mark)]));
      const study = figure.replace(/\.\w+$/, '');
      const films = part.film([`figures/${figure}`, `images/${figure}`]);
      const questions = [{ key: '', question, answer, options }];
      const key = `${row.fileName()}-${row.line}`;
      return [{ key, study, patient: null, split: row.fileSplit(), films, questions }];
    });
  },
};

/** Questions of a structured report in their order, each with those before it; the images are Open-I's. */
export const radRestruct: SourceSpec = {
  licence: 'CC BY-NC-ND 4.0 (Indiana University, Open-I); Rad-ReStruct annotations: MIT',
  tables: {
    images: {
      format: { kind: 'json', at: '' },
      files: [{ path: 'id_to_img_mapping_frontal_reports.json' }],
      columns: ['key', 'value'],
    },
    questions: {
      format: { kind: 'json', at: '' },
      files: [
        { path: 'train_qa_pairs/*.json', split: 'train' },
        { path: 'val_qa_pairs/*.json', split: 'val' },
        { path: 'test_qa_pairs/*.json', split: 'test' },
      ],
      columns: ['value'],
      group: (row) => row.fileName(),
    },
  },
  *records(part) {
    const images = new Map(
      part.each('images', (row) => [[row.required('key'), row.list('value').map(String)] as const]),
    );
    yield* part.each('questions', (row): InstructRecord[] => {
      const id = row.fileName();
      const names = images.get(id);
      if (!names) throw new RowFault('no image is known for the report');
      const [question = '', answers = [], history = [], more = {}] = row.list('value') as Restructured;
      const before = history.map(([q, a]) => `Q: ${q} A: ${a.join(', ')}\n`).join('');
      const study = (names[0] ?? id).split('_')[0]?.replace('CXR', '') ?? id;
      const films = names.flatMap((name) => part.film([`images/${name}.png`]));
      const options = Object.fromEntries((more.options ?? []).map((each) => [each, answers.includes(each)]));
      const text = answers.join(', ');
      const asks = {
        key: '',
        question: `${before}Q: ${question}`,
        answer: text.charAt(0).toUpperCase() + text.slice(1),
        options: Object.keys(options).length > 0 ? options : null,
      };
      const [key, patient] = [`${id}-${row.line}`, `openi:${study}`];
      return [{ key, study, patient, split: row.fileSplit(), films, questions: [asks] }];
    });
  },
};

type Restructured = [string?, string[]?, [string, string[]][]?, { options?: string[] }?];
