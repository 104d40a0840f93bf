import type { Item, Protocol } from '../protocol/protocol.ts';
import { askedItems } from '../session/questions.ts';
import type { Answer } from '../session/state.ts';
import type { ReadRow } from './rows.ts';

/** One answer; a question with several choices gives a row for each chosen one. */
export interface AnswerRow {
  readonly read: string;
  readonly reader: string;
  readonly group: string;
  readonly arm: string | null;
  readonly case: string;
  readonly item: string;
  readonly itemLabel: string;
  readonly type: Item['type'];
  /** Option id, scale value, or the words text and number. */
  readonly code: string;
  /** What the reader saw, with its heading where it has one; null for a text and a number. */
  readonly label: string | null;
  /** Scales and numbers only. */
  readonly value: number | null;
  /** Texts only. */
  readonly text: string | null;
}

/** Every answer of the rows, in the protocol's order of questions. Labels in English. */
export function answerRows(rows: readonly ReadRow[], protocol: Protocol): AnswerRow[] {
  return rows.flatMap((row) =>
    askedItems(protocol.questionnaire, row).flatMap((item) => {
      const answer = row.answers[item.id];
      const { read, reader, group, arm, case: caseId } = row;
      const common = {
        read,
        reader,
        group,
        arm,
        case: caseId,
        item: item.id,
        itemLabel: item.label.en,
        type: item.type,
      };
      return answer === undefined ? [] : cells(item, answer).map((cell) => ({ ...common, ...cell }));
    }),
  );
}

function cells(item: Item, answer: Answer): Pick<AnswerRow, 'code' | 'label' | 'value' | 'text'>[] {
  if (item.type === 'text') return [{ code: 'text', label: null, value: null, text: String(answer) }];
  if (item.type === 'number') return [{ code: 'number', label: null, value: Number(answer), text: null }];
  if (item.type === 'scale') {
    const step = item.steps.find((each) => each.value === answer);
    return [{ code: String(answer), label: step?.label.en ?? '', value: Number(answer), text: null }];
  }
  const chosen = Array.isArray(answer) ? answer : [String(answer)];
  return chosen.map((code) => {
    const option = item.options.find((each) => each.id === code);
    const label = [option?.heading?.en, option?.label.en].filter(Boolean).join(': ');
    return { code, label, value: null, text: null };
  });
}
