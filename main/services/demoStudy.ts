import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Codecs } from '#core/dicom/codecs.ts';
import { Failure } from '#core/errors.ts';
import { seededRandom } from '#core/random.ts';
import { demoSeed, demoSize, type DemoCase, type DemoOrder } from '#studies/demo/demo.ts';
import { allocateStudy, identityFileOf } from './allocation.ts';
import { createStudy, type CaseSource } from './createStudy.ts';
import { draftDemoCases } from './demoDrafts.ts';
import { onFile, removeLeftovers } from './files.ts';
import type { NewCase } from './importCase.ts';
import type { Library } from './library.ts';
import { openForReaders, renewPin } from './lifecycle.ts';
import type { StartRuntime } from './model/runtime/fork.ts';
import { templateProtocol } from './protocols.ts';
import { createStandstill, type Standstill } from './standstill.ts';
import { hasPart, openStudy, readReaders } from './studyFolder.ts';

/** Draws a case. */
type DrawCase = (order: DemoOrder) => Promise<DemoCase>;

/**
 * Synthetic cases with drafts, and after them some for practice: the same seed gives the same cases. `size` is the width
 * of the films in pixels.
 */
export function demoSource(
  count: number,
  seed: number,
  draw: DrawCase,
  {
    size = demoSize,
    practice = 0,
  }: { readonly size?: number | undefined; readonly practice?: number | undefined } = {},
): CaseSource {
  const total = count + practice;
  async function* cases(): AsyncGenerator<NewCase> {
    for (let index = 0; index < total; index++) {
      yield { ...(await draw({ index, seed, size })), practice: index >= count };
    }
  }
  return { total, cases: cases() };
}

/** The same while no reader is signed in. */
async function* quietCases(cases: CaseSource['cases'], still: Standstill): AsyncGenerator<NewCase | Failure> {
  await still.over();
  for await (const each of cases) {
    yield each;
    await still.over();
  }
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
  /** A reader needs the machine: nothing is made until it goes on. */
  rest(): void;
  goOn(): void;
}

export interface DemoInput {
  readonly folder: string;
  readonly library: Library;
  readonly codecs: Codecs;
  /** Beside the window, which a newcomer looks at meanwhile. */
  readonly draw: DrawCase;
  readonly now: () => number;
  /** Folder of the model that drafts the model's arm; without one the report grammar stands in for it. */
  readonly model: string | null;
  readonly start: StartRuntime;
  readonly version: string;
  /** Width and height of the films in pixels; the demo's own where nothing is said. */
  readonly size?: number;
}

interface Making extends DemoInput {
  readonly still: Standstill;
}

/** Makes the demo study when the library knows nothing yet, in the background; a failure is tried again when asked. */
export function startDemoStudy(input: DemoInput): DemoStudy {
  const still = createStandstill();
  let making: Promise<void> | null = null;
  function ready(): Promise<void> {
    making ??= makeDemoStudy({ ...input, still }).catch((thrown: unknown) => {
      making = null;
      throw thrown;
    });
    return making;
  }
  ready().catch(() => undefined);
  return { ready, rest: still.rest, goOn: still.goOn };
}

/** Goes on wherever an earlier start was broken off. */
async function makeDemoStudy(input: Making): Promise<void> {
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

async function createDemo(
  { folder, codecs, draw, size, still }: Making,
  created: string,
  undrafted: boolean,
): Promise<void> {
  const protocol = templateProtocol('demo');
  const whole = demoSource(protocol.cases, demoSeed, draw, { size, practice: protocol.practice });
  const cases = quietCases(undrafted ? undraftedCases(whole.cases) : whole.cases, still);
  const source = { ...whole, cases };
  await onFile(folder, () => mkdir(dirname(folder), { recursive: true }));
  await removeLeftovers(folder);
  await createStudy(folder, { protocol, source, codecs, random: seededRandom(demoSeed), created, progress: () => {} });
}

/** Whether every case has a draft of the model then. A machine that can't run it gets a demo all the same. */
async function draftDemo(input: Making, model: string): Promise<boolean> {
  if (hasPart(await openStudy(input.folder), 'reads.json')) return true;
  try {
    return await draftDemoCases(input, model);
  } catch {
    return false;
  }
}

async function firstCredential(folder: string, closed: boolean, wall: number): Promise<{ code: string; pin: string }> {
  const [first] = closed
    ? await openForReaders(folder, wall)
    : [await renewPin(folder, (await readReaders(await openStudy(folder)))[0]?.code ?? '')];
  if (!first) throw new Failure('internal', { reason: 'the demo study has no reader' });
  return first;
}
