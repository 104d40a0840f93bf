import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Failure, toFailureData, type FailureData } from '#core/errors.ts';
import type { AskFilm } from '#core/ipc/asking.ts';
import type { EndpointInput, EndpointOutput } from '#core/ipc/contract.ts';
import type { ChosenBench, Evaluation } from '#core/ipc/evaluation.ts';
import { readBytes, saveFigure } from '#main/services/files.ts';
import { createDrafter } from '#main/services/model/drafter.ts';
import { filmPicture } from '#main/services/model/films.ts';
import { readModelFolder } from '#main/services/model/modelFolder.ts';
import type { StartRuntime } from '#main/services/model/runtime/fork.ts';
import { defaultThreads } from '#main/services/model/runtime/provider.ts';
import { startUntil } from '#main/services/model/runtime/startUntil.ts';
import type { ModelShelf } from '#main/services/model/shelf.ts';
import { showFilm } from '#main/services/model/shownFilm.ts';
import { unlessStopped } from '#main/services/model/unlessStopped.ts';
import { GENERATE_DEFAULTS } from '#models/chexagent/generate/generate.ts';
import { benchTasks } from '#models/chexbench/items.ts';
import { questionsOf, type BenchQuestion } from '#models/chexbench/questions.ts';
import { evaluationFolder, listOrders, readOrder, writeOrder, type EvaluationOrder } from './evaluationFolder.ts';
import type { RunJob } from './jobsThread.ts';
import { folderModel, majorityModel, randomModel } from './models.ts';
import { benchIn, runBench, type ModelChoice } from './run.ts';
import { countRecords, readRecords } from './recordsFile.ts';
import { saveTables } from './tables.ts';

/** The phantoms that every machine can be tried on. */
const PHANTOMS = { seed: 1, items: 24, size: 384 } as const;
/** The window hears of a run at most this often, in ms. */
const TOLD_EVERY = 250;
/** How a run ends that was told to. */
const STOPPED = new Set<string>(['cancelled', 'draft-cancelled', 'runtime-crashed']);
/** Answers that are shown as the worst. */
const WORST = 50;
/** Seed of the baseline of chance. */
const CHANCE = 1;

export interface EvaluationDeskParts {
  /** Holds `evaluations/` with the runs, and the phantoms. */
  readonly userData: string;
  readonly start: StartRuntime;
  readonly version: string;
  readonly shelf: Pick<ModelShelf, 'folderOf' | 'provider'>;
  readonly job: RunJob;
  /** Wall clock, ms since 1970. */
  now(): number;
  chooseFile(): Promise<string | null>;
  tell(state: Evaluation): void;
}

/** Benchmarks in the app, one run at a time. Runs stay in their folders and go on after a restart. */
export interface EvaluationDesk {
  list(): Promise<Evaluation[]>;
  /** Throws bad-input, csv-columns, csv-row. */
  choose(): Promise<ChosenBench | null>;
  phantoms(): Promise<ChosenBench>;
  /** Throws bad-input while another run is in work, and model-missing. */
  start(order: EndpointInput<'evaluation.start'>): Promise<Evaluation>;
  resume(run: string): Promise<Evaluation>;
  pause(run: string): Promise<Evaluation>;
  results(run: string): Promise<EndpointOutput<'evaluation.results'>>;
  groups(input: EndpointInput<'evaluation.groups'>): Promise<EndpointOutput<'evaluation.groups'>>;
  worst(input: EndpointInput<'evaluation.worst'>): Promise<EndpointOutput<'evaluation.worst'>>;
  films(input: EndpointInput<'evaluation.films'>): Promise<AskFilm[]>;
  /** A film of the item that was asked for last; null for any other key. */
  filmBytes(key: string): Uint8Array | null;
  /** Writes the tables; gives their folder. */
  save(run: string): Promise<string>;
  saveFigure(input: EndpointInput<'evaluation.saveFigure'>): Promise<EndpointOutput<'evaluation.saveFigure'>>;
  /** Stops what runs and lets films go: a reader needs the machine, or the app ends. */
  rest(): Promise<void>;
}

interface Running {
  readonly key: string;
  readonly stop: AbortController;
  state: Evaluation;
  ended: Promise<void>;
}

