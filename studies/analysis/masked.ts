import { seededRandom } from '#core/random.ts';
import type { Protocol } from '../protocol/protocol.ts';
import type { ArmResult } from './analyse.ts';
import type { ReadRow } from './rows.ts';

/**
 * Rows and protocol with letters for the arms, in an order of chance for each group: what is analysed before anybody
 * may know which arm is which. Of an arm with two texts, chance says which counts as the first. Letters hide names
 * only: an arm of another size, or without drafts, still shows.
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
  const { arms } = protocol;
  const turned = new Map(arms.map(({ id }) => [id, random.fork(`sides ${id}`).integer(2) === 1]));
  function mask(group: string, arm: string): string {
    return letters.get(group)?.get(arm) ?? arm;
  }
  return {
    rows: rows.map((row) => ({
      ...row,
      source: null,
      pair: row.pair && maskedPair(row.pair, turned.get(row.arm ?? '') ?? false),
      arm: row.arm === null ? null : mask(row.group, row.arm),
    })),
    protocol: {
      ...protocol,
      arms: arms.flatMap(({ id, against }) =>
        (against ? protocol.groups : [])
          .filter((group) => group.arms.some(({ arm }) => arm === id))
          .map((group) => ({ id: mask(group.id, id), drafts: ['one text'], against: ['the other text'] })),
      ),
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

function maskedPair({ first }: NonNullable<ReadRow['pair']>, turn: boolean): NonNullable<ReadRow['pair']> {
  return { first: turn === (first === 'a') ? 'b' : 'a', sources: ['', ''] };
}

function letter(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

/** What tells arms apart in spite of their letters, in words: sizes, or that some have no drafts, or two texts. */
export function tellTales(
  arms: readonly Pick<ArmResult, 'group' | 'arm' | 'readsPlanned' | 'kept' | 'reads' | 'work'>[],
): string[] {
  return [...new Set(arms.map(({ group }) => group))].flatMap((group) => {
    const own = arms.filter((each) => each.group === group);
    const sizes = own.map(({ arm, readsPlanned }) => `${arm} ${readsPlanned}`).join(', ');
    const pairs = own.filter(({ reads, work }) => reads > 0 && work === null).map(({ arm }) => arm);
    const empty = own
      .filter(({ reads, kept, work }) => reads > 0 && kept === null && work !== null)
      .map(({ arm }) => arm);
    return [
      ...(new Set(own.map(({ readsPlanned }) => readsPlanned)).size > 1
        ? [`${group}: the arms differ in size (${sizes} reads), so whoever knows the protocol can tell them apart`]
        : []),
      ...(empty.length > 0 && empty.length < own.length
        ? [`${group}: the reads of ${empty.join(', ')} began from an empty page, which tells what it is`]
        : []),
      ...(pairs.length > 0 && pairs.length < own.length
        ? [`${group}: the reads of ${pairs.join(', ')} showed two texts, which tells what it is`]
        : []),
    ];
  });
}
