import { basename, resolve, sep } from 'node:path';
import { Failure } from '#core/errors.ts';
import type { Handlers } from '#core/ipc/dispatch.ts';
import { newPassphrase } from './services/ageFile.ts';
import { allocateStudy } from './services/allocation.ts';
import { rejectReader } from './services/amend.ts';
import { normaliseStudy } from './services/audit.ts';
import { auditPlaceOf, normalisedView } from './services/auditView.ts';
import { freezingOf, pageFile } from './services/freezing.ts';
import type { Library } from './services/library.ts';
import { closeStudy, openForReaders } from './services/lifecycle.ts';
import { packStudy, unpackStudy } from './services/packages.ts';
import type { PowerDesk } from './services/powerDesk.ts';
import { scheduleView } from './services/scheduleView.ts';
import { mergeResults, returnResults } from './services/stations.ts';
import { openStudy } from './services/studyFolder.ts';
import type { RunStudyJob } from './services/studyJobsThread.ts';

export interface StudioDependencies {
  readonly library: Library;
  readonly job: RunStudyJob;
  readonly power: PowerDesk;
  /** Throws reader-signed-in. */
  needNoReader(): void;
  chooseFile(): Promise<string | null>;
  chooseNewFile(name: string): Promise<string | null>;
  /** Opens a file in the program that the system has for it, or a folder. */
  showFolder(path: string): Promise<void>;
  /** Wall clock, ms since 1970. */
  now(): number;
}

type StudioEndpoint =
  | Extract<keyof Handlers, `${'schedule' | 'audit' | 'power' | 'freeze'}.${string}`>
  | 'studies.unpack'
  | 'monitor.merge'
  | 'monitor.reject';

/** What the designer of a study does between protocol and results: never while a reader is signed in. */
export function createStudioHandlers(dependencies: StudioDependencies): Pick<Handlers, StudioEndpoint> {
  const { library, job, power, needNoReader, chooseFile, chooseNewFile, showFolder, now } = dependencies;

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
    'audit.open': async ({ study }) => auditPlaceOf(await folderOf(study)),
    'audit.run': async ({ study, seed }) => {
      const folder = await folderOf(study);
      const { drafts } = await auditPlaceOf(folder);
      if (drafts !== null) return job('audit', { folder, seed, identityFile: null });
      return asked(chooseFile(), (identityFile) => job('audit', { folder, seed, identityFile }));
    },
    'audit.normalise': async ({ study, dry }) =>
      normalisedView(await normaliseStudy(await folderOf(study), new Date(now()).toISOString(), dry)),
    'freeze.open': async ({ study }) => freezingOf(await folderOf(study)),
    'freeze.freeze': async ({ study }) => openForReaders(await folderOf(study), now()),
    'freeze.show': async ({ study, page }) => {
      await showFolder(await pageFile(await folderOf(study), page));
      return {};
    },
    'freeze.close': async ({ study }) => {
      await closeStudy(await folderOf(study), now());
      return {};
    },
    'freeze.pack': async ({ study, readers }) => {
      const folder = await folderOf(study);
      return asked(chooseNewFile(`${basename(folder)}-${readers.join('-').slice(0, 40)}.age`), async (file) => {
        const passphrase = newPassphrase();
        const { station, cases, reads } = await packStudy(folder, readers, file, { passphrase }, now());
        return { station, file, cases, reads, passphrase };
      });
    },
    'freeze.return': async ({ study }) => {
      const folder = await folderOf(study);
      return asked(chooseNewFile(`${basename(folder)}-results.age`), async (file) => {
        const { records, lastHash } = await returnResults(folder, file);
        return { file, records, lastHash };
      });
    },
    'studies.unpack': async ({ passphrase }) => {
      needNoReader();
      return asked(chooseFile(), (file) =>
        asked(chooseNewFile(basename(file).replace(/\.age$/, '')), async (folder) => {
          await unpackStudy(file, folder, { passphrase }, now());
          return library.add(folder);
        }),
      );
    },
    'monitor.merge': async ({ study }) => {
      const folder = await folderOf(study);
      return asked(chooseFile(), (file) => asked(chooseFile(), (identity) => mergeResults(folder, file, identity)));
    },
    'monitor.reject': async ({ study, reader, reason }) => {
      await rejectReader(await folderOf(study), reader, reason, now());
      return {};
    },
    'power.open': async ({ study }) => {
      needNoReader();
      return power.plan(study);
    },
    'power.run': async (order) => {
      needNoReader();
      return order.onLists ? asked(chooseFile(), (identity) => power.run(order, identity)) : power.run(order, null);
    },
    'power.cancel': () => {
      power.cancel();
      return {};
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
