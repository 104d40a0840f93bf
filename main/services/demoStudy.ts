import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Codecs } from '#core/dicom/codecs.ts';
import { Failure } from '#core/errors.ts';
import { seededRandom } from '#core/random.ts';
import { impressionQuestion } from '#models/training/corpus/imageTasks.ts';
import { reportText } from '#models/training/phantom/report.ts';
import { demoCases, demoSeed, demoSize } from '#studies/demo/demo.ts';
import { allocateStudy, identityFileOf } from './allocation.ts';
import type { NewCase } from './importCase.ts';
import { createStudy, type CaseSource } from './createStudy.ts';
import { draftStudy } from './drafting.ts';
import { onFile, removeLeftovers } from './files.ts';
import type { Library } from './library.ts';
import { openForReaders, renewPin } from './lifecycle.ts';
import { createDrafter, type Drafter } from './model/drafter.ts';
import type { StartRuntime } from './model/runtime/fork.ts';
import { defaultThreads } from './model/runtime/provider.ts';
import { templateProtocol } from './protocols.ts';
import { hasPart, openStudy, readReaders } from './studyFolder.ts';

/** Synthetic cases with drafts: the same seed gives the same cases. */
export function demoSource(count: number, seed: number, codecs: Codecs): CaseSource {
  return { total: count, cases: demoCases({ count, seed, size: demoSize, codecs }) };
}

/** The same without drafts that stand for a model's: a model is going to write them. */
async function* undraftedCases(cases: CaseSource['cases']): AsyncGenerator<NewCase | Failure> {
  for await (const each of cases) {
    yield each instanceof Failure ? each : { ...each, drafts: each.drafts.filter(({ source }) => source !== 'model') };
  }
}

/** The study that a newcomer finds on first start. */
export interface DemoStudy {
  /** Resolves when it is there, or was once and is the user's to keep or throw away. Throws what making it throws. */
  ready(): Promise<void>;
}

export interface DemoInput {
  readonly folder: string;
  readonly library: Library;
  readonly codecs: Codecs;
  readonly now: () => number;
  /** Folder of the model that drafts the model's arm; without one the report grammar stands in for it. */
  readonly model: string | null;
  readonly start: StartRuntime;
  readonly version: string;
}

/** Makes the demo study when the library knows nothing yet, in the background; a failure is tried again when asked. */
export function startDemoStudy(input: DemoInput): DemoStudy {
  let making: Promise<void> | null = null;
  function ready(): Promise<void> {
    making ??= makeDemoStudy(input).catch((thrown: unknown) => {
      making = null;
      throw thrown;
    });
    return making;
  }
  ready().catch(() => undefined);
  return { ready };
}

/** Goes on wherever an earlier start was broken off. */
async function makeDemoStudy(input: DemoInput): Promise<void> {
  const { folder, library, model, now } = input;
  if (!(await library.isNew())) return;
  const created = new Date(now()).toISOString();
  if (!existsSync(folder)) await createDemo(input, created, model !== null);
  if (model !== null && !(await draftDemo(input, model))) {
    await rm(folder, { recursive: true, force: true });
    await createDemo(input, created, false);
  }
  const study = await openStudy(folder);
  if (!hasPart(study, 'reads.json')) await allocateStudy(folder, demoSeed, identityFileOf(folder), created);
  const { code, pin } = await firstCredential(folder, study.file.state === 'designing', now());
  await library.add(folder, { code, pin });
}

async function createDemo({ folder, codecs }: DemoInput, created: string, undrafted: boolean): Promise<void> {
  const protocol = templateProtocol('demo');
  const whole = demoSource(protocol.cases, demoSeed, codecs);
  const source = undrafted ? { ...whole, cases: undraftedCases(whole.cases) } : whole;
  await onFile(folder, () => mkdir(dirname(folder), { recursive: true }));
  await removeLeftovers(folder);
  await createStudy(folder, { protocol, source, codecs, random: seededRandom(demoSeed), created, progress: () => {} });
}

/** Whether every case has a draft of the model then. A machine that can't run it gets a demo all the same. */
async function draftDemo({ folder, start, version }: DemoInput, model: string): Promise<boolean> {
  if (hasPart(await openStudy(folder), 'reads.json')) return true;
  try {
    const options = { folder: model, provider: 'cpu', threads: defaultThreads(), program: version } as const;
    return await draftWith(await createDrafter(start, options), folder);
  } catch {
    return false;
  }
}

async function draftWith(drafter: Drafter, folder: string): Promise<boolean> {
  try {
    const { left } = await draftStudy(folder, {
      model: wholeReports(drafter),
      task: 'findings-generation',
      signal: new AbortController().signal,
      now: () => performance.now(),
    });
    return left === 0;
  } finally {
    drafter.close();
  }
}

/** Asks for findings and impression of the frontal film, under the headings that all texts of the demo have. */
function wholeReports(drafter: Drafter): Pick<Drafter, 'draft'> {
  return {
    async draft(request, watch) {
      const { indication } = request.input as { indication: string };
      const found = await drafter.draft(request, watch);
      const question = impressionQuestion(indication);
      const concluded = await drafter.draft({ ...request, task: 'free-question', input: { question } }, watch);
      const prompts = [...found.provenance.prompts, ...concluded.provenance.prompts];
      return {
        ...found,
        text: reportText({ findings: found.text, impression: concluded.text }),
        provenance: { ...found.provenance, prompts },
      };
    },
  };
}

async function firstCredential(folder: string, closed: boolean, wall: number): Promise<{ code: string; pin: string }> {
  const [first] = closed
    ? await openForReaders(folder, wall)
    : [await renewPin(folder, (await readReaders(await openStudy(folder)))[0]?.code ?? '')];
  if (!first) throw new Failure('internal', { reason: 'the demo study has no reader' });
  return first;
}
