import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Failure } from '#core/errors.ts';

/** A built part that runs apart, beside the program or one folder up. Throws file-missing. */
export function builtFile(name: string): string {
  const places = [`./${name}`, `../${name}`].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  const found = places.find((path) => existsSync(path));
  if (!found) throw new Failure('file-missing', { file: places[0] ?? name });
  return found;
}
