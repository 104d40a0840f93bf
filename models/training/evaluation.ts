import { parseYesNo, parseOption } from '#models/chexagent/tasks/answers.ts';
import { scoreGrounding, type Grounding } from '#models/chexbench/grounding.ts';
import type { Corpus, Split, TrainingExample, TrainingPatient } from './corpus.ts';
import { phantomCorpus } from './corpus/phantomCorpus.ts';
import { scoreLabels, type Score, type ScoredText } from './labels/score.ts';
import type { PhantomSpec } from './phantom/spec.ts';

/** How well a model answers about phantoms of a split that it has not seen. */
export interface Evaluation {
  readonly split: Split;
  readonly patients: number;
  /** Findings with their side in generated findings of frontal films, patients with many diseases. */
  readonly micro: Score;
  readonly findings: readonly Score[];
  /** Share of all films whose view is told right. */
  readonly view: Share;
  /** Yes or no questions about patients as wards have them; `majority` is who always says what is most often right. */
  readonly yesNo: Share & { readonly majority: number };
  /** Boxes of phrases. */
  readonly boxes: Grounding;
  /** Some texts, for people to read. */
  readonly samples: readonly { readonly truth: string; readonly text: string }[];
}

interface Share {
  readonly count: number;
  readonly right: number;
}

/** Answers one question about films. */
export type AnswerQuestion = (films: readonly PhantomSpec[], question: string) => Promise<string>;

export interface EvaluationOrder {
  readonly seed: number;
  readonly split: Split;
  /** Patients with many diseases, and as many as wards have them. */
  readonly patients: number;
}

const SAMPLES = 6;
const VIEWS = ['PA', 'AP', 'LATERAL'] as const;

/** Asks about each patient of a split in turn. `onPatient` is told how many are done. */
export async function evaluate(
  answer: AnswerQuestion,
  { seed, split, patients }: EvaluationOrder,
  onPatient: (done: number, total: number) => void | Promise<void>,
): Promise<Evaluation> {
  const texts: ScoredText[] = [];
  const samples: { truth: string; text: string }[] = [];
  const views: boolean[] = [];
  const boxes: { reference: string; answer: string }[] = [];
  const yesNo: { said: boolean | null; is: boolean | null }[] = [];
  const total = 2 * patients;

  async function answers(patient: TrainingPatient, task: string, most = Infinity) {
    const examples = patient.examples.filter((each) => each.task === task && each.images.length === 1).slice(0, most);
    const found: { example: TrainingExample; text: string }[] = [];
    for (const example of examples) {
      const films = example.images.map((image) => patient.films[image]?.spec).filter((spec) => spec !== undefined);
      found.push({ example, text: await answer(films, example.question) });
    }
    return found;
  }

  const many: Corpus = phantomCorpus('enriched');
  for (let index = 0; index < patients; index++) {
    const patient = many(seed, split, index);
    for (const { example, text } of await answers(patient, 'findings-generation', 1)) {
      texts.push({ text, truth: patient.films[example.images[0] ?? 0]?.spec.findings ?? [] });
      if (samples.length < SAMPLES) samples.push({ truth: example.answer, text });
    }
    for (const { example, text } of await answers(patient, 'view-classification', 2)) {
      views.push(parseOption(text, VIEWS) === parseOption(example.answer, VIEWS));
    }
    for (const { example, text } of await answers(patient, 'phrase-grounding', 1)) {
      boxes.push({ reference: example.answer, answer: text });
    }
    await onPatient(index + 1, total);
  }
  const usual: Corpus = phantomCorpus('natural');
  for (let index = 0; index < patients; index++) {
    for (const { example, text } of await answers(usual(seed, split, index), 'binary-disease-classification')) {
      yesNo.push({ said: parseYesNo(text), is: parseYesNo(example.answer) });
    }
    await onPatient(patients + index + 1, total);
  }
  const { micro, findings } = scoreLabels(texts);
  const yes = yesNo.filter(({ is }) => is).length;
  return {
    split,
    patients,
    micro,
    findings: findings.toSorted((one, other) => one.name.localeCompare(other.name, 'en')),
    view: shareOf(views),
    yesNo: { ...shareOf(yesNo.map(({ said, is }) => said === is)), majority: Math.max(yes, yesNo.length - yes) },
    boxes: scoreGrounding(boxes),
    samples,
  };
}

function shareOf(right: readonly boolean[]): Share {
  return { count: right.length, right: right.filter(Boolean).length };
}
