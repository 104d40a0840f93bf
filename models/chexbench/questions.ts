import { TASKS } from '#models/chexagent/tasks/tasks.ts';
import { choiceTasks, type Attributes, type Bench, type BenchTask, type ChoiceItem } from './items.ts';

/** Where an item stands, and what is told of it. */
interface Placed {
  readonly task: BenchTask;
  /** Place in its list. */
  readonly index: number;
  readonly source: string;
  readonly slice: string | null;
  readonly images: readonly string[];
  readonly attributes: Attributes;
}

/** An item that is answered with one of its options; `answer` is the place of the right one. */
export type ChoiceQuestion = Placed & Pick<ChoiceItem, 'question' | 'options' | 'answer'> & { readonly kind: 'choice' };

/** An item that is answered in free words; `reference` is what they should be. */
type OpenQuestion = Placed & { readonly reference: string } & (
    | { readonly kind: 'boxes'; readonly question: string }
    | { readonly kind: 'findings'; readonly indication: string }
    | { readonly kind: 'summary'; readonly findings: string }
  );

export type BenchQuestion = ChoiceQuestion | OpenQuestion;

/** As many films of a case as a model is shown: the official code takes the first two. */
const MOST_IMAGES = 2;

/** All questions, in the order of the lists and of the items in them. */
export function questionsOf({ choices, grounding, findings, summaries }: Bench): BenchQuestion[] {
  return [
    ...choiceTasks.flatMap((task) =>
      choices[task].map((item, index): BenchQuestion => ({ kind: 'choice', task, index, ...item })),
    ),
    ...grounding.map(({ answer, ...item }, index): BenchQuestion => ({
      kind: 'boxes',
      task: 'Phrase Grounding',
      index,
      ...item,
      reference: answer,
    })),
    ...findings.map(({ findings: reference, images, ...item }, index): BenchQuestion => ({
      kind: 'findings',
      task: 'Findings Generation',
      index,
      ...item,
      images: images.slice(0, MOST_IMAGES),
      reference,
    })),
    ...summaries.map(({ impression, ...item }, index): BenchQuestion => ({
      kind: 'summary',
      task: 'Findings Summarization',
      index,
      ...item,
      // The text alone is summarised, whatever films the item names.
      images: [],
      reference: impression,
    })),
  ];
}

/**
 * How questions with options are put. `official`: the question, its lettered options and the request to choose one, as
 * the official code does for models that write. `wrapper`: in the words of the official model's own tasks where it has
 * one, for models that were trained on nothing else; their answers are read by the words of the options.
 */
export const wordings = ['official', 'wrapper'] as const;
export type Wording = (typeof wordings)[number];

/** What a model is asked. */
export function promptOf(item: BenchQuestion, wording: Wording): string {
  switch (item.kind) {
    case 'choice':
      return wording === 'wrapper' ? wrapperPrompt(item) : letteredPrompt(item);
    case 'boxes':
      return item.question;
    case 'findings':
      return TASKS['findings-generation'].bind({ indication: item.indication }).questions[0]?.text ?? '';
    case 'summary':
      return `Summarize the following Findings: ${item.findings}`;
  }
}

function letteredPrompt({ question, options }: ChoiceQuestion): string {
  const lettered = options.map((option, place) => `(${letterOf(place)}) ${option}`);
  return `${question}\nOptions: ${lettered.join(', ')}\nChoose one of the options.`;
}

/** Capital letter of an option. */
export function letterOf(place: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + place);
}

function wrapperPrompt(item: ChoiceQuestion): string {
  const bound = wrapperTask(item)?.questions[0]?.text;
  // What is asked with yes or no says its options itself; nobody can guess any others.
  return bound ?? (isYesOrNo(item.options) ? item.question : letteredPrompt(item));
}

function isYesOrNo(options: readonly string[]): boolean {
  return options.every((option) => /^(?:yes|no)\b/i.test(option.trim()));
}

function wrapperTask({ task, options, slice }: ChoiceQuestion) {
  switch (task) {
    case 'View Classification':
      return TASKS['view-classification'].bind({});
    case 'Single Disease Identification':
    case 'Multiple Disease Identification':
      return TASKS['disease-identification'].bind({ diseases: namesIn(options) });
    case 'Temporal Classification':
      return slice === null ? null : TASKS['temporal-classification'].bind({ disease: slice });
    default:
      return null;
  }
}

/** The names that options are made of, each once. */
export function namesIn(options: readonly string[]): string[] {
  return [...new Set(options.flatMap((option) => option.split(/\s*,\s*/)))].filter((name) => name !== '');
}
