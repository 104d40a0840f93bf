import { Failure } from '#core/errors.ts';
import type { ReadingLists } from '../allocation/lists.ts';
import type { Reader } from '../allocation/readers.ts';
import type { Protocol } from '../protocol/protocol.ts';

/**
 * The arm of every read as far as its reader can tell it: the one arm of the group that gives a text, or that gives
 * none. For simulated readers at a workstation, where there is no key. Throws Failure bad-input where several arms look
 * the same.
 */
export function armsAtSight(
  { arms, groups }: Protocol,
  { reads }: ReadingLists,
  readers: readonly Reader[],
): Record<string, { arm: string }> {
  const given = new Map(arms.map(({ id, drafts }) => [id, drafts.length > 0]));
  return Object.fromEntries(
    reads.map(({ id, reader, text }) => {
      const group = groups.find((each) => each.id === readers.find(({ code }) => code === reader)?.group);
      const alike = (group?.arms ?? []).filter(({ arm }) => given.get(arm) === (text !== null));
      const [only] = alike;
      if (!only || alike.length > 1) {
        const names = alike.map(({ arm }) => arm).join(', ') || 'none';
        throw new Failure('bad-input', { where: 'reads.json', reason: `${id} could be of the arms ${names}` });
      }
      return [id, { arm: only.arm }];
    }),
  );
}
