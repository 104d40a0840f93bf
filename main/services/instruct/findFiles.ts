import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The files of a pattern under a folder, `*` standing for any name at one level; in the order of their names. */
export function findFiles(folder: string, pattern: string): string[] {
  let found = [''];
  for (const part of pattern.split('/')) {
    found = found.flatMap((place) => {
      const under = join(folder, place);
      if (!part.includes('*')) return existsSync(join(under, part)) ? [joined(place, part)] : [];
      const [before = '', after = ''] = part.split('*');
      return namesIn(under)
        .filter((name) => name.startsWith(before) && name.endsWith(after) && name.length >= part.length - 1)
        .map((name) => joined(place, name));
    });
  }
  return found;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    // A file where the pattern has a folder.
    return [];
  }
}

function joined(place: string, name: string): string {
  return place === '' ? name : `${place}/${name}`;
}
