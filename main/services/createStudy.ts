import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Codecs } from '#core/dicom/codecs.ts';
import { Failure, type FailureData } from '#core/errors.ts';
import { failureWords } from '#core/messages/messages.ts';
import type { Random } from '#core/random.ts';
import type { Draft } from '#studies/cases/case.ts';
import type { Protocol } from '#studies/protocol/protocol.ts';
import { createDatabase } from './database.ts';
import { buildFolder, hashBytes, jsonText, onFile, syncFolder, writeNew } from './files.ts';
import { importCase, type ImportWarning, type NewCase } from './importCase.ts';
import { opaqueName } from './names.ts';
import type { Progress } from './progress.ts';
import { logFiles, saveStudy, STUDY_FORMAT, type StudyFile } from './studyFolder.ts';

/** Where cases come from: each is read when its turn comes, and may turn out to be a problem. */
export interface CaseSource {
  readonly total: number;
  readonly cases: AsyncIterable<NewCase | Failure> | Iterable<NewCase | Failure>;
}

/** An attribute that import left out, and in how many images it stood. */
interface RemovedAttribute {
  readonly tag: string;
  readonly name: string;
  readonly images: number;
}

export interface CreateReport {
  readonly cases: number;
  readonly images: number;
  readonly drafts: number;
  readonly removed: readonly RemovedAttribute[];
  readonly warnings: readonly ImportWarning[];
  /** Why cases were left out, one for each. */
  readonly problems: readonly FailureData[];
}

export interface TakeInput {
  readonly source: CaseSource;
  readonly codecs: Codecs;
  /** Makes the opaque names. */
  readonly random: Random;
  readonly progress: Progress;
}

export interface CreateInput extends TakeInput {
  readonly protocol: Protocol;
  /** ISO 8601. */
  readonly created: string;
}

/** What has been taken in so far. */
export interface Intake {
  readonly hashes: Record<string, string>;
  readonly drafts: Draft[];
  readonly removed: Map<string, { tag: string; name: string; images: number }>;
  readonly warnings: ImportWarning[];
  readonly problems: FailureData[];
  cases: number;
  images: number;
}

/**
 * Makes a study folder from cases; a case that can't be used is a problem of the report and the rest goes on. The folder
 * appears whole at the end or not at all. Throws no-cases when none can be used, file-exists, disk-full, not-permitted.
 */
export function createStudy(folder: string, input: CreateInput): Promise<CreateReport> {
  return buildFolder(folder, async (aside) => {
    const intake = await takeCases(aside, input);
    createDatabase(logFiles(aside).log);
    const parts = { 'protocol.json': input.protocol, 'drafts.json': { format: 1, drafts: intake.drafts } };
    await saveStudy({ folder: aside, file: newStudyFile(input, intake.hashes) }, { parts });
    return reportOf(intake);
  });
}

/** Takes every case into a folder, of which `study.json` is to be told. Throws no-cases when none can be used. */
export async function takeCases(
  folder: string,
  input: TakeInput,
  intake: Intake = { hashes: {}, drafts: [], removed: new Map(), warnings: [], problems: [], cases: 0, images: 0 },
): Promise<Intake> {
  let done = 0;
  for await (const incoming of input.source.cases) {
    await takeIn(folder, incoming, input, intake);
    input.progress('importing cases', ++done, input.source.total);
  }
  if (intake.cases === 0) {
    const first = intake.problems[0];
    throw new Failure('no-cases', { reason: first ? failureWords(first) : 'there are none' });
  }
  await syncFolder(join(folder, 'cases'));
  return intake;
}

export function reportOf(intake: Intake): CreateReport {
  const { cases, images, warnings, problems, drafts, removed } = intake;
  return { cases, images, warnings, problems, drafts: drafts.length, removed: [...removed.values()] };
}

/** In the order of the opaque names: the order in which cases came is nobody's business. */
export function inNameOrder(hashes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(hashes).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What is wrong with one case; anything else, such as a full disk, ends the import. */
function isCaseProblem(thrown: unknown): thrown is Failure {
  return thrown instanceof Failure && /^(dicom|csv|image)-/.test(thrown.code);
}

async function takeIn(
  folder: string,
  incoming: NewCase | Failure,
  { codecs, random }: TakeInput,
  intake: Intake,
): Promise<void> {
  try {
    if (incoming instanceof Failure) throw incoming;
    const id = opaqueName('c', random);
    const imported = await importCase(id, incoming, codecs);
    const files = [...imported.files, { name: 'case.json', bytes: Buffer.from(jsonText(imported.case)) }];
    await onFile(join(folder, 'cases', id), () => mkdir(join(folder, 'cases', id), { recursive: true }));
    for (const { name, bytes } of files) {
      await writeNew(join(folder, 'cases', id, name), bytes);
      intake.hashes[`cases/${id}/${name}`] = hashBytes(bytes);
    }
    await syncFolder(join(folder, 'cases', id));
    intake.drafts.push(...incoming.drafts.map((each) => ({ case: id, ...each })));
    intake.warnings.push(...imported.warnings);
    intake.cases += 1;
    intake.images += imported.files.length;
    for (const { tag, name } of imported.removed) {
      intake.removed.set(tag, { tag, name, images: (intake.removed.get(tag)?.images ?? 0) + 1 });
    }
  } catch (thrown) {
    if (!isCaseProblem(thrown)) throw thrown;
    intake.problems.push({ code: thrown.code, detail: thrown.detail });
  }
}

function newStudyFile({ protocol, created, random }: CreateInput, hashes: Record<string, string>): StudyFile {
  const sorted = inNameOrder(hashes);
  const id = opaqueName('s', random);
  return { format: STUDY_FORMAT, id, title: protocol.title, state: 'designing', created, hashes: sorted };
}
