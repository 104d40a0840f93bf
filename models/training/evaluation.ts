import { parseOption, parseYesNo } from '#models/chexagent/tasks/answers.ts';
import { scoreGrounding, type Grounding } from '#models/chexbench/grounding.ts';
import type { Corpus, Split, TrainingExample, TrainingPatient } from './corpus.ts';
import { phantomCorpus } from './corpus/phantomCorpus.ts';
import { scoreLabels, type Score, type ScoredText } from './labels/score.ts';
import type { PhantomSpec } from './phantom/spec.ts';

/** How well a model answers about phantoms of a split that it has not seen. */
export interface Evaluation {
  readonly seed: number;
  readonly split: Split;
  readonly patients: number;
  /** Findings with their side in generated findings of frontal films, patients with many diseases. */
  readonly micro: Score;
  readonly findings: readonly Score[];
  /** The same for some of the patients. */
  readonly groups: readonly (Score & { readonly patients: number })[];
  /** Share of all films whose view is told right. */
  readonly view: Share;
  /** All yes or no questions about patients as wards have them. */
  readonly yesNo: YesNo;
  /** Those among them that ask for one finding, each as often there as in the wards. */
  readonly diseases: YesNo;
  /** Boxes of phrases. */
  readonly boxes: Grounding;
  /** Answers that are word for word the expected ones, by task. */
  readonly exact: readonly (Share & { readonly task: string })[];
  /** Some texts, for people to read. */
  readonly samples: readonly { readonly truth: string; readonly text: string }[];
}

interface Share {
  readonly count: number;
  readonly right: number;
}

/** `majority` are the right answers of who gives each question the answer that is most often right. */
interface YesNo extends Share {
  readonly majority: number;
}

/** Answers one question about films. */
export type AnswerQuestion = (films: readonly PhantomSpec[], question: string) => Promise<string>;

export interface EvaluationOrder {
  readonly seed: number;
  readonly split: Split;
  /** Patients with many diseases, and as many as wards have them. */
  readonly patients: number;
}

interface Answered {
  readonly example: TrainingExample;
  readonly film: PhantomSpec;
  readonly text: string;
}

const SAMPLES = 6;
const VIEWS = ['PA', 'AP', 'LATERAL'] as const;
const DISEASES = 'binary-disease-classification';

/** Questions to patients with many diseases, and how many of a task at most to each. */
const MANY: Readonly<Record<string, number>> = {
  'findings-generation': 1,
  'view-classification': 2,
  'phrase-grounding': 1,
  'disease-identification': 1,
};
/** And to patients as wards have them. */
const USUAL: Readonly<Record<string, number>> = { [DISEASES]: 1, 'free-question': 2 };

/** Asks about each patient of a split in turn. `onPatient` is told how many are done. */
export async function evaluate(
  answer: AnswerQuestion,
  { seed, split, patients }: EvaluationOrder,
  onPatient: (done: number, total: number) => void | Promise<void>,
): Promise<Evaluation> {
  const many: Answered[] = [];
  const usual: Answered[] = [];
  const rounds = [
    [phantomCorpus('enriched'), MANY, many],
    [phantomCorpus('natural'), USUAL, usual],
  ] as const;
  for (const [round, [corpus, questions, answered]] of rounds.entries()) {
    for (let index = 0; index < patients; index++) {
      answered.push(...(await askedOf(answer, corpus, { seed, split, index }, questions)));
      await onPatient(round * patients + index + 1, 2 * patients);
    }
  }
  const ofTask = (all: readonly Answered[], task: string) => all.filter(({ example }) => example.task === task);
  const reports = ofTask(many, 'findings-generation');
  const { micro, findings } = scoreLabels(reports.map(scoredText));
  return {
    ...{ seed, split, patients, micro },
    findings: findings.toSorted((one, other) => one.name.localeCompare(other.name, 'en')),
    groups: groupScores(reports),
    view: shareOf(ofTask(many, 'view-classification'), isSameView),
    yesNo: yesNoOf(usual),
    diseases: yesNoOf(ofTask(usual, DISEASES)),
    boxes: scoreGrounding(
      ofTask(many, 'phrase-grounding').map(({ example, text }) => ({ reference: example.answer, answer: text })),
    ),
    exact: ['disease-identification', 'free-question'].map((task) => {
      return { task, ...shareOf([...ofTask(many, task), ...ofTask(usual, task)], isSameText) };
    }),
    samples: reports.slice(0, SAMPLES).map(({ example, text }) => ({ truth: example.answer, text })),
  };
}

async function askedOf(
  answer: AnswerQuestion,
  corpus: Corpus,
  { seed, split, index }: { readonly seed: number; readonly split: Split; readonly index: number },
  questions: Readonly<Record<string, number>>,
): Promise<Answered[]> {
  const patient = corpus(seed, split, index);
  const answered: Answered[] = [];
  for (const [task, most] of Object.entries(questions)) {
    for (const example of examplesOf(patient, task).slice(0, most)) {
      const film = patient.films[example.images[0] ?? 0]?.spec;
      if (film) answered.push({ example, film, text: await answer([film], example.question) });
    }
  }
  return answered;
}

function examplesOf({ examples }: TrainingPatient, task: string): TrainingExample[] {
  return examples.filter((each) => each.task === task && each.images.length === 1);
}

function scoredText({ film, text }: Answered): ScoredText {
  return { text, truth: film.findings };
}

/** By sex, by age and by how the film was taken. */
function groupScores(reports: readonly Answered[]): (Score & { patients: number })[] {
  const groups: readonly (readonly [string, (film: PhantomSpec) => boolean])[] = [
    ['women', ({ sex }) => sex === 'F'],
    ['men', ({ sex }) => sex === 'M'],
    ['younger than 50', ({ age }) => age < 50],
    ['50 to 69', ({ age }) => age >= 50 && age < 70],
    ['70 and older', ({ age }) => age >= 70],
    ['PA films', ({ view }) => view === 'PA'],
    ['AP films', ({ view }) => view === 'AP'],
  ];
  return groups.map(([name, belongs]) => {
    const own = reports.filter(({ film }) => belongs(film));
    return { ...scoreLabels(own.map(scoredText)).micro, name, patients: own.length };
  });
}

function isSameView({ example, text }: Answered): boolean {
  return parseOption(text, VIEWS) === parseOption(example.answer, VIEWS);
}

function isSameText({ example, text }: Answered): boolean {
  return text.trim().toLowerCase() === example.answer.trim().toLowerCase();
}

/** Questions whose answer is yes or no; an answer that is neither is wrong. */
function yesNoOf(answered: readonly Answered[]): YesNo {
  const asked = answered
    .map(({ example, text }) => ({
      question: example.question,
      is: parseYesNo(example.answer),
      said: parseYesNo(text),
    }))
    .filter(({ is }) => is !== null);
  const byQuestion = new Map<string, { yes: number; no: number }>();
  for (const { question, is } of asked) {
    const counts = byQuestion.get(question) ?? { yes: 0, no: 0 };
    byQuestion.set(question, counts);
    counts[is ? 'yes' : 'no'] += 1;
  }
  return {
    ...shareOf(asked, ({ is, said }) => is === said),
    majority: [...byQuestion.values()].reduce((sum, { yes, no }) => sum + Math.max(yes, no), 0),
  };
}

function shareOf<T>(all: readonly T[], isRight: (one: T) => boolean): Share {
  return { count: all.length, right: all.filter(isRight).length };
}
