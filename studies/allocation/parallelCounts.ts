import type { Protocol } from '../protocol/protocol.ts';
import { balancedCounts } from './counts.ts';
import { impossible } from './dealing.ts';

type Group = Protocol['groups'][number];

/** How often each case is read in each arm of a group. `available[arm][case]`. Throws allocation-impossible. */
export function parallelCounts(
  protocol: Protocol,
  group: Group,
  readers: number,
  available: readonly (readonly boolean[])[],
): readonly (readonly number[])[] {
  function sources(arm: string): string {
    const { drafts = [], against = [] } = protocol.arms.find((each) => each.id === arm) ?? {};
    return [drafts, against].flatMap((names) => (names.length > 0 ? [names.join(' or ')] : [])).join(' and by ');
  }
  const served = available.map((each) => each.filter(Boolean).length);
  for (const [index, { arm, cases }] of group.arms.entries()) {
    if ((served[index] ?? 0) >= cases) continue;
    throw impossible(
      `arm ${arm} of ${group.id} needs ${cases} cases with a draft by ${sources(arm)}, ` +
        `only ${served[index]} of ${protocol.cases} have one`,
    );
  }
  const demands = group.arms.map(({ cases }, index) => ({ reads: cases * readers, available: available[index] ?? [] }));
  const result = balancedCounts(demands, protocol.cases, readers);
  if ('counts' in result) return result.counts;
  const short = group.arms[result.arm];
  throw impossible(
    `arm ${short?.arm} of ${group.id} needs ${demands[result.arm]?.reads} reads, only ${result.placed} find a case: ` +
      `${served[result.arm]} of ${protocol.cases} cases have a draft by ${sources(short?.arm ?? '')}, and other arms need them too`,
  );
}
