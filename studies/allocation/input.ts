import type { Random } from '#core/random.ts';
import type { Draft } from '../cases/case.ts';
import type { CaseAttribute } from '../protocol/design.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { impossible } from './dealing.ts';
import type { Reader } from './readers.ts';

export interface AllocationInput {
  readonly protocol: Protocol;
  readonly readers: readonly Reader[];
  readonly cases: readonly {
    readonly id: string;
    readonly attributes?: Readonly<Record<CaseAttribute, string>>;
    /** Marked as practice: never dealt out, but first in every list where the protocol has practice. */
    readonly practice?: boolean;
  }[];
  readonly drafts: readonly Draft[];
  readonly seed: number;
  /** Cases that readers saw before the study, by reader: they never get them. */
  readonly past?: Readonly<Record<string, readonly string[]>>;
}

/** Of the parallel design without a block size, a list is one shuffle. */
export function blockSize({ design }: Protocol, arms: number): number | null {
  return design?.blockSize ?? (design && design.kind !== 'parallel' ? 2 * arms : null);
}

/** A number for every kind of case that the protocol tells apart. */
export function strataOf({ protocol, cases }: AllocationInput): Map<string, number> {
  const names = new Map<string, number>();
  return new Map(
    cases.map(({ id, attributes }) => {
      const name = (protocol.design?.stratifyBy ?? []).map((attribute) => attributes?.[attribute] ?? '').join('\n');
      const number = names.get(name) ?? names.size;
      names.set(name, number);
      return [id, number];
    }),
  );
}

/**
 * Shuffled cases with those of one stratum together; in the parallel design, where the first cases are used more often,
 * with the strata evenly through the list.
 */
export function orderCases(
  shuffled: readonly string[],
  stratumOf: ReadonlyMap<string, number>,
  { design }: Protocol,
  random: Random,
): readonly string[] {
  if ((design?.stratifyBy ?? []).length === 0) return shuffled;
  const numbers = [...new Set(shuffled.map((id) => stratumOf.get(id) ?? 0))];
  const groups = numbers.map((number) => shuffled.filter((id) => stratumOf.get(id) === number));
  if (design?.kind !== 'parallel') return groups.flat();
  const spread = random.fork('strata');
  return groups
    .flatMap((ids) => ids.map((id, index) => ({ id, at: (index + spread.uniform()) / ids.length })))
    .sort((a, b) => a.at - b.at)
    .map(({ id }) => id);
}

/** A reader who saw most cases before can't fill a list, whatever chance does. */
export function refuseTooMany(
  { protocol }: AllocationInput,
  members: readonly Reader[],
  seen: readonly ReadonlySet<string>[],
  cases: readonly string[],
): void {
  for (const [index, { code, group }] of members.entries()) {
    const left = cases.filter((id) => !seen[index]?.has(id)).length;
    const { arms = [] } = protocol.groups.find(({ id }) => id === group) ?? {};
    const needed = protocol.design?.kind === 'split-plot' ? 0 : distinctCases(protocol, arms);
    if (left < needed)
      throw impossible(`${code} reads ${needed} cases, but saw all but ${left} of ${cases.length} before the study`);
  }
}

/** How many cases one reader of a group meets. */
function distinctCases({ design }: Protocol, arms: readonly { readonly cases: number }[]): number {
  const sizes = arms.map(({ cases }) => cases);
  const once = ['crossed', 'williams'].includes(design?.kind ?? 'parallel');
  return once ? Math.max(0, ...sizes) : sizes.reduce((sum, size) => sum + size, 0);
}
