import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '#core/random.ts';
import type { SourceName } from '#models/chexinstruct/names.ts';
import type { Film } from '#models/chexinstruct/record.ts';
import type { SourcePart } from '#models/chexinstruct/sources/source.ts';
import { RowFault, type TableRow } from '#models/chexinstruct/sources/tableRow.ts';
import type { FaultBook } from './faults.ts';
import { imageSize } from './imageSize.ts';
import type { SourceFolders } from './partition.ts';

interface PartInput {
  readonly source: SourceName;
  readonly folders: SourceFolders;
  readonly tables: ReadonlyMap<string, readonly TableRow[]>;
  readonly seed: number;
  /** False takes each film to be at its first place, unseen. */
  readonly lookForImages: boolean;
  readonly faults: FaultBook;
}

/** A part of a source as its adapter sees it. */
export function sourcePart({ source, folders, tables, seed, lookForImages, faults }: PartInput): SourcePart {
  const rows = (table: string): readonly TableRow[] => tables.get(table) ?? [];
  const random = seededRandom(seed);
  return {
    rows,
    *each(table, read) {
      for (const row of typeof table === 'string' ? rows(table) : table) {
        try {
          yield* read(row);
        } catch (thrown) {
          if (!(thrown instanceof RowFault)) throw thrown;
          faults.add(source, row.file, thrown.message, row.line);
        }
      }
    },
    film(paths, { of = source, view = null, size, measure } = {}): Film[] {
      const folder = folders[of] ?? '';
      const path = lookForImages ? paths.find((each) => existsSync(join(folder, each))) : paths[0];
      if (path === undefined) {
        faults.add(source, parentOf(paths[0] ?? ''), 'image missing', 0);
        return [];
      }
      const measured = measure && lookForImages ? imageSize(join(folder, path)) : null;
      const { width, height } = size ?? measured ?? { width: null, height: null };
      return [{ path: `${of}/${path}`, view, width, height }];
    },
    lot: (name) => random.fork(`split|${source}|${name}`).uniform(),
  };
}

/** The first folder: where the images of a source lie. */
function parentOf(path: string): string {
  return path.split('/')[0] ?? '';
}
