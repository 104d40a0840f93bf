import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Codecs } from '#core/dicom/codecs.ts';
import { Failure } from '#core/errors.ts';
import { seededRandom } from '#core/random.ts';
import { demoCases, demoSize } from '#studies/demo/demo.ts';
import { allocateStudy, identityFileOf } from './allocation.ts';
import { createStudy, type CaseSource } from './createStudy.ts';
import { onFile, removeLeftovers } from './files.ts';
import type { Library } from './library.ts';
import { openForReaders, renewPin } from './lifecycle.ts';
import { templateProtocol } from './protocols.ts';
import { hasPart, openStudy, readReaders } from './studyFolder.ts';

/** The demo study is the same on every machine. */
const SEED = 1;

/** Synthetic cases with drafts: the same seed gives the same cases. */
export function demoSource(count: number, seed: number, codecs: Codecs): CaseSource {
  return { total: count, cases: demoCases({ count, seed, size: demoSize, codecs }) };
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
async function makeDemoStudy({ folder, library, codecs, now }: DemoInput): Promise<void> {
  if (!(await library.isNew())) return;
  const created = new Date(now()).toISOString();
  if (!existsSync(folder)) {
    const protocol = templateProtocol('demo');
    const source = demoSource(protocol.cases, SEED, codecs);
    await onFile(folder, () => mkdir(dirname(folder), { recursive: true }));
    await removeLeftovers(folder);
    await createStudy(folder, { protocol, source, codecs, random: seededRandom(SEED), created, progress: () => {} });
  }
  const study = await openStudy(folder);
  if (!hasPart(study, 'reads.json')) await allocateStudy(folder, SEED, identityFileOf(folder), created);
  const { code, pin } = await firstCredential(folder, study.file.state === 'designing', now());
  await library.add(folder, { code, pin });
}

async function firstCredential(folder: string, closed: boolean, wall: number): Promise<{ code: string; pin: string }> {
  const [first] = closed
    ? await openForReaders(folder, wall)
    : [await renewPin(folder, (await readReaders(await openStudy(folder)))[0]?.code ?? '')];
  if (!first) throw new Failure('internal', { reason: 'the demo study has no reader' });
  return first;
}
