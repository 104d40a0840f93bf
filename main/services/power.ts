import { Failure } from '#core/errors.ts';
import type { Protocol } from '#studies/protocol/protocol.ts';
import type { Effect } from '#studies/simulate/effect.ts';
import { paperEffect } from '#studies/simulate/paperEffect.ts';
import type { PowerSpread } from '#studies/simulate/power/power.ts';
import type { PowerRequest } from '#studies/simulate/power/powerStudy.ts';
import { powerPresets } from '#studies/simulate/power/presets.ts';
import { readsOf, type Comparison } from '#studies/simulate/power/schedule.ts';
import { openKey, readIdentity } from './seal.ts';
import { hasPart, openStudy, readKey, readLists, readPartBytes, readReaders, type Study } from './studyFolder.ts';

export interface PowerOptions {
  readonly seed: number;
  readonly repetitions: number;
  readonly level: number;
  readonly target: number | null;
  readonly group: string | null;
  /** The name of a published study, or the times of arms as for simulated readers; null: the paper's, arm by arm. */
  readonly preset: string | null;
  readonly effect: Effect | null;
  readonly readerSd: number | null;
  readonly caseSd: number | null;
  /** Opens the key of lists that were made, to simulate on those very lists. */
  readonly identityFile: string | null;
}

export interface PlannedPower {
  readonly request: PowerRequest;
  /** What the times stand on. */
  readonly notes: readonly string[];
}

/** What to simulate for each comparison of a study: the arms of its endpoints, else the first two arms of each group. */
export async function planPower(folder: string, options: PowerOptions): Promise<PlannedPower[]> {
  const study = await openStudy(folder);
  const { protocol } = study;
  const lists = await listsOf(study, options.identityFile);
  const comparisons = comparisonsOf(protocol, options.group);
  if (comparisons.length === 0)
    throw new Failure('usage', { reason: 'no group reads in two arms, so that there are no times to compare' });
  return comparisons.map((comparison) => {
    const { spread, notes } = spreadOf(comparison, options);
    const reads = lists && readsOf(comparison, lists.readers, lists.lists, lists.key);
    const { seed, repetitions, level, target } = options;
    return {
      request: { protocol, comparison, reads, spread, seed, repetitions, level, target },
      notes: [
        ...notes,
        reads ? 'on the reading lists as they were made' : 'on reading lists planned by protocol and seed',
      ],
    };
  });
}

async function listsOf(study: Study, identityFile: string | null) {
  if (!hasPart(study, 'reads.json')) return null;
  const opened = await readKey(study);
  if (!opened && identityFile === null) return null;
  const file = identityFile ?? '';
  const key = opened ?? (await openKey(await readPartBytes(study, 'key.sealed'), await readIdentity(file), file));
  return { key, lists: await readLists(study), readers: await readReaders(study) };
}

/** The arms of the endpoints on time, else the first two of each group. Throws usage for an unknown group. */
export function comparisonsOf({ groups, endpoints = [] }: Protocol, wanted: string | null): Comparison[] {
  if (wanted !== null && !groups.some(({ id }) => id === wanted))
    throw new Failure('usage', { reason: `no group ${wanted}; there are ${groups.map(({ id }) => id).join(', ')}` });
  return groups
    .filter(({ id }) => wanted === null || id === wanted)
    .flatMap(({ id, arms }): Comparison[] => {
      const timed = endpoints.find((each) => each.group === id && each.measure.kind === 'time');
      const [first, second] = timed?.arms ?? arms.map(({ arm }) => arm);
      return first === undefined || second === undefined ? [] : [{ group: id, arms: [first, second] }];
    });
}

function spreadOf(
  { group, arms }: Comparison,
  { preset, effect, readerSd, caseSd }: PowerOptions,
): { spread: PowerSpread; notes: string[] } {
  const given = effect ?? paperEffect;
  const parts = { readerSd: readerSd ?? given.readerSd, caseSd: caseSd ?? given.caseSd };
  if (preset !== null) {
    if (!Object.hasOwn(powerPresets, preset))
      throw new Failure('usage', { reason: `no preset ${preset}; there are ${Object.keys(powerPresets).join(', ')}` });
    const { first, second, source, assumed } = powerPresets[preset as keyof typeof powerPresets];
    return {
      spread: { first, second, ...parts },
      notes: [source, ...(assumed === null ? [] : [`assumed: ${assumed}`])],
    };
  }
  const [first, second] = arms.map((arm) => given.arms.find((each) => each.group === group && each.arm === arm));
  if (!first || !second)
    throw new Failure('bad-input', {
      where: 'effect',
      reason: `no times for ${arms.join(' and ')} of ${group}; name a preset or give a file`,
    });
  return {
    spread: { first, second, ...parts },
    notes: effect ? [] : [powerPresets['paper-residents'].source.split(':')[0] ?? ''],
  };
}
