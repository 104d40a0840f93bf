import { existsSync } from 'node:fs';
import { cp, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, toFailureData, type FailureData } from '#core/errors.ts';
import type { EndpointInput, EndpointOutput } from '#core/ipc/contract.ts';
import type { TrainingRun } from '#core/ipc/training.ts';
import { buildFolder, jsonText, onFile, writeWhole } from '#main/services/files.ts';
import { readModelFolder } from '#main/services/model/modelFolder.ts';
import { connectRuntime, type RuntimeClient } from '#main/services/model/runtime/connect.ts';
import type { StartRuntime } from '#main/services/model/runtime/fork.ts';
import type { AskEvent } from '#main/services/model/runtime/messages.ts';
import { defaultThreads } from '#main/services/model/runtime/provider.ts';
import { MODEL_FILES } from '#models/chexagent/architecture.ts';
import { briefPlan } from '#models/training/brief.ts';
import { usualPlan, type MiniPlan } from '#models/training/mini.ts';
import { stages } from '#models/training/stages/stages.ts';
import { STAGE_NAMES } from '#models/training/stages/stage.ts';
import { readPlan, RUN_FILES, settlePlan } from './runFolder.ts';
import { isFinished, presetOf, runsIn, viewRun } from './runView.ts';
import { runTraining, type RunTools } from './wholeRun.ts';

type Work = NonNullable<TrainingRun['work']>;

/** The window hears of a run at most this often. */
const TOLD_EVERY = 500;
/** Width of the sample phantoms' pictures in pixels. */
const PICTURE = 320;
/** Patients that a finished run is asked about. */
const MOST_ASKED = 100;

/** Words of the runtime for its work; steps of a stage have words of their own. */
const PARTS: Readonly<Record<string, Work['part']>> = {
  'films rendered': 'films',
  preparing: 'preparing',
  'phantoms drafted': 'samples',
  'converted, MB': 'convert',
  'probe, parts': 'convert',
  'snapshot hashed, files': 'convert',
  'patients asked about': 'evaluate',
  'patients hashed': 'evaluate',
};

export interface TrainingDeskParts {
  /** Holds `training/` with the runs, and `models/`. */
  readonly userData: string;
  readonly start: StartRuntime;
  readonly version: string;
  /** Wall clock, ms since 1970. */
  now(): number;
  tell(run: TrainingRun): void;
}

/** Training in the app, one run at a time, in processes of its own. Runs stay in their folders and go on after a restart. */
export interface TrainingDesk {
  list(): Promise<EndpointOutput<'training.list'>>;
  phantoms(): Promise<EndpointOutput<'training.phantoms'>>;
  open(run: string): Promise<TrainingRun>;
  /** Throws bad-input while another run is in work. */
  start(order: EndpointInput<'training.start'>): Promise<TrainingRun>;
  resume(run: string): Promise<TrainingRun>;
  pause(run: string): Promise<TrainingRun>;
  /** Throws file-exists when the models have it already. */
  install(run: string): Promise<TrainingRun>;
  folderOf(run: string): string;
  /** A reader needs the machine: training keeps still until `goOn`. */
  rest(): void;
  goOn(): void;
  close(): void;
}

interface Running {
  readonly run: string;
  readonly stop: AbortController;
  readonly runtimes: Set<RuntimeClient>;
  work: Work | null;
  ended: Promise<void>;
}

