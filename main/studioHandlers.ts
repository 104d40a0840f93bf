import { basename, resolve, sep } from 'node:path';
import { Failure } from '#core/errors.ts';
import type { Handlers } from '#core/ipc/dispatch.ts';
import { allocateStudy } from './services/allocation.ts';
import type { Library } from './services/library.ts';
import { scheduleView } from './services/scheduleView.ts';
import { openStudy } from './services/studyFolder.ts';
import type { RunStudyJob } from './services/studyJobsThread.ts';

export interface StudioDependencies {
  readonly library: Library;
  readonly job: RunStudyJob;
  /** Throws reader-signed-in. */
  needNoReader(): void;
  chooseFile(): Promise<string | null>;
  chooseNewFile(name: string): Promise<string | null>;
  /** Wall clock, ms since 1970. */
  now(): number;
}

type StudioEndpoint = 'schedule.open' | 'schedule.check' | 'schedule.allocate';

/** What the designer of a study does between protocol and results: never while a reader is signed in. */
export function createStudioHandlers(dependencies: StudioDependencies): Pick<Handlers, StudioEndpoint> {
  const { library, job, needNoReader, chooseFile, chooseNewFile, now } = dependencies;

  async function folderOf(study: string): Promise<string> {
    needNoReader();
    return library.folderOf(study);
  }

  /** A dialog may stand open for long. */
  async function asked<T>(choice: Promise<string | null>, work: (file: string) => Promise<T>): Promise<T | null> {
    const file = await choice;
    needNoReader();
    return file === null ? null : work(file);
  }

  return {
    'schedule.open': async ({ study }) => scheduleView(job, await folderOf(study), null),
    'schedule.check': async ({ study }) => {
      const folder = await folderOf(study);
      return asked(chooseFile(), (identity) => scheduleView(job, folder, identity));
    },
    'schedule.allocate': async ({ study, seed }) => {
      const folder = await folderOf(study);
      const { recipient } = (await openStudy(folder)).file;
      // The key that is sealed already opens with its own identity only.
      const choice = recipient === undefined ? chooseNewFile(`${basename(folder)}.identity.txt`) : chooseFile();
      return asked(choice, async (identity) => {
        refuseInside(folder, identity);
        await allocateStudy(folder, seed, identity, new Date(now()).toISOString());
        return scheduleView(job, folder, identity);
      });
    },
  };
}

/** Who copies the study would copy what opens it. */
function refuseInside(folder: string, file: string): void {
  if (resolve(file).startsWith(resolve(folder) + sep))
    throw new Failure('usage', {
      reason: `${file} lies in the study: keep what opens the key apart from it, where readers do not come`,
    });
}
