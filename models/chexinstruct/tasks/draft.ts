import type { Random } from '#core/random.ts';
import type { Film, InstructRecord, Region } from '../record.ts';
import type { InstructSample, QuestionAnswer } from '../sample.ts';
import { choice, worded, type TemplateName } from '../wording.ts';

/** What a task makes of a record, before it gets its names. */
export interface TaskDraft {
  /** Tells apart the samples of one record; empty where there is one only. */
  readonly part: string;
  /** Empty for tasks on text. */
  readonly films: readonly Film[];
  readonly text: string;
  readonly target: string;
  readonly options: InstructSample['options'];
  readonly regions: readonly Region[] | null;
  readonly qa: readonly QuestionAnswer[];
}

/** What a builder needs besides its record. */
export interface TaskTools {
  /** This record's own stream of chance. */
  readonly random: Random;
  /** How many wordings of a question a sample has. */
  readonly wordings: number;
  readonly withIndication: boolean;
  /** Another record of the same source and split, drawn at random among those accepted; null where there is none. */
  other(accept: (record: InstructRecord) => boolean): InstructRecord | null;
  /** The labels that records of this source have. */
  readonly labels: readonly string[];
  /** The views that films of this source have. */
  readonly views: readonly string[];
  /** The share of training studies without a finding that are kept. */
  readonly keepNormal: number;
}

export type TaskBuilder = (record: InstructRecord, tools: TaskTools) => TaskDraft[];

type Given = Partial<Omit<TaskDraft, 'qa'>> & Pick<TaskDraft, 'films'>;

/** A sample with one right answer in words. */
export function told(
  { random, wordings }: TaskTools,
  template: TemplateName,
  values: Readonly<Record<string, string>>,
  given: Given & { readonly target: string },
): TaskDraft {
  const qa = worded(random, template, values, wordings).map((q) => ({ q, a: given.target }));
  return { part: '', text: '', options: null, regions: null, ...given, qa };
}

/** A sample with options to choose from. */
export function chosen(
  { random, wordings }: TaskTools,
  template: TemplateName,
  values: Readonly<Record<string, string>>,
  options: readonly (readonly [words: string, right: boolean])[],
  given: Given,
): TaskDraft {
  const qa = worded(random, template, values, wordings).map((question) => asChoice(random, question, options));
  return { part: '', text: '', target: '', regions: null, options: Object.fromEntries(options), ...given, qa };
}

/** One question with options below. */
export function asChoice(
  random: Random,
  question: string,
  options: readonly (readonly [words: string, right: boolean])[],
): QuestionAnswer {
  const { lines, request, answer } = choice(random, options);
  return { q: `${question}\n${lines}\n${request}`, a: answer };
}

export function yesOrNo(yes: boolean): (readonly [string, boolean])[] {
  return [
    ['Yes', yes],
    ['No', !yes],
  ];
}
