import { toFailureData, type FailureData } from '#core/errors.ts';
import type { EndpointInput, SignalPayload } from '#core/ipc/contract.ts';
import type { ModelProvider, ModelRow } from '#core/ipc/models.ts';
import type { Api } from '#renderer/api.ts';

type Provider = ModelProvider['provider'];
export type Quantisation = EndpointInput<'models.add'>['quantisation'];

/** The models that this user's app knows, and the one piece of work on them; it goes on while other views are open. */
export class Models {
  rows = $state.raw<readonly ModelRow[] | null>(null);
  /** Where each model runs and why, as far as it was tried out. */
  providers = $state.raw<Readonly<Record<string, ModelProvider | FailureData>>>({});
  /** What is being done: the key of the model that is checked, or `add`. */
  busy = $state<string | null>(null);
  work = $state.raw<SignalPayload<'work'> | null>(null);
  complaint = $state.raw<FailureData | null>(null);
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
    api.listen('work', (work) => {
      if (this.busy !== null) this.work = work;
    });
  }

  async load(): Promise<void> {
    await this.#telling(async () => {
      this.rows = await this.#api.call('models.list', {});
    });
    void this.#tryProviders();
  }

  /** A few seconds the first time, in processes of their own. */
  async #tryProviders(): Promise<void> {
    for (const { key, card } of this.rows ?? []) {
      if (!card || this.providers[key]) continue;
      const found = await this.#api.call('models.provider', { model: key }).catch(toFailureData);
      // Broken off for a reader: tried again the next time.
      if ('code' in found && (found.code === 'cancelled' || found.code === 'reader-signed-in')) continue;
      this.providers = { ...this.providers, [key]: found };
    }
  }

  /** Null leaves it to the trials again. */
  async useProvider(model: string, provider: Provider | null): Promise<void> {
    await this.#telling(async () => {
      const found = await this.#api.call('models.useProvider', { model, provider });
      this.providers = { ...this.providers, [model]: found };
    });
  }

  add(quantisation: Quantisation): Promise<void> {
    return this.#working('add', () => this.#api.call('models.add', { quantisation }));
  }

  check(model: string): Promise<void> {
    return this.#working(model, () => this.#api.call('models.check', { model }));
  }

  bench(model: string): Promise<void> {
    return this.#working(model, () => this.#api.call('models.bench', { model }));
  }

  async remove(model: string): Promise<void> {
    this.complaint = null;
    await this.#telling(() => this.#api.call('models.remove', { model }));
    await this.load();
  }

  async cancel(): Promise<void> {
    await this.#telling(() => this.#api.call('models.cancel', {}));
  }

  async #working(what: string, run: () => Promise<unknown>): Promise<void> {
    this.busy = what;
    this.complaint = null;
    try {
      await this.#telling(run);
    } finally {
      this.busy = null;
      this.work = null;
    }
    await this.load();
  }

  async #telling(run: () => Promise<unknown>): Promise<void> {
    try {
      await run();
    } catch (thrown) {
      const failure = toFailureData(thrown);
      // Whoever cancels knows it.
      if (failure.code !== 'cancelled') this.complaint = failure;
    }
  }
}
