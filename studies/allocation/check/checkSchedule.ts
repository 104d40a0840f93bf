import { canonicalJson, sha256 } from '#core/digest.ts';
import { toFailureData } from '#core/errors.ts';
import { allocate } from '../allocate.ts';
import { brokenRules } from './rules.ts';
import type { ScheduleFault, StoredSchedule } from './rows.ts';

/**
 * Everything that is wrong with a stored schedule: rules of the design that it breaks, a hash that is not its own, and
 * reads that the seed and the protocol do not give again. Empty when all is well.
 */
export function checkSchedule(schedule: StoredSchedule): ScheduleFault[] {
  return [...brokenRules(schedule), ...wrongHash(schedule), ...notRebuilt(schedule)];
}

/** Written apart from the code that makes the hash; lists of earlier versions have none. */
function wrongHash({ lists, key }: StoredSchedule): ScheduleFault[] {
  if (lists.schedule === undefined) return [];
  const reads = lists.reads.map((read) => {
    const { id, reader, period, position, repeats } = read;
    const { arm = null, pair } = key.reads[id] ?? {};
    const marks = [read.practice ? 'practice' : undefined, repeats].filter((each) => each !== undefined);
    const row = [id, reader, period, position, read.case, arm, ...marks];
    return pair ? [...row, [pair.sides[0].source, pair.sides[1].source]] : row;
  });
  const found = sha256(canonicalJson({ reads, salt: key.salt ?? null }));
  return found === lists.schedule
    ? []
    : [{ rule: 'hash', reason: `the schedule has the hash ${found}, stored is ${lists.schedule}` }];
}

function notRebuilt({ protocol, readers, cases, lists, key }: StoredSchedule): ScheduleFault[] {
  const { seed, past, drafts } = key;
  try {
    const again = allocate({ protocol, readers, cases, drafts, seed, ...(past ? { past } : {}) });
    // Keys of earlier versions have no salt, their lists no hash.
    const same = { lists: { ...again.lists, schedule: lists.schedule }, reads: again.key.reads };
    return canonicalJson(same) === canonicalJson({ lists: { ...lists, schedule: lists.schedule }, reads: key.reads })
      ? []
      : [{ rule: 'rebuild', reason: `seed ${seed} and the protocol give other lists` }];
  } catch (thrown) {
    const { code, detail } = toFailureData(thrown);
    return [{ rule: 'rebuild', reason: `seed ${seed} and the protocol give no lists: ${detail['reason'] ?? code}` }];
  }
}
