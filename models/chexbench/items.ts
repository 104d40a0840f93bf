import { z } from 'zod';
import { Failure } from '#core/errors.ts';

/** The lists of the official `data.json` whose items have lettered options. */
export const choiceTasks = [
  'View Classification',
  'Binary Disease Classification',
  'Single Disease Identification',
  'Multiple Disease Identification',
  'Temporal Classification',
  'Visual Question Answering',
  'Fine-Grained Reasoning',
] as const;

export type ChoiceTask = (typeof choiceTasks)[number];

/** All lists of the file, in the order of the paper's axes. */
export const benchTasks = [
  ...choiceTasks,
  'Phrase Grounding',
  'Findings Generation',
  'Findings Summarization',
] as const;

export type BenchTask = (typeof benchTasks)[number];

/**
 * What is known of whoever an item shows: sex, age, view and so on. The official file tells nothing of it; ours does so
 * under `metadata`, which readers of the official layout pass over.
 */
export type Attributes = Readonly<Record<string, string | number>>;

/** What every item has. */
interface Shown {
  readonly source: string;
  /** Subgroup within the source, as in `left` or `mild`; null where the file has none. */
  readonly slice: string | null;
  readonly images: readonly string[];
  readonly attributes: Attributes;
}

/** A question with options; `answer` is the place of the right one. */
export interface ChoiceItem extends Shown {
  readonly question: string;
  readonly options: readonly string[];
  readonly answer: number;
}

/** A phrase to be found; `answer` holds the boxes as text. */
export interface GroundingItem extends Shown {
  readonly question: string;
  readonly answer: string;
}

export interface FindingsItem extends Shown {
  readonly indication: string;
  readonly findings: string;
}

export interface SummaryItem extends Shown {
  readonly findings: string;
  readonly impression: string;
}

/** CheXbench as it is read: a list that the file lacks is empty. */
export interface Bench {
  readonly choices: Readonly<Record<ChoiceTask, readonly ChoiceItem[]>>;
  readonly grounding: readonly GroundingItem[];
  readonly findings: readonly FindingsItem[];
  readonly summaries: readonly SummaryItem[];
}

/** Several images stand in one text with `|` between them, or in a list. */
const images = z.union([z.string().transform((text) => text.split('|').filter(Boolean)), z.array(z.string())]);
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

/** Fields that every list may have; the lists of one source name it or not. */
function shownFields(source: string) {
  return {
    data_source: z.string().default(source),
    slice: z.unknown().optional(),
    image_path: images,
    metadata: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).nullish(),
  };
}

function shownOf(item: z.output<z.ZodObject<ReturnType<typeof shownFields>>>): Shown {
  const known = Object.entries(item.metadata ?? {}).filter(([, value]) => value !== null && value !== '');
  return {
    source: item.data_source,
    slice: typeof item.slice === 'string' ? item.slice : null,
    images: item.image_path,
    attributes: Object.fromEntries(known) as Attributes,
  };
}

const choiceItem = z
  .object({
    ...shownFields(''),
    data_source: z.string(),
    question: z.string(),
    option_0: z.unknown().optional(),
    option_1: z.unknown().optional(),
    option_2: z.unknown().optional(),
    option_3: z.unknown().optional(),
    answer: z.number().int(),
  })
  .transform((item): ChoiceItem => {
    const all = [item.option_0, item.option_1, item.option_2, item.option_3];
    return {
      ...shownOf(item),
      question: item.question,
      // An unused option is not a string in the official file (it is the NaN or null of a table).
      options: all.filter((option) => typeof option === 'string'),
      answer: item.answer,
    };
  })
  .refine(({ options, answer }) => answer >= 0 && answer < options.length, 'the answer is none of the options');

const groundingItem = z
  .object({ ...shownFields('MS-CXR'), question: z.string(), answer: z.string() })
  .transform((item): GroundingItem => ({ ...shownOf(item), question: item.question, answer: item.answer }));

const findingsItem = z
  .object({ ...shownFields(''), data_source: z.string(), section_indication: text, section_findings: text })
  .transform((item): FindingsItem => ({
    ...shownOf(item),
    indication: item.section_indication,
    findings: item.section_findings,
  }));

const summaryItem = z
  .object({ ...shownFields('MIMIC-CXR'), section_findings: text, section_impression: text })
  .transform((item): SummaryItem => ({
    ...shownOf(item),
    findings: item.section_findings,
    impression: item.section_impression,
  }));

/** Reads `data.json`; unused options written as NaN are allowed, as in the official file. Throws bad-input. */
export function readBench(content: string, file: string): Bench {
  const lists = parse(content, file);
  const choices = {} as Record<ChoiceTask, readonly ChoiceItem[]>;
  for (const task of choiceTasks) choices[task] = readList(lists, task, choiceItem, file);
  return {
    choices,
    grounding: readList(lists, 'Phrase Grounding', groundingItem, file),
    findings: readList(lists, 'Findings Generation', findingsItem, file),
    summaries: readList(lists, 'Findings Summarization', summaryItem, file),
  };
}

function parse(content: string, file: string): Readonly<Record<string, unknown>> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(content.replaceAll(/(:\s*)NaN(?=\s*[,}])/g, '$1null')));
  } catch (thrown) {
    throw new Failure('bad-input', { where: file, reason: 'not an object of lists' }, thrown);
  }
}

function readList<S extends z.ZodType>(
  lists: Readonly<Record<string, unknown>>,
  name: BenchTask,
  schema: S,
  file: string,
): z.output<S>[] {
  const list = lists[name] ?? [];
  if (!Array.isArray(list)) throw new Failure('bad-input', { where: `${file}, ${name}`, reason: 'not a list' });
  return list.map((item: unknown, index) => {
    const read = schema.safeParse(item);
    if (read.success) return read.data;
    const { path, message } = read.error.issues[0] ?? { path: [], message: 'not an item' };
    const reason = [path.join('.'), message].filter((part) => part !== '').join(': ');
    throw new Failure('bad-input', { where: `${file}, ${name}, item ${index}`, reason });
  });
}
