import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { encode } from 'fast-png';
import { buildFolder, jsonText, onFile, writeNew } from '#main/services/files.ts';
import type { PatientProgress } from '#main/services/progress.ts';
import { filmBytes } from '#main/services/training/films.ts';
import { benchTasks } from '#models/chexbench/items.ts';
import { phantomBench } from '#models/training/bench/phantomBench.ts';

export interface PhantomOrder {
  readonly out: string;
  readonly seed: number;
  /** Of each list, at most. */
  readonly items: number;
  /** Width and height of the films in pixels. */
  readonly size: number;
}

export interface PhantomCounts {
  readonly lists: readonly { readonly task: string; readonly items: number }[];
  readonly films: number;
}

/** Writes a benchmark of phantoms: `data.json` in the official layout, and its films as PNG. Throws file-exists. */
export async function writePhantomBench(
  { out, seed, items, size }: PhantomOrder,
  progress: PatientProgress,
): Promise<PhantomCounts> {
  return buildFolder(out, async (folder) => {
    const { lists, films } = phantomBench(seed, items);
    await writeNew(join(folder, 'data.json'), jsonText(lists));
    for (const [index, { file, spec }] of films.entries()) {
      const place = join(folder, file);
      await onFile(place, () => mkdir(dirname(place), { recursive: true }));
      const data = filmBytes(spec, size);
      await writeNew(place, encode({ width: size, height: size, data, channels: 1, depth: 8 }));
      await progress('films', index + 1, films.length);
    }
    return { lists: benchTasks.map((task) => ({ task, items: lists[task].length })), films: films.length };
  });
}
