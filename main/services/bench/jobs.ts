import { seededRandom } from '#core/random.ts';
import { taskKeys } from '#models/chexbench/axes.ts';
import { fairnessOf, type Grouping } from '#models/chexbench/fairness/fairness.ts';
import { defaultCuts } from '#models/chexbench/fairness/groups.ts';
import { unitsOf } from '#models/chexbench/fairness/units.ts';
import { benchTasks, type BenchTask } from '#models/chexbench/items.ts';
import { itemMetric, itemValues } from '#models/chexbench/itemValues.ts';
import type { BenchRecord } from '#models/chexbench/record.ts';
import { writePhantomBench, type PhantomCounts, type PhantomOrder } from './phantomFolder.ts';
import { readRecords } from './recordsFile.ts';
import { readWhole, scoredRun, type ScoredRun } from './scored.ts';

/** What takes seconds, and so is done beside the window. */
export interface BenchJobs {
  phantoms: { input: PhantomOrder; output: PhantomCounts };
  results: { input: { folder: string }; output: BenchResults };
  groups: {
    input: { folder: string; task: BenchTask; by: readonly string[]; finding: string | null };
    output: readonly Grouping[];
  };
  worst: { input: { folder: string; task: BenchTask; most: number }; output: WorstAnswers };
}

export type JobName = keyof BenchJobs;
export type BenchJob = { [N in JobName]: { readonly name: N; readonly input: BenchJobs[N]['input'] } }[JobName];

/** The scores of a run, and what its answers can be compared by. */
export interface BenchResults extends ScoredRun {
  readonly tasks: readonly BenchTask[];
  /** What the yes or no questions ask for. */
  readonly findings: readonly string[];
  /** Attributes that tell the patients apart into a few groups. */
  readonly attributes: readonly string[];
}

export interface WorstAnswers {
  readonly metric: string;
  readonly answers: readonly (BenchRecord & { readonly value: number })[];
}

/** Patients that a group must have, and draws, as `bench fairness` has them. */
const LEAST = 20;
const DRAWS = 1000;
const SEED = 1;

/** Different values that an attribute may have to make groups; numbers are cut into bands. */
const MOST_VALUES = 8;

export const jobs: { readonly [N in JobName]: (input: BenchJobs[N]['input']) => Promise<BenchJobs[N]['output']> } = {
  phantoms: (order) => writePhantomBench(order, () => {}),
  async results({ folder }) {
    const { run, records } = await readWhole(folder);
    const tasks = benchTasks.filter((task) => records.some((record) => record.task === task));
    return { ...scoredRun(run, records), tasks, findings: findingsOf(records), attributes: attributesOf(records) };
  },
  async groups({ folder, task, by, finding }) {
    const records = (await readRecords(folder)).filter((record) => record.task === task);
    const options = { by, cuts: defaultCuts, least: LEAST, draws: DRAWS, random: seededRandom(SEED) };
    return fairnessOf(unitsOf(records, finding), options);
  },
  async worst({ folder, task, most }) {
    const valued = itemValues(task, await readRecords(folder)).toSorted((one, other) => one.value - other.value);
    const answers = valued.slice(0, most).map(({ record, value }) => ({ ...record, value }));
    return { metric: itemMetric(task), answers };
  },
};

function findingsOf(records: readonly BenchRecord[]): string[] {
  const asked = records.filter(({ task }) => task === taskKeys.binary).map(({ slice }) => slice);
  return [...new Set(asked.filter((slice) => slice !== null))].sort();
}

function attributesOf(records: readonly BenchRecord[]): string[] {
  const values = new Map<string, Set<string | number>>();
  for (const { attributes } of records) {
    for (const [name, value] of Object.entries(attributes)) {
      values.set(name, (values.get(name) ?? new Set()).add(value));
    }
  }
  return [...values]
    .filter(([name, those]) => those.size > 1 && (those.size <= MOST_VALUES || defaultCuts[name] !== undefined))
    .map(([name]) => name);
}
