import type { Random } from '#core/random.ts';
import type { BenchRecord } from '../record.ts';
import { fairnessOf, type Gap } from './fairness.ts';
import { compareGroups } from './groups.ts';
import { unitsOf } from './units.ts';

/** A group as it truly is. */
export interface TrueGroup {
  readonly name: string;
  readonly patients: number;
  readonly prevalence: number;
  readonly sensitivity: number;
  readonly specificity: number;
}

/** Patients of two groups, and how a model truly serves them. */
export interface SimulatedBench {
  readonly groups: readonly [TrueGroup, TrueGroup];
  readonly filmsPerPatient: number;
  /** How often a further film of a patient comes out exactly as the first, which makes films depend on each other. */
  readonly alike: number;
}

/** How often an interval holds the truth. */
export interface GapCoverage {
  readonly truth: number;
  readonly repetitions: number;
  /** Repetitions without an interval; they count in no share. */
  readonly failed: number;
  readonly covered: number;
  /** Standard error of `covered` by chance. */
  readonly standardError: number;
  /** How often a gap is found at 5 %: power, or without a gap the error of the first kind. */
  readonly found: number;
  /** Mean of the estimates less the truth. */
  readonly bias: number;
}

/** F1 of endlessly many films of a group. */
export function trueF1({ prevalence, sensitivity, specificity }: TrueGroup): number {
  const hits = prevalence * sensitivity;
  return (2 * hits) / (hits + prevalence + (1 - prevalence) * (1 - specificity));
}

/**
 * Simulates the answers of a model again and again and compares the groups as `bench fairness` does: does the interval of
 * the gap in F1 hold the true gap in 95 % of the repetitions? Each has its own stream of chance.
 */
export function gapCoverage(
  bench: SimulatedBench,
  { repetitions, draws, random }: { readonly repetitions: number; readonly draws: number; readonly random: Random },
  progress: (done: number) => void = () => undefined,
): GapCoverage {
  const [first, second] = bench.groups;
  const truth = trueF1(first) - trueF1(second);
  const gaps: Gap[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const chance = random.fork(`repetition ${repetition}`);
    const units = unitsOf(simulateRecords(bench, chance.fork('answers')), null);
    const options = { by: ['group'], cuts: {}, least: 1, draws, random: chance.fork('draws') };
    const gap = fairnessOf(units, options)[0]?.gaps.find(({ measure }) => measure === 'f1');
    if (gap) gaps.push(gap);
    progress(repetition + 1);
  }
  const share = (holds: (gap: Gap) => boolean): number => gaps.filter(holds).length / Math.max(1, gaps.length);
  // The groups come in the order of their names.
  const sign = compareGroups(first.name, second.name) < 0 ? 1 : -1;
  const covered = share(({ interval: { low, high } }) => low <= sign * truth && sign * truth <= high);
  return {
    truth,
    repetitions,
    failed: repetitions - gaps.length,
    covered,
    standardError: Math.sqrt((covered * (1 - covered)) / Math.max(1, gaps.length)),
    found: share(({ p }) => p < 0.05),
    bias: gaps.reduce((sum, { difference }) => sum + sign * difference, 0) / Math.max(1, gaps.length) - truth,
  };
}

function simulateRecords({ groups, filmsPerPatient, alike }: SimulatedBench, random: Random): BenchRecord[] {
  return groups.flatMap((group) =>
    Array.from({ length: group.patients }, (_, patient) => {
      const first = drawFilm(group, random);
      const films = Array.from({ length: filmsPerPatient - 1 }, () =>
        random.uniform() < alike ? first : drawFilm(group, random),
      );
      return [first, ...films].map((film) => recordOf(group, patient, film));
    }).flat(),
  );
}

interface Film {
  readonly there: boolean;
  readonly said: boolean;
}

function drawFilm({ prevalence, sensitivity, specificity }: TrueGroup, random: Random): Film {
  const there = random.uniform() < prevalence;
  return { there, said: random.uniform() < (there ? sensitivity : 1 - specificity) };
}

function recordOf({ name }: TrueGroup, patient: number, { there, said }: Film): BenchRecord {
  return {
    task: 'Binary Disease Classification',
    index: patient,
    source: 'simulated',
    slice: 'cardiomegaly',
    images: [],
    attributes: { patient: `${name} ${patient}`, group: name },
    prompt: '',
    options: ['yes', 'no'],
    answer: there ? 0 : 1,
    reference: '',
    said: said ? '(A)' : '(B)',
    scores: null,
    failure: null,
  };
}
