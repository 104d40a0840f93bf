import { Failure } from '#core/errors.ts';
import type { FilmAnswer, FilmRequest } from './decode.worker.ts';
import type { Film } from './filmView.ts';

interface Waiting {
  resolve(film: Film): void;
  reject(failure: Failure): void;
}

/** Fetches and decodes films off the main thread; what was loaded once is there at once until it is let go. */
export class FilmLoader {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #films = new Map<string, Promise<Film>>();
  #next = 0;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.addEventListener('message', ({ data }: MessageEvent<FilmAnswer>) => this.#take(data));
    worker.addEventListener('error', (event) => this.#fail(event.message));
  }

  load(url: string, name: string): Promise<Film> {
    const known = this.#films.get(url);
    if (known) return known;
    const film = new Promise<Film>((resolve, reject) => {
      const id = this.#next++;
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, url, name } satisfies FilmRequest);
    });
    this.#films.set(url, film);
    // A failed load is tried afresh the next time.
    film.catch(() => this.#films.delete(url));
    return film;
  }

  /** Lets all films go but these. */
  keep(urls: readonly string[]): void {
    for (const url of this.#films.keys()) if (!urls.includes(url)) this.#films.delete(url);
  }

  #take(answer: FilmAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('film' in answer) waiting?.resolve(answer.film);
    else waiting?.reject(new Failure(answer.failure.code, answer.failure.detail));
  }

  #fail(reason: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Failure('internal', { reason }));
    this.#waiting.clear();
  }
}
