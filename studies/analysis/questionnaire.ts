import { mean, standardDeviation } from '#core/stats/describe.ts';
import { wilson } from '#core/stats/proportion.ts';
import type { Item } from '../protocol/protocol.ts';
import { askedItems } from '../session/questions.ts';
import type { Answer } from '../session/state.ts';
import { textChoices, textChosen } from './pairs.ts';
import type { ReadRow } from './rows.ts';

export interface Share {
  readonly id: string;
  readonly count: number;
  /** Of the reads where the question was asked. */
  readonly share: number | null;
  /** Wilson's 95 % interval; reads count as independent. */
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
}

/** What an arm answered to one question, over its finished reads. */
export interface ItemResult {
  readonly item: string;
  readonly type: Item['type'];
  /** Reads where it was asked, and those with an answer. */
  readonly asked: number;
  readonly answered: number;
  /** Options or scale steps, chosen or not. */
  readonly options: readonly Share[];
  /** Reads with at least one option under the heading. */
  readonly headings: readonly Share[];
  /** Reads with exactly these options, joined by +, the most frequent first; choices only. */
  readonly combinations: readonly Share[];
  /** Scales and numbers only. */
  readonly mean: number | null;
  readonly sd: number | null;
}

/** The answers of some reads to every question. */
export function itemResults(items: readonly Item[], rows: readonly ReadRow[]): ItemResult[] {
  const finished = rows.filter((row) => row.phase === 'finished');
  const asking = finished.map((row) => ({ row, items: askedItems(items, row) }));
  return items.map((item) => {
    const asked = asking.flatMap(({ row, items: own }) => (own.includes(item) ? [row] : []));
    const answers = asked
      .map((row) => (item.type === 'sides' ? (textChosen(row, item.id) ?? row.answers[item.id]) : row.answers[item.id]))
      .filter((answer) => isGiven(answer));
    function share(id: string, chosen: (answer: Answer) => boolean): Share {
      const count = answers.filter((answer) => chosen(answer)).length;
      const interval = asked.length === 0 ? null : wilson(count, asked.length);
      return {
        id,
        count,
        share: interval?.share ?? null,
        ciLow: interval?.low ?? null,
        ciHigh: interval?.high ?? null,
      };
    }
    /** Of two texts which was chosen rather than on which side it stood, where that may be known. */
    const known = item.type === 'sides' && asked.length > 0 && asked.every(({ pair }) => pair !== null);
    const values = item.type === 'scale' || item.type === 'number' ? answers.map(Number) : [];
    return {
      item: item.id,
      type: item.type,
      asked: asked.length,
      answered: answers.length,
      options: (known ? textChoices : optionIds(item)).map((id) => share(id, (answer) => codes(answer).includes(id))),
      headings: headings(item).map(([name, ids]) =>
        share(name, (answer) => codes(answer).some((id) => ids.includes(id))),
      ),
      combinations:
        item.type === 'choices'
          ? combinations(item, answers).map((each) => share(each, (answer) => combination(item, answer) === each))
          : [],
      mean: mean(values),
      sd: standardDeviation(values),
    };
  });
}

function isGiven(answer: Answer | undefined): answer is Answer {
  return answer !== undefined && (typeof answer === 'number' || answer.length > 0);
}

function codes(answer: Answer): string[] {
  return Array.isArray(answer) ? answer : [String(answer)];
}

/** Chosen options in the order of the question. */
function combination(item: Item, answer: Answer): string {
  const chosen = codes(answer);
  return optionIds(item)
    .filter((id) => chosen.includes(id))
    .join('+');
}

function combinations(item: Item, answers: readonly Answer[]): string[] {
  const counts = new Map<string, number>();
  for (const answer of answers) {
    const name = combination(item, answer);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([name]) => name);
}

function optionIds(item: Item): string[] {
  if (item.type === 'choices') return item.options.map((option) => option.id);
  if (item.type === 'sides') return ['a', 'b', 'neither'];
  return item.type === 'scale' ? item.steps.map((step) => String(step.value)) : [];
}

/** Headings of a question with the ids of the options under each. */
function headings(item: Item): [string, string[]][] {
  const groups = new Map<string, string[]>();
  for (const option of item.type === 'choices' ? item.options : []) {
    if (option.heading) groups.set(option.heading.en, [...(groups.get(option.heading.en) ?? []), option.id]);
  }
  return [...groups];
}
