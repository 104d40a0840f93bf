import { z } from 'zod';
import { readerCode } from '#studies/allocation/lists.ts';
import { flagKinds } from '#studies/analysis/figures.ts';
import { stationId } from '#studies/log/stations.ts';
import { words } from '#studies/protocol/protocol.ts';
import { failure } from './common.ts';
import { studyRow } from './library.ts';

export const monitor = z.object({
  title: words,
  state: studyRow.shape.state,
  /** Of the study's own log. */
  records: z.int(),
  /** Why the chain of the log is broken; null where it is whole. */
  broken: failure.nullable(),
  readers: z.array(
    z.object({
      reader: readerCode,
      group: z.string(),
      done: z.int(),
      total: z.int(),
      begun: z.int(),
      lastAt: z.number().nullable(),
      /** Minutes. */
      gaps: z.object({
        pause: z.number(),
        suspend: z.number(),
        crash: z.number(),
        silence: z.number(),
        away: z.number(),
      }),
      interrupted: z.int(),
      flags: z.array(z.object({ kind: z.enum(flagKinds), reads: z.int() })),
      locked: z.object({ period: z.int(), until: z.number() }).nullable(),
      /** Until when a break lasts that is due. */
      resting: z.number().nullable(),
      /** A one-time code that was not used yet: wrong tries, and whether it still fits. */
      code: z.object({ wrong: z.int(), valid: z.boolean() }).nullable(),
      rejected: z.boolean(),
      station: stationId.nullable(),
    }),
  ),
  /** `records` is null of a workstation that nothing came back from. */
  stations: z.array(z.object({ id: stationId, records: z.int().nullable() })),
});
