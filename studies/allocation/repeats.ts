import type { Random } from '#core/random.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { impossible, type Placed } from './dealing.ts';

/** A read in a list, and the read in it that it repeats. */
export interface Listed extends Placed {
  readonly repeats: Placed | null;
}

/** The arms, by index, that can show a case, by index. */
export type ArmsOf = (at: number) => readonly number[];

/**
 * A list with the repeats that the protocol asks for: which reads come again is chance, and so is where, as long as the
 * distance is kept. By reads both times lie in one period; by days the repeats are a last period of their own.
 * Throws allocation-impossible where too few reads can come again.
 */
export function withRepeats(
  list: readonly Placed[],
  asked: Protocol['repeats'],
  armsOf: ArmsOf,
  random: Random,
): Listed[] {
  const listed = list.map((read) => ({ ...read, repeats: null }));
  if (!asked) return listed;
  const { count, apart, arm } = asked;
  const otherArms = (read: Placed): number[] => armsOf(read.case).filter((each) => each !== read.arm);
  const between = apart.unit === 'reads' ? apart.least : 0;
  const able = [...listed.entries()].filter(
    ([index, read]) => lastOfPeriod(list, index) - index >= between && (arm === 'same' || otherArms(read).length > 0),
  );
  if (able.length < count)
    throw impossible(`${count} reads of each reader come again, but only ${able.length} of ${list.length} can`);
  const chosen = random.shuffle(able).slice(0, count);
  const again = chosen.map(([index, first]) => ({
    // Behind this read of the list; all the reads after the first time lie between.
    behind: index + between + random.integer(lastOfPeriod(list, index) - index - between + 1),
    read: {
      ...first,
      arm: arm === 'same' ? first.arm : (random.shuffle(otherArms(first))[0] ?? first.arm),
      repeats: first,
    },
  }));
  if (apart.unit === 'reads')
    return listed.flatMap((read, index) => [
      read,
      ...again.filter(({ behind }) => behind === index).map((each) => each.read),
    ]);
  const period = Math.max(...list.map((read) => read.period)) + 1;
  return [...listed, ...again.map(({ read }) => ({ ...read, period }))];
}

function lastOfPeriod(list: readonly Placed[], index: number): number {
  return list.findLastIndex(({ period }) => period === list[index]?.period);
}
