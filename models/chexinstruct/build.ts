import type { Random } from '#core/random.ts';
import { sourceTitles, type SourceName } from './names.ts';
import { splits, type InstructRecord, type Split } from './record.ts';
import type { InstructSample, PlacedSample } from './sample.ts';
import { instructSets, setName, type InstructSet } from './sets.ts';
import { taskBuilders } from './tasks/builders.ts';
import type { TaskDraft } from './tasks/draft.ts';

export interface BuildOptions {
  /** Decides every draw; forked by set and record, so that neither order nor resumption matters. */
  readonly random: Random;
  readonly wordings: number;
  /** Share of the training studies without a finding that are kept; 1 keeps all. */
  readonly keepNormal: number;
}

/**
 * All samples of some of a source's records, set by set. Records must be whole patients or studies: another text, film
 * or lateral is drawn among those given.
 */
export function* samplesOf(
  source: SourceName,
  records: readonly InstructRecord[],
  { random, wordings, keepNormal }: BuildOptions,
): Generator<PlacedSample> {
  const bySplit = new Map(splits.map((split) => [split, records.filter((record) => record.split === split)]));
  const labels = distinct(records.flatMap((record) => Object.keys(record.labels ?? {})));
  const views = distinct(records.flatMap(({ films }) => films.flatMap(({ view }) => view ?? [])));
  for (const set of instructSets.filter((each) => each.source === source)) {
    const name = setName(set);
    const build = taskBuilders[set.task];
    for (const record of records) {
      const own = random.fork(`${source}|${name}|${record.key}`);
      const drafts = build(record, {
        random: own,
        wordings,
        withIndication: set.withIndication,
        labels,
        views,
        keepNormal,
        other: (accept) => drawn(own, bySplit.get(record.split) ?? [], accept),
      });
      for (const draft of drafts) yield { source, sample: sampleOf(set, record, draft) };
    }
  }
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

const DRAWS = 30;

/** Some draws, and where they fail the first accepted one after a drawn place. */
function drawn<T>(random: Random, all: readonly T[], accept: (one: T) => boolean): T | null {
  if (all.length === 0) return null;
  for (let draw = 0; draw < DRAWS; draw++) {
    const one = all[random.integer(all.length)] as T;
    if (accept(one)) return one;
  }
  const from = random.integer(all.length);
  return [...all.slice(from), ...all.slice(0, from)].find(accept) ?? null;
}

function sampleOf(set: InstructSet, record: InstructRecord, draft: TaskDraft): InstructSample {
  const title = sourceTitles[set.source];
  const task = setName(set);
  const key = draft.part === '' ? record.key : `${record.key}-${draft.part}`;
  return {
    unique_id: `[${task}] [${title}] [${key}]`,
    study_id: `[${title}] [${record.study}]`,
    patient_id: record.patient,
    split: record.split,
    data_source: title,
    task_name: task,
    image_path: draft.films.length > 0 ? draft.films.map(({ path }) => path) : null,
    text: draft.text,
    target_text: draft.target,
    options: draft.options,
    region: draft.regions,
    qa_pair: draft.qa,
  };
}

/** Samples by task, source and split. */
export type Counts = Record<string, Partial<Record<SourceName, Partial<Record<Split, number>>>>>;

export function count(counts: Counts, { source, sample }: PlacedSample): void {
  const ofTask = (counts[sample.task_name] ??= {});
  const ofSource = (ofTask[source] ??= {});
  ofSource[sample.split] = (ofSource[sample.split] ?? 0) + 1;
}
