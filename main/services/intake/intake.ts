import type { Codecs } from '#core/dicom/codecs.ts';
import { Failure, type FailureData } from '#core/errors.ts';
import type { CaseSource } from '#main/services/createStudy.ts';
import type { NewCase, NewImage } from '#main/services/importCase.ts';
import type { PatientProgress } from '#main/services/progress.ts';
import { makePlan } from '#studies/cases/intake/makePlan.ts';
import { maskIdentifiers } from '#studies/cases/intake/identifiers.ts';
import {
  hasCurrent,
  takenFilms,
  type CasePlan,
  type CaseUnit,
  type PlannedCase,
  type PlannedText,
} from '#studies/cases/intake/plan.ts';
import type { IntakeSource } from './given.ts';
import { scanIntake, type IntakeCounts, type IntakeScan, type RemovedAttribute } from './scan.ts';
import { openIntake } from './source.ts';

/** What would be taken in, with what was found on the way. */
export interface IntakePlan extends CasePlan {
  readonly source: Pick<IntakeSource, 'kind' | 'name'>;
  readonly counts: IntakeCounts;
  /** What taking in leaves out of the headers. */
  readonly removed: readonly RemovedAttribute[];
}

/** What of a plan is taken in, and how. */
export interface TakeChoice {
  /** By the numbers of the cases the files of their films that are left out. */
  readonly taken: ReadonlyMap<number, readonly string[]>;
  /** Whether three underscores go in the place of what may identify in texts. */
  readonly mask: boolean;
}

/** What a designer gave, looked at and still open. */
export interface Intake {
  readonly source: IntakeSource;
  readonly scan: IntakeScan;
  plan(unit: CaseUnit): IntakePlan;
  /** The cases of a plan as study creation takes them. */
  cases(plan: IntakePlan, choice: TakeChoice): CaseSource;
}

/** What is taken unless somebody says otherwise. */
export function suggested(plan: CasePlan): TakeChoice['taken'] {
  return new Map(plan.cases.flatMap(({ number, taken }) => (taken ? [[number, []]] : [])));
}

/** Looks at a folder, a ZIP, a DICOMDIR or a table. The caller closes `source`. Throws intake-empty, zip-*, file-missing. */
export async function lookAtIntake(path: string, codecs: Codecs, progress: PatientProgress): Promise<Intake> {
  const source = await openIntake(path);
  try {
    const scan = await scanIntake(source, codecs, progress);
    if (scan.films.length === 0) throw nothingIn(source, scan);
    return {
      source,
      scan,
      plan: (unit) => planOf(source, scan, unit),
      cases: (plan, choice) => casesOf(source, plan, choice),
    };
  } catch (thrown) {
    await source.close();
    throw thrown;
  }
}

/** A single broken file says best what is wrong with it. */
function nothingIn({ name }: IntakeSource, { problems }: IntakeScan): Failure {
  const [only] = problems;
  return only && problems.length === 1
    ? new Failure(only.code, only.detail)
    : new Failure('intake-empty', { place: name });
}

function planOf({ kind, name }: IntakeSource, scan: IntakeScan, unit: CaseUnit): IntakePlan {
  const plan = makePlan(scan, unit);
  return {
    ...plan,
    problems: [...scan.problems, ...plan.problems] satisfies FailureData[],
    source: { kind, name },
    counts: scan.counts,
    removed: [...scan.removed.values()],
  };
}

function casesOf(source: IntakeSource, plan: IntakePlan, { taken, mask }: TakeChoice): CaseSource {
  const files = new Map(source.files.map((file) => [file.name, file]));
  const wanted = plan.cases
    .flatMap((each) => {
      const without = taken.get(each.number);
      return without ? [{ ...each, films: takenFilms(each.films, without) }] : [];
    })
    .filter(({ films }) => hasCurrent(films));

  function wordsOf({ text, marks }: PlannedText): string {
    return mask ? maskIdentifiers(text, marks) : text;
  }

  async function readCase({ films, sex, age, indication, drafts }: PlannedCase): Promise<NewCase> {
    const images: NewImage[] = [];
    for (const { file, view, prior } of films) {
      const bytes = await files.get(file)?.read();
      // Its designer saw that the header names another part, and took it all the same.
      if (bytes) images.push({ file, bytes, view, prior, anyPart: true });
    }
    return {
      ...{ indication: wordsOf(indication), images },
      ...(sex === undefined ? {} : { sex }),
      ...(age === undefined ? {} : { age }),
      drafts: drafts.map((draft) => ({ source: draft.source, text: wordsOf(draft), provenance: draft.provenance })),
    };
  }

  async function* cases(): AsyncGenerator<NewCase> {
    for (const planned of wanted) yield await readCase(planned);
  }
  return { total: wanted.length, cases: cases() };
}
