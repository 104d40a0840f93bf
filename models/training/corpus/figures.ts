import type { Corpus, Split, TrainingPatient } from '../corpus.ts';
import { findingKinds, isBorderline, type FindingKind } from '../phantom/spec.ts';

/** What a corpus holds, counted. */
export interface CorpusFigures {
  readonly patients: number;
  readonly films: number;
  /** Share of the patients with each finding on the current frontal film, borderline ones included. */
  readonly prevalence: Readonly<Record<FindingKind, number>>;
  /** Share of all findings that are borderline. */
  readonly borderline: number;
  /** Share of patients without any finding. */
  readonly normal: number;
  /** Words in a findings section, mean. */
  readonly words: number;
  /** Share of `tested` findings sections of the test split that occur verbatim among the patients' own. */
  readonly verbatim: number;
  readonly tested: number;
  /** Number of examples of each task; an estimate from `counted` patients. */
  readonly tasks: Readonly<Record<string, number>>;
  readonly counted: number;
}

/** Examples cost the tracing of boxes: their number is counted on so many patients. */
const COUNTED = 200;
const TESTED = 500;

/** Counts the first `count` training patients, and compares the texts of test patients with theirs. */
export function corpusFigures(corpus: Corpus, seed: number, count: number): CorpusFigures {
  const patients = sample(corpus, seed, 'training', count);
  const findings = patients.map(({ films }) => films[0]?.spec.findings ?? []);
  const all = findings.flat();
  const sections = patients.map(findingsSection);
  const known = new Set(sections);
  const held = sample(corpus, seed, 'test', TESTED).map(findingsSection);
  const tasks: Record<string, number> = {};
  const counted = patients.slice(0, COUNTED);
  for (const { task } of counted.flatMap(({ examples }) => examples)) tasks[task] = (tasks[task] ?? 0) + 1;
  function share(some: (one: (typeof findings)[number]) => boolean): number {
    return findings.filter(some).length / count;
  }
  return {
    patients: count,
    films: patients.reduce((sum, { films }) => sum + films.length, 0),
    prevalence: Object.fromEntries(
      findingKinds.map((kind) => [kind, share((one) => one.some((each) => each.kind === kind))]),
    ) as Record<FindingKind, number>,
    borderline: all.filter(isBorderline).length / Math.max(1, all.length),
    normal: share((one) => one.length === 0),
    words: sections.reduce((sum, text) => sum + text.split(' ').length, 0) / count,
    verbatim: held.filter((text) => known.has(text)).length / TESTED,
    tested: TESTED,
    tasks,
    counted: counted.length,
  };
}

function sample(corpus: Corpus, seed: number, split: Split, count: number): TrainingPatient[] {
  return Array.from({ length: count }, (_, index) => corpus(seed, split, index));
}

function findingsSection({ texts }: TrainingPatient): string {
  return /FINDINGS:\n(.*)/.exec(texts[0] ?? '')?.[1] ?? '';
}
