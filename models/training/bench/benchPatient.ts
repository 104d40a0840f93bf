import type { TrainingPatient } from '../corpus.ts';
import type { Population } from '../phantom/population.ts';
import { findingKinds, isBorderline, type Finding, type FindingKind, type PhantomSpec } from '../phantom/spec.ts';

/** A film with the name of its file. */
export interface BenchFilm {
  readonly file: string;
  readonly spec: PhantomSpec;
}

/** A test patient as the lists of the benchmark see it. */
export interface BenchPatient {
  readonly population: Population;
  readonly patient: TrainingPatient;
  readonly frontal: BenchFilm;
  readonly lateral: BenchFilm | null;
  readonly prior: BenchFilm | null;
  /** What nobody would argue about on the frontal film, and what is not there at all. */
  readonly certain: readonly Finding[];
  readonly missing: readonly FindingKind[];
  /** Whether something is there that a reader would not swear to. */
  readonly arguable: boolean;
}

export function benchPatient(patient: TrainingPatient, population: Population): BenchPatient {
  const [first, ...others] = patient.films.map(({ spec }) => spec);
  if (!first) throw new Error(`${patient.id} has no film`);
  const own = others.filter((spec) => spec.patient === first.patient);
  const { findings } = first;
  return {
    population,
    patient,
    frontal: { file: fileOf(patient, 'frontal'), spec: first },
    lateral: filmOf(
      patient,
      'lateral',
      own.find(({ view }) => view === 'LATERAL'),
    ),
    prior: filmOf(
      patient,
      'prior',
      own.find(({ view }) => view !== 'LATERAL'),
    ),
    certain: findings.filter((each) => !isBorderline(each)),
    missing: findingKinds.filter((kind) => !findings.some((each) => each.kind === kind)),
    arguable: findings.some(isBorderline),
  };
}

/** What `metadata` tells of an item: who is on the film, and how it was taken. */
export function metadataOf({ patient, population }: BenchPatient, { spec }: BenchFilm): object {
  const sex = spec.sex === 'F' ? 'female' : 'male';
  return { patient: patient.id, sex, age: spec.age, view: spec.view, population };
}

function filmOf(patient: TrainingPatient, name: string, spec: PhantomSpec | undefined): BenchFilm | null {
  return spec ? { file: fileOf(patient, name), spec } : null;
}

function fileOf({ id }: TrainingPatient, name: string): string {
  return `films/${id}-${name}.png`;
}
