import { SvelteMap } from 'svelte/reactivity';
import { toFailureData, type FailureData } from '#core/errors.ts';
import type { EndpointInput } from '#core/ipc/contract.ts';
import type { Intake, PlannedCase, TakenIn } from '#core/ipc/intake.ts';
import type { Api } from '#renderer/api.ts';
import { hasCurrent, takenFilms } from '#studies/cases/intake/plan.ts';

type Draft = EndpointInput<'intake.create'>['draft'];

/** The intake on the screen: what was found, what of it is taken, and which cases are shown. */
export class Intakes {
  readonly #api: Api;
  readonly #pathOf: (file: File) => string;
  state = $state.raw<Intake | null>(null);
  /** Numbers of the cases that are wanted. */
  #wanted = $state.raw<readonly number[]>([]);
  /** By the numbers of cases the files of their films that are left out. */
  readonly #without = new SvelteMap<number, readonly string[]>();
  onlyDoubtful = $state(false);
  /** Whether what may identify in texts is replaced. */
  mask = $state(false);
  /** Number of the case that is looked at closely. */
  chosen = $state<number | null>(null);
  complaint = $state.raw<FailureData | null>(null);
  /** What became of the last taking in. */
  done = $state.raw<TakenIn | null>(null);

  readonly cases = $derived(this.state?.plan?.cases ?? []);
  /** Numbers of the cases that are taken: the wanted ones that still have a film of their own time. */
  readonly taken = $derived(
    this.cases.filter((each) => this.#wanted.includes(each.number) && this.isUsable(each)).map(({ number }) => number),
  );
  readonly shown = $derived(this.onlyDoubtful ? this.cases.filter(isDoubtful) : this.cases);
  readonly doubtful = $derived(this.cases.filter(isDoubtful).length);
  /** Texts in which something may identify. */
  readonly marked = $derived(
    this.cases.flatMap(({ indication, drafts }) => [indication, ...drafts]).filter(({ marks }) => marks.length > 0)
      .length,
  );
  readonly close = $derived(this.cases.find(({ number }) => number === this.chosen) ?? null);
  readonly working = $derived(this.state?.phase === 'looking' || this.state?.phase === 'taking');

  /** `pathOf` tells where a dropped file lies; empty where the system does not say. */
  constructor(api: Api, pathOf: (file: File) => string) {
    this.#api = api;
    this.#pathOf = pathOf;
  }

  /** Hears of the work; returns what ends the listening. */
  listen(): () => void {
    return this.#api.listen('intake', (state) => this.#become(state));
  }

  load(): Promise<void> {
    return this.#acting(async () => this.#become(await this.#api.call('intake.open', {})));
  }

  /** Somebody comes into the room: what was done before is told no more. */
  enter(): Promise<void> {
    this.done = null;
    return this.load();
  }

  choose(what: 'folder' | 'file'): Promise<void> {
    return this.#acting(async () => this.#become(await this.#api.call('intake.choose', { what })));
  }

  drop(file: File): Promise<void> {
    return this.#acting(async () => {
      const path = this.#pathOf(file);
      if (path !== '') this.#become(await this.#api.call('intake.drop', { path }));
    });
  }

  regroup(unit: Intake['unit']): Promise<void> {
    return this.#acting(async () => this.#become(await this.#api.call('intake.regroup', { unit })));
  }

  cancel(): Promise<void> {
    return this.#acting(async () => this.#become(await this.#api.call('intake.cancel', {})));
  }

  /** Lets everything go, on the way out or to begin anew. */
  leave(): Promise<void> {
    return this.#acting(async () => this.#become(await this.#api.call('intake.leave', {})));
  }

  toggle(number: number): void {
    this.#wanted = toggled(this.#wanted, number);
  }

  /** Leaves a film out of a case, or takes it again. */
  toggleFilm(number: number, file: string): void {
    this.#without.set(number, toggled(this.without(number), file));
  }

  /** Files of a case's films that are left out. */
  without(number: number): readonly string[] {
    return this.#without.get(number) ?? [];
  }

  isUsable({ number, films }: PlannedCase): boolean {
    return hasCurrent(takenFilms(films, this.without(number)));
  }

  /** Makes a study of what is taken, or adds it to the one that is being designed. */
  async take(draft: Draft | null, study: string | null): Promise<void> {
    await this.#acting(async () => {
      const taken = this.taken.map((number) => ({ number, without: [...this.without(number)] }));
      const choice = { taken, mask: this.mask };
      const made =
        study !== null
          ? await this.#api.call('intake.add', { study, ...choice })
          : draft && (await this.#api.call('intake.create', { draft, ...choice }));
      if (made) this.done = made;
    });
    const { complaint } = this;
    await this.load();
    this.complaint = complaint;
  }

  #become(state: Intake): void {
    // While cases are taken in, the plan is not told again.
    const plan = state.plan ?? (state.phase === 'taking' ? (this.state?.plan ?? null) : null);
    const isNew = plan !== this.state?.plan && plan !== null && state.phase === 'ready';
    const before = this.state;
    this.state = { ...state, plan };
    if (!isNew || isSame(plan, before?.plan ?? null)) return;
    this.#wanted = plan.cases.flatMap(({ number, taken }) => (taken ? [number] : []));
    this.#without.clear();
    this.chosen = null;
    this.done = null;
    this.onlyDoubtful = false;
    this.mask = false;
  }

  async #acting(work: () => Promise<void>): Promise<void> {
    this.complaint = null;
    try {
      await work();
    } catch (thrown) {
      this.complaint = toFailureData(thrown);
    }
  }
}

function toggled<T>(all: readonly T[], one: T): T[] {
  return all.includes(one) ? all.filter((each) => each !== one) : [...all, one];
}

/** Every answer is a new object; the pictures' addresses tell one look from another, the films one grouping. */
function isSame(plan: NonNullable<Intake['plan']>, before: Intake['plan']): boolean {
  const name = (each: Intake['plan']): string =>
    JSON.stringify(each?.cases.map(({ films }) => films.map(({ file, url }) => [file, url])));
  return name(plan) === name(before);
}

/** Whether there is anything to look at before a case is taken. */
function isDoubtful({ warnings, films }: PlannedCase): boolean {
  return warnings.length > 0 || films.some((film) => film.warnings.length > 0 || film.problem !== null);
}
