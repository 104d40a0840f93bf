import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Failure } from '#core/errors.ts';

/** A built part that runs apart, beside the program or one folder up. Throws file-missing. */
export function builtFile(name: string): string {
  const places = placesOf(name);
  const found = places.find((path) => existsSync(path));
  if (!found) throw new Failure('file-missing', { file: places[0] ?? name });
  return found;
}

/** Whether there is such a part: what runs from its source has none. */
export function hasBuilt(name: string): boolean {
  return placesOf(name).some((path) => existsSync(path));
}

function placesOf(name: string): string[] {
  return [`./${name}`, `../${name}`].map((path) => fileURLToPath(new URL(path, import.meta.url)));
}
