import type { Item, Protocol } from '../protocol/protocol.ts';
import { askedItems } from '../session/questions.ts';
import type { Answer } from '../session/state.ts';
import { sourceChosen, textChosen, type TextChoice } from './pairs.ts';
import type { ReadRow } from './rows.ts';

/** One answer; a question with several choices gives a row for each chosen one. */
export interface AnswerRow {
  readonly read: string;
  readonly reader: string;
  readonly group: string;
  readonly arm: string | null;
  readonly case: string;
  readonly kind: ReadRow['kind'];
  readonly item: string;
  readonly itemLabel: string;
  readonly type: Item['type'];
  /** Option id, scale value, side, or the words text and number. */
  readonly code: string;
  /** What the reader saw, with its heading where it has one; null for a text and a number. */
  readonly label: string | null;
  /** Scales and numbers only. */
  readonly value: number | null;
  /** Texts only. */
  readonly text: string | null;
  /** Of two texts side by side which was chosen, and its source; null of other questions and while blinded. */
  readonly prefers: TextChoice | null;
  readonly source: string | null;
}

/** Every answer of the rows, in the protocol's order of questions. Labels in English. */
export function answerRows(rows: readonly ReadRow[], protocol: Protocol): AnswerRow[] {
  return rows.flatMap((row) =>
    askedItems(protocol.questionnaire, row).flatMap((item) => {
      const answer = row.answers[item.id];
      const { read, reader, group, arm, case: caseId, kind } = row;
      const common = {
        read,
        reader,
        group,
        arm,
        case: caseId,
        kind,
        item: item.id,
        itemLabel: item.label.en,
        type: item.type,
        prefers: item.type === 'sides' ? textChosen(row, item.id) : null,
        source: item.type === 'sides' ? sourceChosen(row, item.id) : null,
      };
      return answer === undefined ? [] : cells(item, answer).map((cell) => ({ ...common, ...cell }));
    }),
  );
}

/** What a side is called in English; on the screen the words of the window stand. */
const SIDES: Readonly<Record<string, string>> = { a: 'A', b: 'B', neither: 'No difference' };

function cells(item: Item, answer: Answer): Pick<AnswerRow, 'code' | 'label' | 'value' | 'text'>[] {
  if (item.type === 'text') return [{ code: 'text', label: null, value: null, text: String(answer) }];
  if (item.type === 'number') return [{ code: 'number', label: null, value: Number(answer), text: null }];
  if (item.type === 'scale') {
    const step = item.steps.find((each) => each.value === answer);
    return [{ code: String(answer), label: step?.label.en ?? '', value: Number(answer), text: null }];
  }
  if (item.type === 'sides')
    return [{ code: String(answer), label: SIDES[String(answer)] ?? null, value: null, text: null }];
  const chosen = Array.isArray(answer) ? answer : [String(answer)];
  return chosen.map((code) => {
    const option = item.options.find((each) => each.id === code);
    const label = [option?.heading?.en, option?.label.en].filter(Boolean).join(': ');
    return { code, label, value: null, text: null };
  });
}
