import { z } from 'zod';

/** Rows or films that were left out for one reason, with the first of them. */
export const fault = z.object({
  source: z.string(),
  file: z.string(),
  reason: z.string(),
  count: z.number().int(),
  first: z.number().int(),
});
export type Fault = z.infer<typeof fault>;

/** Collects what is left out; equal reasons in one file are counted. */
export class FaultBook {
  readonly #faults = new Map<string, Fault>();

  add(source: string, file: string, reason: string, line: number, count = 1): void {
    const key = JSON.stringify([source, file, reason]);
    const known = this.#faults.get(key);
    if (!known) this.#faults.set(key, { source, file, reason, count, first: line });
    else {
      known.count += count;
      known.first = Math.min(known.first, line);
    }
  }

  addAll(faults: readonly Fault[]): void {
    for (const { source, file, reason, first, count } of faults) this.add(source, file, reason, first, count);
  }

  /** By source, file and reason. */
  list(): Fault[] {
    return [...this.#faults].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, each]) => each);
  }
}
