import { z } from 'zod';
import { parseBoxes, textWithoutBoxes } from './boxes.ts';
import { parseEntities, parseOption, parseOptions, parseYesNo } from './answers.ts';
import type { TaskResult } from './results.ts';

/** One question of a task; `name` where a task asks several. */
export interface Question {
  readonly name: string | null;
  readonly text: string;
}

const words = z.string().trim().min(1);
const nothing = z.object({});

/** A task: how many images it takes and what else it needs. */
export interface Task {
  readonly images: { readonly least: number; readonly most: number };
  readonly input: z.ZodObject;
  /** The task with its input, which is checked. Throws what the schema says. */
  bind(input: unknown): BoundTask;
}

/** What is asked, and how the answers (one a question) are read. */
export interface BoundTask {
  readonly questions: readonly Question[];
  result(answers: readonly string[]): TaskResult;
}

interface Definition<S extends z.ZodRawShape> {
  readonly images: Task['images'];
  readonly input: z.ZodObject<S>;
  questions(input: z.output<z.ZodObject<S>>): Question[];
  result(answers: readonly string[], input: z.output<z.ZodObject<S>>): TaskResult;
}

function task<S extends z.ZodRawShape>({ images, input, questions, result }: Definition<S>): Task {
  function bind(given: unknown): BoundTask {
    const checked = input.parse(given);
    return { questions: questions(checked), result: (answers) => result(answers, checked) };
  }
  return { images, input, bind };
}

const NONE = { least: 0, most: 0 };
const ONE = { least: 1, most: 1 };
const TWO = { least: 2, most: 2 };
const ONE_OR_TWO = { least: 1, most: 2 };

const VIEWS = ['PA', 'AP', 'LATERAL'] as const;
const PROGRESSIONS = ['worsening', 'stable', 'improving'] as const;
const SECTIONS = [
  'Airway',
  'Breathing',
  'Cardiac',
  'Diaphragm',
  'Everything else (e.g., mediastinal contours, bones, soft tissues, tubes, valves, and pacemakers)',
];

function one(text: string): Question[] {
  return [{ name: null, text }];
}
function only(answers: readonly string[]): string {
  return (answers[0] ?? '').trim();
}
function asText(answers: readonly string[]): TaskResult {
  return { kind: 'text', text: only(answers) };
}
function asYesNo(answers: readonly string[]): TaskResult {
  return { kind: 'yesNo', yes: parseYesNo(only(answers)) };
}
function asBoxes(answers: readonly string[]): TaskResult {
  return { kind: 'boxes', boxes: parseBoxes(only(answers)), text: textWithoutBoxes(only(answers)) };
}

/**
 * The tasks of the official wrapper, with its wordings: the model was trained on them. The progression question names the
 * disease, as the training data do (the wrapper puts its image paths there by mistake).
 */
