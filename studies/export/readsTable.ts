import { sourceChosen } from '../analysis/pairs.ts';
import type { ReadRow } from '../analysis/rows.ts';
import { timeNames, type TimeName } from '../protocol/endpoints.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { isSideChoice } from '../session/questions.ts';
import type { Answer, GapKind, Mark } from '../session/state.ts';
import { isoTime, rounded, type Column, type Table } from './table.ts';

const TIMES: Readonly<Record<TimeName, string>> = {
  reading: 'From the paint of images and text to Submit, without any gap',
  wall: 'From paint to Submit by the wall clock, gaps included',
  focused: 'Reading time with the window in front',
  idleCapped: 'Reading time in which every stretch without an act of the reader counts up to the cap of the protocol',
  firstToLast: 'Reading time from the first to the last change of the text; missing where nothing was changed',
};

const GAPS: Readonly<Record<GapKind, string>> = {
  pause: 'the reader paused',
  suspend: 'the machine slept',
  crash: 'the program had ended without notice, until the case was painted again',
  silence: 'no sign of life came for two heartbeats',
  away: 'the reader had signed out or left the case, until it was painted again',
};

const MARKS: Readonly<Record<Mark, string>> = {
  opened: 'The reader asked for the case for the first time',
  painted: 'Images and text stood on the screen for the first time',
  submitted: 'The report was locked',
  finished: 'The questions were answered',
};

/** `reading` -> `reading_s`, `idleCapped` -> `idle_capped_s`. */
function secondsName(name: string): string {
  return `${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}_s`;
}

function seconds(
  name: string,
  description: string,
  value: (row: ReadRow) => number | null | undefined,
): Column<ReadRow> {
  return { name, type: 'number', description, cell: (row) => rounded(value(row), 3) };
}

function count(name: string, description: string, value: (row: ReadRow) => number | undefined): Column<ReadRow> {
  return { name, type: 'integer', description, constraints: { minimum: 0 }, cell: (row) => value(row) ?? null };
}

/** Columns that say which read a row is about. */
export function readColumns<Row extends Pick<ReadRow, 'read' | 'reader' | 'group' | 'arm' | 'case' | 'kind'>>(
  protocol: Protocol,
): Column<Row>[] {
  const groups = protocol.groups.map(({ id }) => id);
  const arms = protocol.arms.map(({ id }) => id);
  const required = true;
  return [
    {
      name: 'read',
      type: 'string',
      description: 'Opaque id of the read: one reader, one case, one arm',
      constraints: { required },
      cell: (row) => row.read,
    },
    {
      name: 'reader',
      type: 'string',
      description: 'Code of the reader',
      constraints: { required },
      cell: (row) => row.reader,
    },
    {
      name: 'group',
      type: 'string',
      description: 'Group of the reader',
      constraints: { required, enum: groups },
      cell: (row) => row.group,
    },
    {
      name: 'arm',
      type: 'string',
      description: 'Arm of the read; missing while the study is blinded',
      constraints: { enum: arms },
      cell: (row) => row.arm,
    },
    {
      name: 'case',
      type: 'string',
      description: 'Opaque id of the case',
      constraints: { required },
      cell: (row) => row.case,
    },
    {
      name: 'kind',
      type: 'string',
      description:
        'study: counts in every result; practice: came before the study; repeat: a read that came again. ' +
        'The last two count in no result of the arms',
      constraints: { required, enum: ['study', 'practice', 'repeat'] },
      cell: (row) => row.kind,
    },
  ];
}

