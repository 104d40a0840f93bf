import { z } from 'zod';
import type { Design } from './design.ts';

/** How readers come in: pin: with one that they are handed; code: a one-time code lets them choose their own. */
export const enrolment = z.enum(['pin', 'code']);

/** So many different people must confirm before the sealed key is opened for good. */
export const unblinding = z.object({ people: z.int().min(1).max(2) });

/**
 * After so many reads, or so many minutes, readers rest for at least so many minutes before the next case; at least one of
 * the two limits is there. A read that was begun is never broken off.
 */
export const sessions = z.object({
  mostReads: z.int().min(1).max(1000).optional(),
  mostMinutes: z.int().min(1).max(1440).optional(),
  breakMinutes: z.int().min(1).max(1440),
});

/** So many of the cases that are marked as practice come first in every list, the same for all; they count nowhere. */
export const practice = z.int().min(1).max(50);

/**
 * Reads that come again in the list of the same reader, to tell how far readers agree with themselves: so many of each
 * reader, with at least so many other reads, or days, between the two.
 */
export const repeats = z.object({
  count: z.int().min(1).max(1000),
  apart: z.object({ least: z.int().min(1).max(1000), unit: z.enum(['reads', 'days']) }),
  /** other: the second time in another arm of the group. */
  arm: z.enum(['same', 'other']),
});

/** Designs in which a reader meets a case in every arm, one period an arm. */
const CROSSED: readonly Design['kind'][] = ['crossed', 'williams', 'split-plot'];

interface Repeating {
  readonly design?: { readonly kind: Design['kind'] } | undefined;
  readonly repeats?: z.input<typeof repeats> | undefined;
  readonly groups: readonly {
    readonly id: string;
    readonly arms: readonly { readonly arm: string; readonly cases: number }[];
  }[];
}

interface RepeatFault {
  readonly path: 'count' | 'arm';
  readonly message: string;
}

/** Why lists of the protocol have no room for the repeats that it asks for; a path within them, and words. */
export function repeatFaults({ design, repeats: asked, groups }: Repeating): RepeatFault[] {
  if (!asked) return [];
  const { count, apart, arm } = asked;
  const crossed = CROSSED.includes(design?.kind ?? 'parallel');
  return groups.flatMap(({ id, arms }): RepeatFault[] => {
    const sizes = arms.map(({ cases }) => cases);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    // Both times lie in one period, so that no other period is disturbed.
    const periods = crossed ? sizes : [total];
    const between = apart.unit === 'reads' ? apart.least : 0;
    const room = periods.reduce((sum, size) => sum + Math.max(0, size - between), 0);
    if (arm === 'other' && crossed)
      return [
        { path: 'arm', message: `${id} reads every case in every arm already: only the same arm can come again` },
      ];
    if (arm === 'other' && arms.length < 2) return [{ path: 'arm', message: `${id} reads in one arm only` }];
    if (count <= room) return [];
    const reason = between > 0 ? ` with ${between} others between` : '';
    return [{ path: 'count', message: `of the ${total} reads of ${id} at most ${room} can come again${reason}` }];
  });
}
