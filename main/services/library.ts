import { randomUUID } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { Failure, toFailureData } from '#core/errors.ts';
import type { StudyRow } from '#core/ipc/library.ts';
import { words } from '#studies/protocol/protocol.ts';
import { openEventLog } from './eventStore.ts';
import { jsonText, onFile, readJson, writeWhole } from './files.ts';
import { readStations } from './stations.ts';
import { hasPart, logFiles, openStudy, readLists, readReaders, type Study } from './studyFolder.ts';

const knownStudy = z.object({
  key: z.string(),
  folder: z.string(),
  /** As it was when the study was last seen, for the day when it can't be opened. */
  title: words,
  /** How to sign in to the demo study. */
  demo: z.object({ code: z.string(), pin: z.string() }).nullable(),
});
type KnownStudy = z.infer<typeof knownStudy>;

const libraryFile = z.object({ format: z.literal(1), studies: z.array(knownStudy) });

/** The studies that this user's app knows, kept in one file. */
export interface Library {
  /** All known studies; one that can't be opened says why. */
  rows(): Promise<StudyRow[]>;
  /** Makes a study known. Throws what opening it throws. */
  add(folder: string, demo?: KnownStudy['demo']): Promise<StudyRow>;
  /** Throws study-missing for a key that it never gave. */
  folderOf(key: string): Promise<string>;
  /** Whether nothing was ever kept: the first start. */
  isNew(): Promise<boolean>;
}

export function openLibrary(file: string): Library {
  async function known(): Promise<KnownStudy[]> {
    try {
      return (await readJson(file, libraryFile)).studies;
    } catch (thrown) {
      if (thrown instanceof Failure && thrown.code === 'file-missing') return [];
      throw thrown;
    }
  }

  return {
    rows: async () => Promise.all((await known()).map(rowOf)),
    async add(folder, demo = null) {
      const { file: study } = await openStudy(folder);
      const path = await realpath(folder);
      const others = await known();
      const same = others.find((each) => each.folder === path);
      const entry = {
        key: same?.key ?? randomUUID(),
        folder: path,
        title: study.title,
        demo: demo ?? same?.demo ?? null,
      };
      const studies = same ? others.map((each) => (each === same ? entry : each)) : [...others, entry];
      await onFile(file, () => mkdir(dirname(resolve(file)), { recursive: true }));
      await writeWhole(file, jsonText({ format: 1, studies }));
      return rowOf(entry);
    },
    async folderOf(key) {
      const found = (await known()).find((each) => each.key === key);
      if (!found) throw new Failure('study-missing', { folder: key });
      return found.folder;
    },
    isNew: async () => (await known()).length === 0,
  };
}

async function rowOf({ key, folder, title, demo }: KnownStudy): Promise<StudyRow> {
  try {
    const study = await openStudy(folder);
    return { key, title: study.file.title, state: study.file.state, demo, ...(await progressOf(study)) };
  } catch (thrown) {
    return { key, title, state: 'closed', readers: [], lastActivity: null, demo: null, problem: toFailureData(thrown) };
  }
}

async function progressOf(study: Study): Promise<Pick<StudyRow, 'readers' | 'lastActivity'>> {
  if (!hasPart(study, 'reads.json')) return { readers: [], lastActivity: null };
  const [readers, { reads }] = await Promise.all([readReaders(study), readLists(study)]);
  const log = openEventLog(logFiles(study.folder).log);
  try {
    const finished = new Set(log.marks().flatMap((mark) => (mark.finished ? [mark.read] : [])));
    const away = (await readStations(study)).flatMap((each) => each.records);
    for (const { type, read } of away) if (type === 'read.finished' && read !== null) finished.add(read);
    const walls = [log.lastActivity() ?? 0, ...away.slice(-1).map(({ wall }) => wall)];
    const rows = readers.map(({ code }) => {
      const own = reads.filter((read) => read.reader === code);
      return { code, done: own.filter((read) => finished.has(read.id)).length, total: own.length };
    });
    return { readers: rows, lastActivity: Math.max(...walls) || null };
  } finally {
    log.close();
  }
}
