import { toFailureData, type FailureData } from '#core/errors.ts';
import type { BuiltTriplets, TripletFilms, TripletFilter, TripletSample } from '#core/ipc/triplets.ts';
import type { Api } from '#renderer/api.ts';

/** Samples that are fetched at once. */
const PAGE = 20;

const NO_FILMS: TripletFilms = { films: [], missing: [] };

/** Built instruction data that is looked through, a page at a time. */
export class Triplets {
  built = $state.raw<BuiltTriplets | null>(null);
  filter = $state.raw<TripletFilter>({ task: null, source: null, split: null });
  /** Place of the page's first sample among those of the filter. */
  from = $state(0);
  total = $state(0);
  samples = $state.raw<readonly TripletSample[]>([]);
  /** The sample that is looked at, by its place on the page. */
  place = $state.raw<number | null>(null);
  shown = $state.raw<TripletFilms>(NO_FILMS);
  complaint = $state.raw<FailureData | null>(null);
  busy = $state(false);
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  readonly sample = $derived(this.place === null ? null : (this.samples[this.place] ?? null));

  open(): Promise<void> {
    return this.#acting(async () => {
      const built = await this.#api.call('triplets.open', {});
      if (!built) return;
      this.built = built;
      this.filter = { task: null, source: null, split: null };
      await this.#turnTo(0);
    });
  }

  /** What the other parts of the filter leave to choose from. */
  choices(part: keyof TripletFilter): readonly string[] {
    const others = { ...this.filter, [part]: null };
    const rows = (this.built?.counts ?? []).filter(
      (row) =>
        (others.task === null || row.task === others.task) &&
        (others.source === null || row.source === others.source) &&
        (others.split === null || row.split === others.split),
    );
    return rows.map((row) => row[part]).filter((value, place, all) => all.indexOf(value) === place);
  }

  narrow(part: Partial<TripletFilter>): Promise<void> {
    this.filter = { ...this.filter, ...part };
    return this.#acting(() => this.#turnTo(0));
  }

  /** One sample on or back, over the edge of the page too. */
  step(by: 1 | -1): Promise<void> {
    const next = this.from + (this.place ?? 0) + by;
    if (this.busy || next < 0 || next >= this.total) return Promise.resolve();
    const place = (this.place ?? 0) + by;
    if (place >= 0 && place < this.samples.length) return this.look(place);
    return this.#acting(() => this.#turnTo(by > 0 ? this.from + PAGE : this.from - PAGE, by < 0));
  }

  /** One page on or back. */
  turn(by: 1 | -1): Promise<void> {
    const from = this.from + by * PAGE;
    if (this.busy || from < 0 || from >= this.total) return Promise.resolve();
    return this.#acting(() => this.#turnTo(from));
  }

  look(place: number): Promise<void> {
    return this.#acting(() => this.#look(place));
  }

  chooseFilms(): Promise<void> {
    return this.#acting(async () => {
      await this.#api.call('triplets.chooseFilms', {});
      if (this.place !== null) await this.#look(this.place);
    });
  }

  async #turnTo(from: number, toLast = false): Promise<void> {
    const { total, samples } = await this.#api.call('triplets.page', { ...this.filter, from });
    this.from = from;
    this.total = total;
    this.samples = samples;
    this.shown = NO_FILMS;
    this.place = null;
    if (samples.length > 0) await this.#look(toLast ? samples.length - 1 : 0);
  }

  async #look(place: number): Promise<void> {
    this.place = place;
    this.shown = await this.#api.call('triplets.films', { place });
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
