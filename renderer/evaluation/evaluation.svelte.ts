import { toFailureData, type FailureData } from '#core/errors.ts';
import type { AskFilm } from '#core/ipc/asking.ts';
import type { EndpointInput } from '#core/ipc/contract.ts';
import type {
  BenchTask,
  ChosenBench,
  Evaluation,
  EvaluationResults,
  PatientGroups,
  WorstAnswers,
} from '#core/ipc/evaluation.ts';
import type { Api } from '#renderer/api.ts';

type Order = Omit<EndpointInput<'evaluation.start'>, 'bench'>;

/** What the paper's fairness figure compares by. */
const PAPER_FACTORS: readonly string[] = ['sex', 'race', 'age'];

/** The runs of benchmarks on this machine, and the one that is looked at. */
export class Evaluations {
  runs = $state.raw<readonly Evaluation[] | null>(null);
  /** Null while a new one is being chosen. */
  run = $state.raw<Evaluation | null>(null);
  bench = $state.raw<ChosenBench | null>(null);
  results = $state.raw<EvaluationResults | null>(null);
  /** The list whose groups and worst answers are shown. */
  task = $state.raw<BenchTask | null>(null);
  by = $state.raw<readonly string[]>([]);
  /** The finding that groups are compared in; null for all that the list asks for. */
  finding = $state.raw<string | null>(null);
  groups = $state.raw<readonly PatientGroups[]>([]);
  worst = $state.raw<WorstAnswers | null>(null);
  /** The answer that is looked at, by its place among the worst. */
  shown = $state.raw<number | null>(null);
  films = $state.raw<readonly AskFilm[]>([]);
  complaint = $state.raw<FailureData | null>(null);
  /** Something was asked for and has not come yet. */
  busy = $state(false);
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  readonly answer = $derived(this.shown === null ? null : (this.worst?.answers[this.shown] ?? null));

  /** Returns the function that stops listening. */
  listen(): () => void {
    return this.#api.listen('evaluation', (state) => {
      if (this.run?.key !== state.key) return;
      this.run = state;
      if (state.phase !== 'running') void this.#acting(() => this.#look(state));
    });
  }

  /** Looks at the run in work, else at the newest. */
  load(): Promise<void> {
    return this.#acting(async () => {
      await this.#list();
      const first = this.runs?.find(({ phase }) => phase === 'running') ?? this.runs?.[0];
      if (first) await this.#look(first);
    });
  }

  /** An empty key is a new run. */
  look(key: string): Promise<void> {
    return this.#acting(async () => this.#look(this.runs?.find((each) => each.key === key) ?? null));
  }

  choose(): Promise<void> {
    return this.#acting(async () => {
      this.bench = (await this.#api.call('evaluation.choose', {})) ?? this.bench;
    });
  }

  phantoms(): Promise<void> {
    return this.#acting(async () => {
      this.bench = await this.#api.call('evaluation.phantoms', {});
    });
  }

  start(order: Order): Promise<void> {
    return this.#acting(async () => {
      if (!this.bench) return;
      const run = await this.#api.call('evaluation.start', { ...order, bench: this.bench.key });
      await this.#lookAfresh(run);
    });
  }

  resume(run: string): Promise<void> {
    return this.#acting(async () => this.#lookAfresh(await this.#api.call('evaluation.resume', { run })));
  }

  pause(run: string): Promise<void> {
    return this.#acting(async () => this.#lookAfresh(await this.#api.call('evaluation.pause', { run })));
  }

  save(run: string): Promise<void> {
    return this.#acting(async () => void (await this.#api.call('evaluation.save', { run })));
  }

  /** Chooses the list whose groups and worst answers are shown. */
  lookAt(task: BenchTask): Promise<void> {
    return this.#acting(() => this.#lookAt(task));
  }

  /** An attribute more or less to compare by. */
  compareBy(attribute: string): Promise<void> {
    const without = this.by.filter((each) => each !== attribute);
    this.by = without.length < this.by.length ? without : [...this.by, attribute];
    return this.#acting(() => this.#compare());
  }

  /** Null for all findings. */
  compareIn(finding: string | null): Promise<void> {
    this.finding = finding;
    return this.#acting(() => this.#compare());
  }

  /** Shows one of the worst answers with its films. */
  show(place: number): Promise<void> {
    return this.#acting(async () => {
      const answer = this.worst?.answers[place];
      if (!this.run || !this.task || !answer) return;
      const order = { run: this.run.key, task: this.task, index: answer.index };
      this.films = await this.#api.call('evaluation.films', order);
      this.shown = place;
    });
  }

  async #list(): Promise<void> {
    this.runs = await this.#api.call('evaluation.list', {});
  }

  /** A short run may have ended before the answer to its start came. */
  async #lookAfresh(run: Evaluation): Promise<void> {
    await this.#list();
    await this.#look(this.runs?.find(({ key }) => key === run.key) ?? run);
  }

  async #look(run: Evaluation | null): Promise<void> {
    this.run = run;
    this.results = null;
    this.#forget();
    if (!run || run.phase === 'running' || run.done === 0) return;
    this.results = await this.#api.call('evaluation.results', { run: run.key });
    const { tasks, attributes } = this.results;
    const factors = attributes.filter((name) => PAPER_FACTORS.includes(name));
    this.by = factors.length > 0 ? factors : attributes.slice(0, 1);
    const first = tasks.find((task) => task === this.task) ?? tasks[0];
    if (first) await this.#lookAt(first);
  }

  #forget(): void {
    this.groups = [];
    this.worst = null;
    this.shown = null;
    this.films = [];
  }

  async #lookAt(task: BenchTask): Promise<void> {
    if (!this.run) return;
    this.task = task;
    this.finding = null;
    this.#forget();
    this.worst = await this.#api.call('evaluation.worst', { run: this.run.key, task });
    await this.#compare();
  }

  async #compare(): Promise<void> {
    this.groups = [];
    if (!this.run || !this.task || this.by.length === 0) return;
    const order = { run: this.run.key, task: this.task, by: [...this.by], finding: this.finding };
    this.groups = await this.#api.call('evaluation.groups', order);
  }

  async #acting(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.complaint = null;
    try {
      await work();
    } catch (thrown) {
      this.complaint = toFailureData(thrown);
    }
    this.busy = false;
  }
}
