import { toFailureData, type FailureData } from '#core/errors.ts';
import type { EndpointOutput } from '#core/ipc/contract.ts';
import type { TrainingPreset, TrainingRun } from '#core/ipc/training.ts';
import type { Api } from '#renderer/api.ts';

type List = EndpointOutput<'training.list'>;

/** The runs of this machine, and the one that is looked at. */
export class Training {
  stages = $state.raw<List['stages']>([]);
  runs = $state.raw<List['runs'] | null>(null);
  /** Null while a new one is being chosen. */
  run = $state.raw<TrainingRun | null>(null);
  phantoms = $state.raw<EndpointOutput<'training.phantoms'>>([]);
  complaint = $state.raw<FailureData | null>(null);
  busy = $state(false);
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Returns the function that stops listening. */
  listen(): () => void {
    return this.#api.listen('training', (state) => {
      if (this.run?.run === state.run) this.run = state;
      if (state.phase !== 'running') void this.#trying(() => this.#list());
    });
  }

  /** Looks at the run in work, else at the newest. */
  async load(): Promise<void> {
    await this.#trying(async () => {
      await this.#list();
      const first = this.runs?.find(({ phase }) => phase === 'running') ?? this.runs?.[0];
      if (first) this.run = await this.#api.call('training.open', { run: first.run });
    });
    await this.#trying(async () => {
      this.phantoms = await this.#api.call('training.phantoms', {});
    });
  }

  /** An empty name is a new run. */
  look(run: string): Promise<void> {
    return this.#acting(async () => (run === '' ? null : this.#api.call('training.open', { run })));
  }

  start(preset: TrainingPreset, seed: number): Promise<void> {
    return this.#acting(() => this.#api.call('training.start', { preset, seed }));
  }

  resume(run: string): Promise<void> {
    return this.#acting(() => this.#api.call('training.resume', { run }));
  }

  pause(run: string): Promise<void> {
    return this.#acting(() => this.#api.call('training.pause', { run }));
  }

  install(run: string): Promise<void> {
    return this.#acting(() => this.#api.call('training.install', { run }));
  }

  reveal(run: string): Promise<void> {
    return this.#trying(async () => void (await this.#api.call('training.reveal', { run })));
  }

  async #list(): Promise<void> {
    const { stages, runs } = await this.#api.call('training.list', {});
    this.stages = stages;
    this.runs = runs;
  }

  async #acting(work: () => Promise<TrainingRun | null>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.complaint = null;
    await this.#trying(async () => {
      this.run = await work();
      await this.#list();
    });
    this.busy = false;
  }

  async #trying(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      this.complaint = toFailureData(thrown);
    }
  }
}
