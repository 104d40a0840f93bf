import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toFailureData, type FailureData } from '#core/errors.ts';
import { MODEL_FILES, type ModelManifest } from '#models/chexagent/architecture.ts';
import { readModelFolder } from './modelFolder.ts';

/** A model that was found, or a folder that looks like one and can't be used. */
export type ModelRow =
  | { readonly folder: string; readonly manifest: ModelManifest }
  | { readonly folder: string; readonly problem: FailureData };

/** Where models are looked for: those shipped with the program, then this user's. */
export function modelPlaces(): string[] {
  return [...shippedPlaces(), join(userFolder(process.platform, process.env), 'models')];
}

/** Folders of models that came with the program, whether it is built beside its sources or packed. */
export function shippedPlaces(): string[] {
  return ['../models/weights', '../../models/weights']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .filter((path) => existsSync(path));
}

/** The small model that came with the program; null where it was left out. */
export function shippedModel(): string | null {
  return (
    shippedPlaces()
      .map((place) => join(place, 'mini'))
      .find((folder) => existsSync(folder)) ?? null
  );
}

/** The app's folder for this user's data, as Electron names it. */
export function userFolder(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): string {
  const name = 'chexstudy';
  if (platform === 'win32') return join(environment['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), name);
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', name);
  return join(environment['XDG_CONFIG_HOME'] || join(homedir(), '.config'), name);
}

/** Every folder with a model.json in these places, one level deep; a place that isn't there holds none. */
export async function listModels(places: readonly string[]): Promise<ModelRow[]> {
  const rows: ModelRow[] = [];
  for (const place of places) {
    const entries = await readdir(place, { withFileTypes: true }).catch(() => []);
    for (const { name } of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const folder = join(place, name);
      if (name.endsWith('.partial') || !existsSync(join(folder, MODEL_FILES.manifest))) continue;
      rows.push(await rowOf(folder));
    }
  }
  return rows;
}

async function rowOf(folder: string): Promise<ModelRow> {
  try {
    return { folder, manifest: (await readModelFolder(folder)).manifest };
  } catch (thrown) {
    return { folder, problem: toFailureData(thrown) };
  }
}

/** Bytes of all files of a model. */
export function modelBytes({ files }: ModelManifest): number {
  return Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0);
}
