import { askedAs } from '../corpus/names.ts';
import { closedQuestions } from '../corpus/questions.ts';
import { sizeWord } from '../phantom/measure.ts';
import type { Finding } from '../phantom/spec.ts';
import type { BenchPatient } from './benchPatient.ts';
import { choice, made, type ListMaker } from './listMaker.ts';

/** The lists of the second axis: film and words together. */

const CLOSED = [0, 1, 2];

export const questionList: ListMaker = {
  task: 'Visual Question Answering',
  classes: CLOSED.flatMap((place) => [`${place} Yes`, `${place} No`]),
  item(_random, one, wanted) {
    const [place = '', answer = ''] = wanted.split(' ');
    const [question = '', right = ''] = closedQuestions(one.frontal.spec)[Number(place)] ?? [];
    if (right !== answer || one.arguable) return null;
    const slice = question.replace(/\?$/, '');
    return choice(one, { films: [one.frontal], slice, question, options: ['Yes', 'No'], right });
  },
};

/** Two statements that differ in one word: which word, and the other. */
interface Pair {
  readonly slice: string;
  readonly finding: Finding;
  readonly other: string;
}

const severities: Readonly<Record<string, readonly [slice: 'mild' | 'severe', other: string]>> = {
  small: ['mild', 'large'],
  large: ['severe', 'small'],
  mild: ['mild', 'severe'],
  severe: ['severe', 'mild'],
  patchy: ['mild', 'dense'],
  dense: ['severe', 'patchy'],
};

export const fineGrainedList: ListMaker = {
  task: 'Fine-Grained Reasoning',
  classes: ['left', 'right', 'lower', 'upper', 'mild', 'severe'],
  item(random, one, slice) {
    const pair = random.shuffle(alone(one).flatMap(pairsOf)).find((each) => each.slice === slice);
    if (!pair) return null;
    const right = statement(pair.finding);
    const word = slice === 'mild' || slice === 'severe' ? sizeWord(pair.finding) : slice;
    const options = random.shuffle([right, right.replace(` ${word} `, ` ${pair.other} `)]);
    const question = 'Which statement describes this chest X-ray?';
    return choice(one, { films: [one.frontal], slice, question, options, right });
  },
};

/** Findings that are there once: of two the words could not be told apart. */
function alone({ certain, frontal }: BenchPatient): Finding[] {
  return certain.filter((finding) => frontal.spec.findings.filter((each) => each.kind === finding.kind).length === 1);
}

function pairsOf(finding: Finding): Pair[] {
  const { side, zone } = finding;
  const [severity, size = ''] = severities[sizeWord(finding)] ?? [];
  return [
    ...(side ? [{ slice: side, finding, other: side === 'left' ? 'right' : 'left' }] : []),
    ...(zone === 'lower' || zone === 'upper'
      ? [{ slice: zone, finding, other: zone === 'lower' ? 'upper' : 'lower' }]
      : []),
    ...(severity ? [{ slice: severity, finding, other: size }] : []),
  ];
}

/** The finding with its size, side and zone, in words that stand alone between blanks. */
function statement(finding: Finding): string {
  const { kind, side, zone } = finding;
  const size = kind === 'cardiomegaly' || kind === 'fracture' ? '' : sizeWord(finding);
  const words = [size, side, zone && `${zone} zone`, askedAs[kind]].filter((word) => word).join(' ');
  return `There is ${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words} here.`;
}

export const groundingList: ListMaker = {
  task: 'Phrase Grounding',
  classes: ['any'],
  item(_random, one) {
    const example = one.patient.examples.find(({ task, answer }) => task === 'phrase-grounding' && answer !== 'None');
    if (!example || one.arguable) return null;
    const { question, answer } = example;
    return made(one, [one.frontal], { image_path: [one.frontal.file], question, answer });
  },
};
