import { GENESIS_HASH } from '../log/chain.ts';

interface ReceiptInput {
  readonly study: { readonly id: string };
  readonly records: number;
  readonly lastHash: string | null;
  readonly stations: readonly { readonly station: string; readonly records: number; readonly lastHash: string }[];
  readonly hashes: Readonly<Record<string, string>>;
  readonly lists: { readonly schedule?: string | undefined };
}

/**
 * What ties an export to the study it was made from: the end of the log's hash chain, and the hashes of protocol,
 * schedule, reading lists and sealed key as they were before anybody read. Kept elsewhere, it also shows a log that was
 * cut short.
 */
export function logReceipt({ study, records, lastHash, stations, hashes, lists }: ReceiptInput): object {
  return {
    study: study.id,
    records,
    lastHash: lastHash ?? GENESIS_HASH,
    ...(stations.length > 0 ? { stations } : {}),
    chain: 'SHA-256 of the canonical JSON (RFC 8785) of each record, which holds the hash of the one before',
    protocol: hashes['protocol.json'] ?? null,
    allocation: {
      schedule: lists.schedule ?? null,
      lists: hashes['reads.json'] ?? null,
      sealedKey: hashes['key.sealed'] ?? null,
    },
  };
}
