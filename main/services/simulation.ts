import { Failure } from '#core/errors.ts';
import type { Effect } from '#studies/simulate/effect.ts';
import { armsAtSight } from '#studies/simulate/atSight.ts';
import { simulateStudy } from '#studies/simulate/simulate.ts';
import { allocateStudy } from './allocation.ts';
import type { NewEvent } from './eventStore.ts';
import { changeStudy, closeStudy, openForReaders, unblindStudy } from './lifecycle.ts';
import type { Progress } from './progress.ts';
import { openKey, readIdentity } from './seal.ts';
import { hasPart, needState, openStudy, readLists, readPartBytes, readReaders, saveStudy } from './studyFolder.ts';

export interface SimulationInput {
  readonly seed: number;
  readonly identityFile: string;
  readonly effect?: Effect;
  /** Wall clock, ms since 1970: of the acts on the study, not of the simulated readers. */
  readonly now: () => number;
  /** Told each step that is done because it had not been done yet. */
  readonly say: (step: 'allocated' | 'opened') => void;
  readonly progress: Progress;
}

export interface SimulationReport {
  readonly reads: number;
  readonly events: number;
  /** False at a workstation, whose part is neither closed nor unblinded. */
  readonly ended: boolean;
}

/** One transaction of the log holds so many simulated events. */
const BATCH = 2000;

/**
 * Simulated readers read the whole study, which is then closed and unblinded. Steps that are still to be done (allocate,
 * open) are done first. At a workstation they read its part, without the key, and nothing else is done. Throws
 * study-state when the study is over, usage when somebody has read in it, bad-input where a workstation's arms look alike.
 */
export async function playStudy(folder: string, input: SimulationInput): Promise<SimulationReport> {
  const { seed, identityFile, now } = input;
  const before = await openStudy(folder);
  needState(before, 'simulating', 'designing', 'open');
  if (!hasPart(before, 'reads.json')) {
    await allocateStudy(folder, seed, identityFile, new Date(now()).toISOString());
    input.say('allocated');
  }
  if (before.file.state === 'designing') {
    await openForReaders(folder, now());
    input.say('opened');
  }
  const report = await play(folder, input);
  if (before.file.station) return { ...report, ended: false };
  await closeStudy(folder, now());
  const two = (before.protocol.unblinding?.people ?? 1) > 1;
  const people = two ? ['Simulated designer', 'Simulated statistician'] : [];
  await unblindStudy(folder, { identityFile, reason: 'simulated study', people }, now());
  return { ...report, ended: true };
}

function play(
  folder: string,
  { seed, identityFile, effect, progress }: SimulationInput,
): Promise<Omit<SimulationReport, 'ended'>> {
  return changeStudy(folder, async (study, writer) => {
    if (writer.marks().length > 0)
      throw new Failure('usage', { reason: `${folder} has been read in already; simulate in a study of its own` });
    const lists = await readLists(study);
    const readers = await readReaders(study);
    const key = study.file.station
      ? { reads: armsAtSight(study.protocol, lists, readers) }
      : await openKey(await readPartBytes(study, 'key.sealed'), await readIdentity(identityFile), identityFile);
    await saveStudy(study, { file: { simulated: true } });
    const played = simulateStudy({
      protocol: study.protocol,
      lists,
      key,
      readers,
      seed,
      ...(effect ? { effect } : {}),
    });
    let events = 0;
    let finished = 0;
    for (const batch of batches(played, BATCH)) {
      writer.append(batch);
      events += batch.length;
      finished += batch.filter(({ event }) => event.type === 'read.finished').length;
      progress('simulating reads', finished, lists.reads.length);
    }
    return { reads: finished, events };
  });
}

function* batches(events: Iterable<NewEvent>, size: number): Generator<NewEvent[]> {
  let batch: NewEvent[] = [];
  for (const event of events) {
    batch.push(event);
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