export function createTrainingDesk({ userData, start, version, now, tell }: TrainingDeskParts): TrainingDesk {
  const place = join(userData, 'training');
  const models = join(userData, 'models');
  let running: Running | null = null;
  let resting = false;
  let pictures: Promise<EndpointOutput<'training.phantoms'>> | null = null;
  /** Why a run ended, until it goes on. */
  const failures = new Map<string, FailureData>();

  const folderOf = (run: string): string => join(place, run);

  async function open(run: string): Promise<TrainingRun> {
    const folder = folderOf(run);
    return {
      ...(await viewRun(folder, run)),
      phase: phaseOf(run),
      work: running?.run === run ? running.work : null,
      failure: failures.get(run) ?? null,
      installed: existsSync(join(models, run)),
    };
  }

  function phaseOf(run: string): TrainingRun['phase'] {
    if (running?.run === run) return 'running';
    if (failures.has(run)) return 'failed';
    return isFinished(folderOf(run)) ? 'done' : 'paused';
  }

  function begin(run: string): void {
    failures.delete(run);
    const own: Running = {
      ...{ run, stop: new AbortController(), runtimes: new Set<RuntimeClient>(), work: null },
      ended: Promise.resolve(),
    };
    running = own;
    own.ended = work(own);
  }

  async function work(own: Running): Promise<void> {
    const teller = tellNowAndThen(own);
    try {
      const { seed, patients } = await readPlan(folderOf(own.run));
      const asked = Math.min(MOST_ASKED, Math.ceil(patients / 20));
      const order = { seed, split: 'validation', patients: asked } as const;
      const tools: RunTools = {
        ask: (job, tells) => inProcess(own, tells ? teller : () => {}, job),
        ...{ threads: defaultThreads(), converter: `chexstudy ${version}`, now },
      };
      await runTraining(folderOf(own.run), [order], tools);
    } catch (thrown) {
      if (!own.stop.signal.aborted) failures.set(own.run, toFailureData(thrown));
    } finally {
      own.stop.abort();
      running = null;
    }
    tell(await open(own.run));
  }

  /** One piece of work in a process of its own. */
  async function inProcess<T>(own: Running, teller: (event: AskEvent) => void, job: Parameters<RunTools['ask']>[0]) {
    if (own.stop.signal.aborted) throw new Failure('cancelled');
    const runtime = connectRuntime(start());
    if (resting) runtime.rest(true);
    own.runtimes.add(runtime);
    try {
      return (await job(runtime, { signal: own.stop.signal, onEvent: teller })) as T;
    } finally {
      own.runtimes.delete(runtime);
      runtime.close();
    }
  }

  function tellNowAndThen(own: Running): (event: AskEvent) => void {
    let told = -Infinity;
    return (event) => {
      if (event.kind !== 'work') return;
      own.work = { part: PARTS[event.what] ?? 'stages', done: event.done, total: event.total };
      if (now() - told < TOLD_EVERY) return;
      told = now();
      // What can't be read now is said when the run ends.
      open(own.run)
        .then((state) => running === own && tell(state))
        .catch(() => undefined);
    };
  }

  async function makePictures(): Promise<EndpointOutput<'training.phantoms'>> {
    const runtime = connectRuntime(start());
    try {
      const films = await runtime.ask('samplePhantoms', { size: PICTURE });
      return films.map(({ png, truth }) => ({
        picture: `data:image/png;base64,${Buffer.from(png).toString('base64')}`,
        truth,
      }));
    } finally {
      runtime.close();
    }
  }

  function needIdle(): void {
    if (running) throw new Failure('bad-input', { where: 'training', reason: 'another run is in work' });
  }

  return {
    open,
    folderOf,
    async list() {
      const runs = await Promise.all(
        (await runsIn(place)).map(async (run) => {
          const { seed } = await readPlan(folderOf(run));
          const begun = (await stat(join(folderOf(run), RUN_FILES.plan))).mtimeMs;
          return { run, preset: presetOf(run), seed, phase: phaseOf(run), begun };
        }),
      );
      return {
        stages: STAGE_NAMES.map((stage) => ({
          stage,
          trains: stages[stage].trains.filter((group) => group !== 'helper' && group !== 'table'),
        })),
        runs: runs.toSorted((one, other) => other.begun - one.begun),
      };
    },
    phantoms() {
      pictures ??= makePictures();
      // A failure is no answer: the next one who asks tries again.
      pictures.catch(() => (pictures = null));
      return pictures;
    },
    async start({ preset, seed }) {
      needIdle();
      const run = freeRun(place, `${preset}-seed-${seed}`);
      await onFile(place, () => mkdir(place, { recursive: true }));
      const plan: MiniPlan = preset === 'brief' ? briefPlan(seed) : usualPlan(seed);
      await settlePlan(folderOf(run), plan);
      needIdle();
      begin(run);
      return open(run);
    },
    async resume(run) {
      if (running?.run !== run) {
        needIdle();
        begin(run);
      }
      return open(run);
    },
    async pause(run) {
      if (running?.run === run) {
        running.stop.abort();
        await running.ended;
      }
      return open(run);
    },
    async install(run) {
      const from = join(folderOf(run), RUN_FILES.model);
      const { manifest } = await readModelFolder(from);
      await onFile(models, () => mkdir(models, { recursive: true }));
      await buildFolder(join(models, run), async (aside) => {
        await onFile(aside, () => cp(from, aside, { recursive: true }));
        await writeWhole(join(aside, MODEL_FILES.manifest), jsonText({ ...manifest, name: run }));
      });
      return open(run);
    },
    rest() {
      resting = true;
      for (const runtime of running?.runtimes ?? []) runtime.rest(true);
    },
    goOn() {
      resting = false;
      for (const runtime of running?.runtimes ?? []) runtime.rest(false);
    },
    close() {
      for (const runtime of running?.runtimes ?? []) runtime.close();
    },
  };
}

function freeRun(place: string, wanted: string): string {
  let name = wanted;
  for (let number = 2; existsSync(join(place, name)); number++) name = `${wanted}-${number}`;
  return name;
}
