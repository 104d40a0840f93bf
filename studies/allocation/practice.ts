import type { Random } from '#core/random.ts';
import type { Protocol } from '../protocol/protocol.ts';
import type { ChooseDrafts } from './candidates.ts';
import { impossible } from './dealing.ts';

/** A practice case in an arm, both by name. */
export interface Practised {
  readonly case: string;
  readonly arm: string;
}

/**
 * The practice cases of the study in their order, the same for every reader: as many as the protocol asks for of those
 * that are marked, by chance, those that serve the most arms first.
 */
export function practiceCases(
  { practice = 0, arms }: Protocol,
  marked: readonly string[],
  choose: ChooseDrafts,
  random: Random,
): string[] {
  if (marked.length < practice)
    throw impossible(`the protocol needs ${practice} practice cases, ${marked.length} are marked as such`);
  const serves = (id: string): number => arms.filter((arm) => choose(arm.id, id) !== null).length;
  return random
    .shuffle([...marked].sort())
    .sort((a, b) => serves(b) - serves(a))
    .slice(0, practice);
}

/** The arms of a group go round over its practice cases; where a case has no draft for one, the next takes its turn. */
export function practise(
  group: Protocol['groups'][number],
  cases: readonly string[],
  choose: ChooseDrafts,
): Practised[] {
  const arms = group.arms.map(({ arm }) => arm);
  return cases.map((id, index) => {
    const turns = arms.map((_, step) => arms[(index + step) % arms.length] ?? '');
    const arm = turns.find((each) => choose(each, id) !== null);
    if (arm === undefined) throw impossible(`practice case ${id} has no draft for any arm of ${group.id}`);
    return { case: id, arm };
  });
}
