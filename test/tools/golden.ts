import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../golden/model/', import.meta.url);

interface GoldenFile {
  readonly one: readonly (readonly number[] | 'image')[];
  readonly two: readonly (readonly number[] | 'image')[];
  readonly stepIds: readonly number[];
  readonly parts: Readonly<Record<string, { readonly shape: readonly number[]; readonly offset: number }>>;
}

/** What make_golden.py computed. */
export const golden = JSON.parse(readFileSync(fileURLToPath(new URL('golden.json', folder)), 'utf8')) as GoldenFile;

const bytes = readFileSync(fileURLToPath(new URL('golden.bin', folder)));

export function goldenPart(name: string): Float32Array {
  const part = golden.parts[name];
  if (!part) throw new Error(`no golden part ${name}`);
  const length = part.shape.reduce((product, size) => product * size, 1);
  return Float32Array.from({ length }, (_, index) => bytes.readFloatLE(part.offset + 4 * index));
}

/** Largest absolute difference; NaN when any value is. */
export function largestDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) throw new Error(`${found.length} values for ${expected.length}`);
  let largest = 0;
  for (let index = 0; index < found.length; index++) {
    const difference = Math.abs((found[index] as number) - (expected[index] as number));
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}