export function createEvaluationDesk(parts: EvaluationDeskParts): EvaluationDesk {
  const { userData, shelf, job, now, tell } = parts;
  const place = join(userData, 'evaluations');
  /** Files that a person chose, by the key that the window knows. */
  const benches = new Map<string, string>();
  /** Why a run ended, until it goes on. */
  const failures = new Map<string, FailureData>();
  const films = new Map<string, Uint8Array>();
  let running: Running | null = null;

  async function remember(file: string): Promise<ChosenBench> {
    const items = await itemsIn(file);
    const key = createHash('sha256').update(file).digest('hex').slice(0, 16);
    benches.set(key, file);
    const lists = benchTasks.map((task) => ({ task, items: items.filter((item) => item.task === task).length }));
    return { key, name: nameOf(file), lists: lists.filter((list) => list.items > 0) };
  }

  async function phantoms(): Promise<ChosenBench> {
    const { seed, items, size } = PHANTOMS;
    const out = join(userData, `phantom-bench-${seed}-${items}-${size}`);
    if (!existsSync(out)) await job('phantoms', { ...PHANTOMS, out });
    return remember(join(out, 'data.json'));
  }

  /** As its folder tells. */
  async function atRest(key: string, order: EvaluationOrder): Promise<Evaluation> {
    const done = await countRecords(evaluationFolder(place, key).run);
    const failure = failures.get(key) ?? null;
    const phase = failure ? 'failed' : done === order.total ? 'done' : 'paused';
    const { bench, modelName: model, total } = order;
    return { key, bench, model, phase, task: null, done, total, remaining: null, failure };
  }

  async function start(wanted: EndpointInput<'evaluation.start'>): Promise<Evaluation> {
    needNoOther();
    const { bench, model, wording, most } = wanted;
    const data = benches.get(bench);
    if (data === undefined) throw new Failure('bad-input', { where: 'evaluation', reason: 'choose a benchmark again' });
    const items = (await itemsIn(data)).filter(({ index }) => most === null || index < most);
    const modelName = isBaseline(model) ? model : (await readModelFolder(await shelf.folderOf(model))).manifest.name;
    const order = { bench: nameOf(data), data, model, modelName, wording, most, total: items.length };
    return begin(await writeOrder(place, { format: 1, begun: now(), ...order }));
  }

  function needNoOther(): void {
    if (running) throw new Failure('bad-input', { where: 'evaluation', reason: 'another one is running' });
  }

  async function begin(key: string): Promise<Evaluation> {
    needNoOther();
    failures.delete(key);
    const order = await readOrder(place, key);
    const state: Evaluation = { ...(await atRest(key, order)), phase: 'running' };
    const own: Running = { key, stop: new AbortController(), state, ended: Promise.resolve() };
    running = own;
    own.ended = work(own, order);
    return state;
  }

  async function work(own: Running, order: EvaluationOrder): Promise<void> {
    const { signal } = own.stop;
    const [begun, before] = [now(), own.state.done];
    let told = begun;
    try {
      const { data, wording, most } = order;
      const images = dirname(data);
      const out = evaluationFolder(place, own.key).run;
      const model = await modelOf(order, images, signal);
      await runBench({ data, images, out, wording, tasks: benchTasks, most }, model, async (what, done, total) => {
        if (signal.aborted) throw new Failure('cancelled');
        const task = benchTasks.find((each) => each === what) ?? null;
        const remaining = ((now() - begun) / 1000 / (done - before)) * (total - done);
        own.state = { ...own.state, task, done, total, remaining };
        if (now() - told < TOLD_EVERY) return;
        told = now();
        tell(own.state);
        // A baseline answers at once: the window's own calls must get their turn.
        await new Promise((resolve) => setImmediate(resolve));
      });
    } catch (thrown) {
      const failure = toFailureData(thrown);
      if (!signal.aborted || !STOPPED.has(failure.code)) failures.set(own.key, failure);
    } finally {
      running = null;
    }
    tell(await atRest(own.key, order));
  }

  async function modelOf({ model }: EvaluationOrder, images: string, signal: AbortSignal): Promise<ModelChoice> {
    if (model === 'random') return randomModel(CHANCE);
    if (model === 'majority') return majorityModel();
    const provider = await unlessStopped(shelf.provider(model), signal);
    const options = {
      folder: await shelf.folderOf(model),
      provider,
      threads: defaultThreads(),
      program: parts.version,
    };
    const drafter = await createDrafter(startUntil(parts.start, signal), options);
    return folderModel(drafter, GENERATE_DEFAULTS.maxTokens, { folder: images, readOther: filmPicture });
  }

  async function stop(key: string | null): Promise<void> {
    if (!running || (key !== null && running.key !== key)) return;
    running.stop.abort();
    await running.ended;
  }

  async function showFilms({ run, task, index }: EndpointInput<'evaluation.films'>): Promise<AskFilm[]> {
    const { data } = await readOrder(place, run);
    const records = await readRecords(evaluationFolder(place, run).run);
    const record = records.find((each) => each.task === task && each.index === index);
    films.clear();
    const shown: AskFilm[] = [];
    for (const image of record?.images ?? []) {
      const name = basename(image);
      const { bytes } = await showFilm(await readBytes(join(dirname(data), image)), name, true);
      const key = randomBytes(8).toString('hex');
      films.set(key, bytes);
      shown.push({ key, name, url: `/film/${key}` });
    }
    return shown;
  }

  return {
    async list() {
      const orders = await listOrders(place);
      return Promise.all(
        orders.map(async ({ key, order }) => (running?.key === key ? running.state : await atRest(key, order))),
      );
    },
    async choose() {
      const file = await parts.chooseFile();
      return file === null ? null : remember(file);
    },
    phantoms,
    start,
    resume: begin,
    async pause(key) {
      await stop(key);
      return atRest(key, await readOrder(place, key));
    },
    results: (run) => job('results', { folder: evaluationFolder(place, run).run }),
    groups: ({ run, ...asked }) => job('groups', { folder: evaluationFolder(place, run).run, ...asked }),
    worst: ({ run, task }) => job('worst', { folder: evaluationFolder(place, run).run, task, most: WORST }),
    films: showFilms,
    filmBytes: (key) => films.get(key) ?? null,
    save: (run) => saveTables(evaluationFolder(place, run)),
    async saveFigure({ run, name, format, content }) {
      const folder = join(evaluationFolder(place, run).folder, 'figures');
      return { folder, file: await saveFigure(folder, `${name}.${format}`, content) };
    },
    async rest() {
      films.clear();
      await stop(null);
    },
  };
}

async function itemsIn(file: string): Promise<BenchQuestion[]> {
  return questionsOf(benchIn((await readBytes(file)).toString('utf8'), file));
}

/** A benchmark is called after its folder: its file is always `data.json`. */
function nameOf(file: string): string {
  return basename(file) === 'data.json' ? basename(dirname(file)) : basename(file);
}

function isBaseline(model: string): boolean {
  return model === 'random' || model === 'majority';
}
