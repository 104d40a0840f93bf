import { TASKS } from '#models/chexagent/tasks/tasks.ts';
import { askedAs } from '../corpus/names.ts';
import { pick } from '../phantom/maths.ts';
import { changesOf, type Change } from '../phantom/report.ts';
import { findingKinds, type FindingKind } from '../phantom/spec.ts';
import type { BenchPatient } from './benchPatient.ts';
import { choice, type ListMaker } from './listMaker.ts';

/** The lists of the first axis: what a film shows. */

const VIEWS = ['PA', 'AP', 'LATERAL'] as const;

export const viewList: ListMaker = {
  task: 'View Classification',
  classes: VIEWS,
  item(_random, one, view) {
    const film = view === 'LATERAL' ? one.lateral : one.frontal.spec.view === view ? one.frontal : null;
    if (!film) return null;
    const question = 'What is the view of this chest X-ray?';
    return choice(one, { films: [film], slice: view, question, options: VIEWS, right: view });
  },
};

export const binaryList: ListMaker = {
  task: 'Binary Disease Classification',
  classes: findingKinds.flatMap((kind) => [`${kind} yes`, `${kind} no`]),
  item(_random, one, wanted) {
    const [name = '', answer = ''] = wanted.split(' ');
    const kind = name as FindingKind;
    const there = one.certain.some((each) => each.kind === kind);
    // What a reader would not swear to is no question for a benchmark.
    if (there ? answer === 'no' : answer === 'yes' || !one.missing.includes(kind)) return null;
    const disease = askedAs[kind];
    const question = TASKS['binary-disease-classification'].bind({ disease }).questions[0]?.text ?? '';
    return choice(one, { films: [one.frontal], slice: disease, question, options: ['yes', 'no'], right: answer });
  },
};

const OPTIONS = 4;

export const singleList: ListMaker = {
  task: 'Single Disease Identification',
  classes: findingKinds,
  item(random, one, kind) {
    const kinds = kindsOf(one);
    if (one.arguable || kinds.length !== 1 || kinds[0] !== kind) return null;
    const right = askedAs[kinds[0]];
    const wrong = random.shuffle(one.missing).slice(0, OPTIONS - 1);
    const options = random.shuffle([right, ...wrong.map((each) => askedAs[each])]);
    const question = 'Which finding does this chest X-ray show?';
    return choice(one, { films: [one.frontal], slice: right, question, options, right });
  },
};

export const multipleList: ListMaker = {
  task: 'Multiple Disease Identification',
  classes: ['2', '3'],
  item(random, one, count) {
    const kinds = kindsOf(one);
    if (one.arguable || kinds.length !== Number(count)) return null;
    const right = setWords(kinds);
    const sets = new Set([right]);
    while (sets.size < OPTIONS) sets.add(setWords(random.shuffle(findingKinds).slice(0, kinds.length)));
    const question = 'Which findings does this chest X-ray show?';
    const slice = `${count} findings`;
    return choice(one, { films: [one.frontal], slice, question, options: random.shuffle([...sets]), right });
  },
};

const courseOf: Record<Change, 'improving' | 'stable' | 'worsening'> = {
  new: 'worsening',
  worse: 'worsening',
  stable: 'stable',
  better: 'improving',
  gone: 'improving',
};
const COURSES = ['improving', 'stable', 'worsening'] as const;

export const temporalList: ListMaker = {
  task: 'Temporal Classification',
  classes: COURSES,
  item(random, one, course) {
    if (!one.prior) return null;
    const all = changesOf(one.frontal.spec.findings, one.prior.spec.findings);
    // Two sides of one disease may go different ways: the question could not be answered.
    const alone = all.filter(({ finding }) => all.filter((each) => each.finding.kind === finding.kind).length === 1);
    const fitting = alone.filter(({ change }) => courseOf[change] === course);
    if (fitting.length === 0) return null;
    const slice = askedAs[pick(random, fitting).finding.kind];
    const question = `How has the ${slice} changed from the first image to the second?`;
    return choice(one, { films: [one.prior, one.frontal], slice, question, options: COURSES, right: course });
  },
};

function kindsOf({ certain }: BenchPatient): FindingKind[] {
  return findingKinds.filter((kind) => certain.some((each) => each.kind === kind));
}

function setWords(kinds: readonly FindingKind[]): string {
  return findingKinds
    .filter((kind) => kinds.includes(kind))
    .map((kind) => askedAs[kind])
    .join(', ');
}
