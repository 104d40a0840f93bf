import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { onFile } from '#main/services/files.ts';
import type { TrainingPatient } from '#models/training/corpus.ts';
import type { FilmStore } from '#models/training/data.ts';
import { renderPhantom } from '#models/training/phantom.ts';
import type { PhantomSpec } from '#models/training/phantom/spec.ts';

/** Films of a corpus rendered ahead, as bytes: part `p` of `parts` holds films p, p + parts, p + 2 parts and so on. */

export interface FilmShare {
  readonly folder: string;
  readonly size: number;
  readonly part: number;
  readonly parts: number;
}

function partFile({ folder, part, parts }: FilmShare): string {
  return join(folder, `films-${part + 1}-of-${parts}.bin`);
}

/** Eight bits as the model takes them: the film's twelve, the lower four dropped. */
export function filmBytes(spec: PhantomSpec, size: number): Uint8Array {
  return Uint8Array.from(renderPhantom(spec, size).pixels, (value) => value >> 4);
}

/** Renders one part, unless it is there already. A part that was broken off is begun again. */
export async function renderFilms(
  patients: Iterable<TrainingPatient>,
  share: FilmShare,
  onFilm: (done: number) => void | Promise<void>,
): Promise<void> {
  const file = partFile(share);
  await onFile(share.folder, () => mkdir(share.folder, { recursive: true }));
  if (await readable(file)) return;
  const handle = await onFile(file, () => open(`${file}.partial`, 'w'));
  try {
    let index = 0;
    for (const { films } of patients) {
      for (const { spec } of films) {
        if (index++ % share.parts !== share.part) continue;
        await onFile(file, () => handle.write(filmBytes(spec, share.size)));
        await onFilm(index);
      }
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  await onFile(file, () => rename(`${file}.partial`, file));
}

function readable(file: string): Promise<boolean> {
  return open(file, 'r').then(
    async (handle) => {
      await handle.close();
      return true;
    },
    () => false,
  );
}

/** All parts in memory. */
export async function openFilms(folder: string, size: number, parts: number): Promise<FilmStore> {
  const files = await Promise.all(
    Array.from({ length: parts }, (_, part) => {
      const file = partFile({ folder, size, part, parts });
      return onFile(file, () => readFile(file));
    }),
  );
  const bytes = size * size;
  return {
    size,
    film(index) {
      const start = Math.floor(index / parts) * bytes;
      return (files[index % parts] as Buffer).subarray(start, start + bytes);
    },
  };
}
