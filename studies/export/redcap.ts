import type { Item, Protocol } from '../protocol/protocol.ts';
import { csvHeader, csvRows, type Column, type Table } from './table.ts';

interface Field {
  readonly name: string;
  readonly type: 'text' | 'notes' | 'radio' | 'checkbox' | 'slider';
  readonly label: string;
  readonly choices?: string;
  readonly header?: string;
  readonly required?: boolean;
  readonly note?: string;
  readonly validation?: string;
  readonly least?: string;
  readonly most?: string;
}

const FORM = 'reading';

/** The header of a REDCap data dictionary, word for word and in its order. */
const HEADER: readonly [name: string, value: (field: Field) => string][] = [
  ['Variable / Field Name', ({ name }) => name],
  ['Form Name', () => FORM],
  ['Section Header', ({ header = '' }) => header],
  ['Field Type', ({ type }) => type],
  ['Field Label', ({ label }) => label],
  ['Choices, Calculations, OR Slider Labels', ({ choices = '' }) => choices],
  ['Field Note', ({ note = '' }) => note],
  ['Text Validation Type OR Show Slider Number', ({ validation = '' }) => validation],
  ['Text Validation Min', ({ least = '' }) => least],
  ['Text Validation Max', ({ most = '' }) => most],
  ['Identifier?', () => ''],
  ['Branching Logic (Show field only if...)', () => ''],
  ['Required Field?', ({ required = false }) => (required ? 'y' : '')],
  ['Custom Alignment', () => ''],
  ['Question Number (surveys only)', () => ''],
  ['Matrix Group Name', () => ''],
  ['Matrix Ranking?', () => ''],
  ['Field Annotation', () => ''],
];

/** `redcap.csv`: a dictionary with one form, a field for the ids of a read and one for each question. */
export function redcapDictionary(protocol: Protocol): string {
  const ids: Field[] = [
    { name: 'read', type: 'text', label: 'Read', header: 'Read', required: true },
    { name: 'reader', type: 'text', label: 'Reader', required: true },
    { name: 'case', type: 'text', label: 'Case', required: true },
    { name: 'arm', type: 'text', label: 'Arm' },
    { name: 'reading_s', type: 'text', label: 'Reading time in seconds' },
  ];
  const fields = [
    ...ids,
    ...protocol.questionnaire.map((item, index) => ({ ...field(item), ...(index === 0 ? { header: 'Answers' } : {}) })),
  ];
  const columns = HEADER.map(([name, value]): Column<Field> => ({
    name: `"${name}"`,
    type: 'string',
    description: name,
    cell: value,
  }));
  const table: Table<Field> = { name: 'redcap', title: 'REDCap', description: '', primaryKey: [], columns };
  return csvHeader(table) + csvRows(table, fields);
}

function field(item: Item): Field {
  const name = variable(item.id);
  const label = item.label.en;
  const required = item.required === 'yes' && item.asked === 'always';
  if (item.type === 'text') return { name, type: 'notes', label, required };
  if (item.type === 'sides')
    return { name, type: 'radio', label, choices: 'a, A | b, B | neither, No difference', required: false };
  if (item.type === 'scale') {
    const choices = item.steps.map(({ value, label: words }) => `${value}, ${choice(words.en)}`).join(' | ');
    return { name, type: 'radio', label, choices, required };
  }
  if (item.type === 'number') {
    const { shown, least, most, ends, unit } = item;
    if (shown === 'slider') {
      const choices = ends ? `${choice(ends.least.en)} | | ${choice(ends.most.en)}` : '';
      return { name, type: 'slider', label, choices, validation: 'number', required, ...bounds(least, most) };
    }
    const note = unit ? { note: unit.en } : {};
    return { name, type: 'text', label, validation: 'number', required, ...bounds(least, most), ...note };
  }
  const options = item.options.map(({ id, heading, label: words }) => {
    const text = [heading?.en, words.en].filter(Boolean).join(': ');
    return `${variable(id)}, ${choice(text)}`;
  });
  return { name, type: 'checkbox', label, choices: options.join(' | '), required };
}

function bounds(least: number, most: number): Pick<Field, 'least' | 'most'> {
  return { least: String(least), most: String(most) };
}

/** REDCap's names: small letters, digits, underscores, a letter first. */
function variable(id: string): string {
  return id.replaceAll('-', '_');
}

/** The bar parts choices. */
function choice(words: string): string {
  return words.replaceAll('|', '/');
}