export const TASKS = {
  'view-classification': task({
    images: ONE,
    input: nothing,
    questions: () => one('What is the view of this chest X-ray? Options: (a) PA, (b) AP, (c) LATERAL'),
    result: (answers) => ({ kind: 'view', view: parseOption(only(answers), VIEWS) }),
  }),
  'view-matching': task({
    images: TWO,
    input: nothing,
    questions: () => one('Do these images belong to the same study?'),
    result: asYesNo,
  }),
  'binary-disease-classification': task({
    images: ONE_OR_TWO,
    input: z.object({ disease: words }),
    questions: ({ disease }) => one(`Does this chest X-ray contain a ${disease}?`),
    result: asYesNo,
  }),
  'disease-identification': task({
    images: ONE_OR_TWO,
    input: z.object({ diseases: z.array(words).min(1) }),
    questions: ({ diseases }) => one(`Given the CXR, identify any diseases. Options:\n${diseases.join(', ')}`),
    result: (answers, { diseases }) => ({ kind: 'diseases', present: parseOptions(only(answers), diseases) }),
  }),
  'findings-generation': task({
    images: ONE_OR_TWO,
    input: z.object({ indication: z.string() }),
    questions: ({ indication }) =>
      one(`Given the indication: "${indication}", write a structured findings section for the CXR.`),
    result: asText,
  }),
  'findings-section-by-section': task({
    images: ONE_OR_TWO,
    input: nothing,
    questions: () =>
      SECTIONS.map((name) => ({
        name,
        text: `Please provide a detailed description of "${name}" in the chest X-ray`,
      })),
    result: (answers) => ({
      kind: 'sections',
      sections: SECTIONS.map((name, index) => ({ name, text: (answers[index] ?? '').trim() })),
    }),
  }),
  'image-text-matching': task({
    images: ONE_OR_TWO,
    input: z.object({ text: words }),
    questions: ({ text }) => one(`Decide if the provided image matches the following text: ${text}`),
    result: asYesNo,
  }),
  'phrase-grounding': task({
    images: ONE,
    input: z.object({ phrase: words }),
    questions: ({ phrase }) => one(`Please locate the following phrase: ${phrase}`),
    result: asBoxes,
  }),
  'abnormality-detection': task({
    images: ONE,
    input: z.object({ disease: words }),
    questions: ({ disease }) =>
      one(`Locate areas in the chest X-ray where ${disease} are present, using bounding box coordinates`),
    result: asBoxes,
  }),
  'chest-tube-detection': task({
    images: ONE,
    input: nothing,
    questions: () => one('Locate chest tubes and specify their positions with bounding box coordinates'),
    result: asBoxes,
  }),
  'rib-fracture-detection': task({
    images: ONE,
    input: nothing,
    questions: () => one('Locate rib fractures and specify their positions with bounding box coordinates'),
    result: asBoxes,
  }),
  'foreign-object-detection': task({
    images: ONE,
    input: nothing,
    questions: () =>
      one(
        'Examine the chest X-ray for the presence of foreign objects, such as tubes, clips, or hardware, ' +
          'and provide their locations with bounding box coordinates.',
      ),
    result: asBoxes,
  }),
  'temporal-classification': task({
    images: TWO,
    input: z.object({ disease: words }),
    questions: ({ disease }) =>
      one(
        'You are given two images: one reference image and one new image. ' +
          `Please identify the progression of ${disease}:\n(a) worsening\n(b) stable\n(c) improving`,
      ),
    result: (answers) => ({ kind: 'progression', progression: parseOption(only(answers), PROGRESSIONS) }),
  }),
  'findings-summarization': task({
    images: NONE,
    input: z.object({ findings: words }),
    questions: ({ findings }) => one(`Summarize the following Findings: ${findings}`),
    result: asText,
  }),
  'impression-generation': task({
    images: NONE,
    input: z.object({ findings: words }),
    questions: ({ findings }) => one(`Write the Impression section for the following Findings: ${findings}`),
    result: asText,
  }),
  'named-entity-recognition': task({
    images: NONE,
    input: z.object({ text: words }),
    questions: ({ text }) =>
      one(
        'Given the list of entity types [Observation (Definitely Absent), Observation (Definitely Present), ' +
          'Observation (Uncertain), Anatomy], find out all words/phrases that indicate the above types of named ' +
          `entities. Sentence: ${text}`,
      ),
    result: (answers) => ({ kind: 'entities', entities: parseEntities(only(answers)) }),
  }),
  'free-question': task({
    images: { least: 0, most: 2 },
    input: z.object({ question: words }),
    questions: ({ question }) => one(question),
    result: (answers) => (parseBoxes(only(answers)).length > 0 ? asBoxes(answers) : asText(answers)),
  }),
} satisfies Record<string, Task>;

/** All that tasks ask for besides images. */
export const TASK_FIELDS = ['indication', 'disease', 'diseases', 'text', 'phrase', 'findings', 'question'] as const;

export type TaskName = keyof typeof TASKS;
export const TASK_NAMES = Object.keys(TASKS) as TaskName[];

/** What a task asks for besides images. */
export function fieldsOf(name: TaskName): (typeof TASK_FIELDS)[number][] {
  return TASK_FIELDS.filter((field) => field in TASKS[name].input.shape);
}
