import { canonicalJson, sha256 } from '#core/digest.ts';
import type { AllocationKey, ReadingLists } from './lists.ts';

/**
 * SHA-256 of who reads which case when, in which arm, of two texts which on which side: it binds the schedule before anybody reads, arms included. The
 * salt is in the key, so that nobody can find the arms by trying.
 */
export function scheduleHash(lists: ReadingLists, key: Pick<AllocationKey, 'reads' | 'salt'>): string {
  const rows = lists.reads.map(({ id, reader, case: caseId, period, position, practice, repeats }) => [
    id,
    reader,
    period,
    position,
    caseId,
    key.reads[id]?.arm ?? null,
    ...(practice ? ['practice'] : []),
    ...(repeats === undefined ? [] : [repeats]),
    ...(key.reads[id]?.pair ? [key.reads[id].pair.sides.map(({ source }) => source)] : []),
  ]);
  return sha256(canonicalJson({ salt: key.salt ?? null, reads: rows }));
}