/** `reads.csv`: one row for each read of the reading lists. */
export function readsTable(protocol: Protocol): Table<ReadRow> {
  const phases = ['waiting', 'opened', 'reading', 'paused', 'submitted', 'finished'];
  return {
    name: 'reads',
    title: 'Reads',
    description: 'One row for each read of the reading lists, in their order, whether it was read or not',
    primaryKey: ['read'],
    columns: [
      ...readColumns<ReadRow>(protocol),
      {
        name: 'source',
        type: 'string',
        description: 'Source of the draft; missing for an empty page and while the study is blinded',
        cell: (row) => row.source,
      },
      {
        name: 'repeats',
        type: 'string',
        description: 'Of a repeat: the read of its first time',
        cell: (row) => row.repeats,
      },
      {
        name: 'period',
        type: 'integer',
        description: 'Period of the study',
        constraints: { minimum: 1 },
        cell: (row) => row.period,
      },
      {
        name: 'position',
        type: 'integer',
        description: "Place in the reader's list",
        constraints: { minimum: 1 },
        cell: (row) => row.position,
      },
      {
        name: 'place',
        type: 'integer',
        description:
          'Place in the session that it was first opened in, practice and repeats counted; missing until then',
        constraints: { minimum: 1 },
        cell: (row) => row.place,
      },
      {
        name: 'status',
        type: 'string',
        description: 'How far the read is; times and edits are there from submitted on',
        constraints: { required: true, enum: phases },
        cell: (row) => row.phase,
      },
      count('sessions', 'Sessions in which the case was opened', (row) => row.sessions),
      ...(Object.keys(MARKS) as Mark[]).map((mark): Column<ReadRow> => ({
        name: `${mark}_at`,
        type: 'datetime',
        description: `${MARKS[mark]} (wall clock, UTC)`,
        cell: (row) => isoTime(row.marks[mark]),
      })),
      ...timeNames.map((name) => {
        const cap = name === 'idleCapped' ? ` (cap ${protocol.idleCapSeconds} s)` : '';
        return seconds(secondsName(name), `${TIMES[name]}, in seconds${cap}`, (row) => row.times?.[name]);
      }),
      seconds(
        'image_panel_s',
        'Part of the reading time with the images entered, in seconds',
        (row) => row.panels.image,
      ),
      seconds(
        'report_panel_s',
        'Part of the reading time with the report entered, in seconds',
        (row) => row.panels.report,
      ),
      ...(Object.keys(GAPS) as GapKind[]).map((kind) =>
        seconds(`${kind}_s`, `Left out of the reading time because ${GAPS[kind]}, in seconds`, (row) => row.gaps[kind]),
      ),
      seconds(
        'clock_divergence_s',
        'Largest disagreement of wall and monotonic clock between two events while the reader read, in seconds',
        (row) => row.divergence,
      ),
      {
        name: 'has_draft',
        type: 'boolean',
        description: 'Whether the reader was given a text to edit',
        constraints: { required: true },
        cell: (row) => row.initial !== null,
      },
      {
        name: 'unchanged',
        type: 'boolean',
        description: 'Whether the given text was submitted as it was; missing without a given text',
        cell: (row) => row.edits?.unchanged ?? null,
      },
      count(
        'edit_characters',
        'Levenshtein distance of given and final text in characters (UTF-16 units)',
        (row) => row.edits?.characters,
      ),
      count(
        'edit_words',
        'Levenshtein distance of given and final text in words and punctuation marks',
        (row) => row.edits?.words,
      ),
      {
        name: 'kept_share',
        type: 'number',
        description:
          "Share of the given text's words that stand in the final text in the same order; missing without a given text",
        constraints: { minimum: 0, maximum: 1 },
        cell: (row) => rounded(row.edits?.kept, 6),
      },
      count('changes', 'Editor transactions', (row) => row.edits?.changes),
      count('inserted_characters', 'Characters put in over all transactions', (row) => row.edits?.inserted),
      count('deleted_characters', 'Characters taken out over all transactions', (row) => row.edits?.deleted),
      count('work_characters', 'Characters put in and taken out over all transactions', (row) => row.edits?.work),
      {
        name: 'hter',
        type: 'number',
        description: 'Word edits over the words of the final text; missing without a given text',
        constraints: { minimum: 0 },
        cell: (row) => rounded(row.edits?.hter, 6),
      },
      count(
        'findings_added',
        'Findings (CheXpert, by our rules) that the final text says are there and the given text does not; missing without a given text',
        (row) => row.findings?.added,
      ),
      count(
        'findings_removed',
        'Findings that the given text says are there and the final text does not; missing without a given text',
        (row) => row.findings?.removed,
      ),
      {
        name: 'findings_stated',
        type: 'string',
        description:
          'Findings (CheXpert, by our rules) that the final text says are there, with semicolons between them; missing where there are none',
        cell: (row) => (row.stated && row.stated.size > 0 ? [...row.stated].join('; ') : null),
      },
      {
        name: 'initial_text',
        type: 'string',
        description: 'The text that the reader was given; missing for an empty page',
        cell: (row) => row.initial,
      },
      { name: 'final_text', type: 'string', description: 'The text that was submitted', cell: (row) => row.final },
      ...(comparesTexts(protocol) ? pairColumns(protocol) : []),
    ],
  };
}

export function comparesTexts({ arms }: Protocol): boolean {
  return arms.some(({ against }) => against !== undefined);
}

/** What is only of reads with two texts, and which was preferred by the first question about them. */
function pairColumns({ questionnaire }: Protocol): Column<ReadRow>[] {
  const item = questionnaire.find(({ type }) => type === 'sides')?.id ?? '';
  const hidden = 'missing of other reads and while the study is blinded';
  function cell(
    name: string,
    description: string,
    value: (row: ReadRow) => string | null | undefined,
  ): Column<ReadRow> {
    return { name, type: 'string', description, cell: (row) => value(row) ?? null };
  }
  return [
    {
      name: 'two_texts',
      type: 'boolean',
      description: 'Whether the reader was given two texts side by side',
      constraints: { required: true },
      cell: (row) => row.sides !== null,
    },
    cell('source_a', `Source of the text on side A; ${hidden}`, (row) => row.pair?.sources[0]),
    cell('source_b', `Source of the text on side B; ${hidden}`, (row) => row.pair?.sources[1]),
    cell('preferred_side', `Answer to ${item}: a, b or neither`, ({ answers }) => sideChosen(answers[item])),
    cell('preferred_source', `Source of that text; also missing for neither`, (row) => sourceChosen(row, item)),
    cell('text_a', 'The text on side A', (row) => row.sides?.[0]),
    cell('text_b', 'The text on side B', (row) => row.sides?.[1]),
  ];
}

function sideChosen(answer: Answer | undefined): string | null {
  return isSideChoice(answer) ? answer : null;
}
