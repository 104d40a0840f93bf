import type { AnswerRow } from '../analysis/answers.ts';
import { textChoices } from '../analysis/pairs.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { comparesTexts, readColumns } from './readsTable.ts';
import type { Column, Table } from './table.ts';

/** `answers.csv`: one row for each answer; a question with several choices gives one for each chosen option. */
export function answersTable(protocol: Protocol): Table<AnswerRow> {
  const items = protocol.questionnaire.map(({ id }) => id);
  const types = ['choices', 'scale', 'text', 'number', 'sides'];
  const required = true;
  return {
    name: 'answers',
    title: 'Answers',
    description: 'One row for each answer; a question with several choices gives one row for each chosen option',
    primaryKey: ['read', 'item', 'code'],
    foreignKeys: [{ fields: 'read', resource: 'reads', to: 'read' }],
    columns: [
      ...readColumns<AnswerRow>(protocol),
      {
        name: 'item',
        type: 'string',
        description: 'Id of the question',
        constraints: { required, enum: items },
        cell: (row) => row.item,
      },
      {
        name: 'item_label',
        type: 'string',
        description: 'The question in English',
        constraints: { required },
        cell: (row) => row.itemLabel,
      },
      {
        name: 'item_type',
        type: 'string',
        description: 'Kind of question',
        constraints: { required, enum: types },
        cell: (row) => row.type,
      },
      {
        name: 'code',
        type: 'string',
        description: 'Id of the option, value of the step, side of the text, or the word text or number',
        constraints: { required },
        cell: (row) => row.code,
      },
      {
        name: 'label',
        type: 'string',
        description:
          'The option or step in English, after its heading where it has one; missing for a text and a number',
        cell: (row) => row.label,
      },
      {
        name: 'value',
        type: 'number',
        description: 'Value of the step, or the number; scales and numbers only',
        cell: (row) => row.value,
      },
      ...(comparesTexts(protocol) ? TEXT_COLUMNS : []),
      { name: 'text', type: 'string', description: 'What the reader wrote; texts only', cell: (row) => row.text },
    ],
  };
}

/** Only where readers choose between two texts. */
const TEXT_COLUMNS: readonly Column<AnswerRow>[] = [
  {
    name: 'prefers',
    type: 'string',
    description:
      "Which of two texts was chosen: first is that of the arm's sources, second the other; missing of other questions and while the study is blinded",
    constraints: { enum: [...textChoices] },
    cell: (row) => row.prefers,
  },
  {
    name: 'source',
    type: 'string',
    description: 'Source of the chosen text; missing where neither was chosen and while the study is blinded',
    cell: (row) => row.source,
  },
];
