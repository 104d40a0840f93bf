import { toFailureData, type FailureData } from '#core/errors.ts';
import type { AskAnswer, AskFilm, AskTask, TaskField, TaskName } from '#core/ipc/asking.ts';
import type { EndpointInput, SignalPayload } from '#core/ipc/contract.ts';
import type { Api } from '#renderer/api.ts';

/** Tasks in the order and the groups in which they are offered. */
export const TASK_GROUPS = {
  find: [
    'phrase-grounding',
    'abnormality-detection',
    'chest-tube-detection',
    'rib-fracture-detection',
    'foreign-object-detection',
  ],
  recognise: [
    'view-classification',
    'view-matching',
    'binary-disease-classification',
    'disease-identification',
    'image-text-matching',
    'temporal-classification',
  ],
  write: ['findings-generation', 'findings-section-by-section', 'findings-summarization', 'impression-generation'],
  other: ['named-entity-recognition', 'free-question'],
} as const satisfies Record<string, readonly TaskName[]>;

/** What a film is to a task. */
type Slot = 'only' | 'second' | 'earlier' | 'newer' | 'first';

/** One conversation with a model: what is asked, how far the answer is, and the last answer. */
export class Asking {
  tasks = $state.raw<readonly AskTask[]>([]);
  model = $state('');
  task = $state<TaskName>('phrase-grounding');
  values = $state<Record<TaskField, string>>({
    indication: '',
    disease: '',
    diseases: '',
    text: '',
    phrase: '',
    findings: '',
    question: '',
  });
  films = $state.raw<readonly (AskFilm | null)[]>([null, null]);
  /** Where a film is being chosen, opened or drawn. */
  choosing = $state<number | null>(null);
  /** Set while the model works. */
  progress = $state.raw<SignalPayload<'asking'> | null>(null);
  answer = $state.raw<AskAnswer | null>(null);
  /** What the answer is to. */
  asked = $state.raw<{ task: TaskName; about: string } | null>(null);
  complaint = $state.raw<FailureData | null>(null);
  /** A film that was refused and can be taken all the same. */
  refused = $state.raw<{ slot: number; failure: FailureData } | null>(null);
  readonly #api: Api;

  constructor(api: Api, model: string) {
    this.#api = api;
    this.model = model;
  }

  readonly need = $derived(this.tasks.find(({ task }) => task === this.task));
  readonly fields = $derived(this.need?.fields ?? []);
  /** The films of this task, in its order. */
  readonly used = $derived(this.films.slice(0, this.need?.films.most ?? 0).filter((film) => film !== null));
  readonly filmMissing = $derived(this.films.slice(0, this.need?.films.least ?? 0).includes(null));
  readonly ready = $derived(this.model !== '' && !this.filmMissing && this.choosing === null);

  /** Returns the function that stops listening and lets everything go. */
  begin(): () => void {
    const stop = this.#api.listen('asking', (progress) => {
      if (this.progress) this.progress = progress;
    });
    void this.#telling(async () => {
      this.tasks = await this.#api.call('asking.tasks', {});
    });
    return () => {
      stop();
      void this.#api.call('asking.close', {});
    };
  }

  slotOf(index: number): Slot {
    if (this.need?.films.most === 1) return 'only';
    if (this.task === 'temporal-classification') return index === 0 ? 'earlier' : 'newer';
    return index === 0 ? 'first' : 'second';
  }

  /** A film from the disk, the one that was refused for its header, or the next phantom. */
  async choose(slot: number, from: EndpointInput<'asking.choose'>['from'] = 'disk'): Promise<void> {
    if (this.choosing !== null) return;
    this.choosing = slot;
    this.refused = null;
    await this.#telling(async () => {
      const keep = this.films.flatMap((film, index) => (film && index !== slot ? [film.key] : []));
      const { film, refused: failure } = await this.#api.call('asking.choose', { from, keep });
      if (failure) this.refused = { slot, failure };
      if (film) this.#put(slot, film);
    });
    this.choosing = null;
  }

  remove(slot: number): void {
    this.#put(slot, null);
  }

  #put(slot: number, film: AskFilm | null): void {
    this.films = this.films.map((each, index) => (index === slot ? film : each));
    // An answer about another film would point at the wrong places.
    this.answer = null;
  }

  async ask(): Promise<void> {
    if (this.progress || !this.ready) return;
    this.progress = { phase: 'loading', done: 0, total: 0, text: '' };
    this.answer = null;
    const { task, model, fields } = this;
    this.asked = { task, about: fields.map((field) => this.values[field].trim()).join(' ') };
    await this.#telling(async () => {
      const films = this.used.map(({ key }) => key);
      const values = Object.fromEntries(fields.map((field) => [field, this.#valueOf(field)]));
      this.answer = await this.#api.call('asking.ask', { model, task, films, values });
    });
    this.progress = null;
  }

  async stop(): Promise<void> {
    await this.#telling(() => this.#api.call('asking.stop', {}));
  }

  #valueOf(field: TaskField): string | string[] {
    const value = this.values[field].trim();
    if (field !== 'diseases') return value;
    return value.split(/[,;\n]/).flatMap((name) => name.trim() || []);
  }

  async #telling(run: () => Promise<unknown>): Promise<void> {
    this.complaint = null;
    try {
      await run();
    } catch (thrown) {
      const failure = toFailureData(thrown);
      // Whoever stops knows it.
      if (failure.code !== 'cancelled') this.complaint = failure;
    }
  }
}
