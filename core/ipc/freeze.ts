import { z } from 'zod';
import { readerCode } from '#studies/allocation/lists.ts';
import { stationId } from '#studies/log/stations.ts';

export const protocolPageName = z.enum(['protocol.html', 'protocol.pdf']);
export type ProtocolPageName = z.infer<typeof protocolPageName>;

/** What is fixed, or is going to be, and who is to read it where. */
export const freezing = z.object({
  /** Whether the reading lists are made, without which nothing can be frozen. */
  allocated: z.boolean(),
  cases: z.int(),
  reads: z.int(),
  /** SHA-256 of what is fixed, by its name. */
  hashes: z.array(z.object({ name: z.string(), hash: z.string() })),
  /** Number of the version of the protocol that holds. */
  version: z.int(),
  pages: z.array(protocolPageName),
  /** Everybody who reads; `free`: can still be packed for another workstation. */
  readers: z.array(z.object({ code: readerCode, group: z.string(), station: stationId.nullable(), free: z.boolean() })),
  /** Set in a part that was unpacked at this workstation. */
  station: stationId.nullable(),
});
export type Freezing = z.infer<typeof freezing>;

/** What a reader needs to sign in for the first time; shown once. */
export const credentials = z.array(
  z.object({ code: readerCode, group: z.string(), pin: z.string(), once: z.boolean() }),
);
export type Credentials = z.infer<typeof credentials>;

export const packed = z.object({
  station: stationId,
  file: z.string(),
  cases: z.int(),
  reads: z.int(),
  /** Opens the package; shown once, and told by another way than the file. */
  passphrase: z.string(),
});
export type Packed = z.infer<typeof packed>;
