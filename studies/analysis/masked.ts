import { seededRandom } from '#core/random.ts';
import type { Protocol } from '../protocol/protocol.ts';
import type { ReadRow } from './rows.ts';

/**
 * Rows and protocol with letters for the arms, in an order of chance for each group: what is analysed before anybody
 * may know which arm is which. Letters hide names only: an arm of another size, or without drafts, still shows.
 */
export function maskArms(
  rows: readonly ReadRow[],
  protocol: Protocol,
  seed: number,
): { rows: ReadRow[]; protocol: Protocol } {
  const random = seededRandom(seed).fork('masked arms');
  const letters = new Map(
    protocol.groups.map((group) => {
      const order = random.fork(group.id).shuffle(group.arms.map(({ arm }) => arm));
      return [group.id, new Map(order.map((arm, index) => [arm, letter(index)]))];
    }),
  );
  function mask(group: string, arm: string): string {
    return letters.get(group)?.get(arm) ?? arm;
  }
  return {
    rows: rows.map((row) => ({ ...row, source: null, arm: row.arm === null ? null : mask(row.group, row.arm) })),
    protocol: {
      ...protocol,
      groups: protocol.groups.map((group) => ({
        ...group,
        arms: group.arms
          .map((each) => ({ ...each, arm: mask(group.id, each.arm) }))
          .sort((a, b) => (a.arm < b.arm ? -1 : 1)),
      })),
      ...(protocol.endpoints
        ? {
            endpoints: protocol.endpoints.map((endpoint) => ({
              ...endpoint,
              arms: [mask(endpoint.group, endpoint.arms[0]), mask(endpoint.group, endpoint.arms[1])] as [
                string,
                string,
              ],
            })),
          }
        : {}),
    },
  };
}

function letter(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}
