import { toFailureData, type FailureData } from '#core/errors.ts';
import { obey } from '#renderer/viewer/commands.ts';
import type { FilmLoader } from '#renderer/viewer/filmLoader.ts';
import { commandFor } from '#renderer/viewer/keymap.ts';
import { Viewer } from '#renderer/viewer/viewer.svelte.ts';

/** A film as a studio service gave it. */
export interface StudioFilm {
  readonly url: string;
  /** For messages. */
  readonly name: string;
  readonly caption: string;
}

/** The viewer of a studio's page. Nobody's reading is timed in it. */
export class StudioViewer {
  readonly viewer = new Viewer(() => {});
  readonly #films: FilmLoader;
  #wanted: readonly StudioFilm[] = [];
  /** Why a film can't be shown. */
  fault = $state.raw<FailureData | null>(null);

  constructor(films: FilmLoader) {
    this.#films = films;
  }

  /** Loads films and shows them together; those of `beside` are kept loaded as well. */
  async show(wanted: readonly StudioFilm[], beside: readonly string[] = []): Promise<void> {
    this.#wanted = wanted;
    this.fault = null;
    this.#films.keep([...wanted.map(({ url }) => url), ...beside]);
    try {
      const films = await Promise.all(wanted.map(({ url, name }) => this.#films.load(url, name)));
      // Others may have been chosen meanwhile.
      if (wanted !== this.#wanted) return;
      this.viewer.setCase(films.map((film, index) => ({ film, caption: wanted[index]!.caption })));
    } catch (thrown) {
      if (wanted === this.#wanted) this.fault = toFailureData(thrown);
    }
  }

  /** Obeys the viewer's keys, except while something is typed. */
  key(event: KeyboardEvent): void {
    const target = event.target instanceof Element ? event.target : document.body;
    const command = commandFor(event, target.matches('input:not([type="checkbox"]), textarea, select'));
    if (!command || !obey(this.viewer, command)) return;
    event.preventDefault();
  }

  /** Lets all films go. */
  leave(): void {
    this.#films.keep([]);
  }
}
