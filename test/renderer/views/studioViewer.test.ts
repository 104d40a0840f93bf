import { describe, expect, it } from 'vitest';
import { Failure } from '#core/errors.ts';
import type { FilmLoader } from '#renderer/viewer/filmLoader.ts';
import { StudioViewer, type StudioFilm } from '#renderer/views/studioViewer.svelte.ts';

type Loaded = Awaited<ReturnType<FilmLoader['load']>>;

/** A loader whose films come when the test says so. */
function loading() {
  const kept: (readonly string[])[] = [];
  const open = new Map<string, { resolve(film: Loaded): void; reject(reason: unknown): void }>();
  const films = {
    keep: (urls: readonly string[]) => void kept.push(urls),
    load: (url: string) => new Promise<Loaded>((resolve, reject) => open.set(url, { resolve, reject })),
  };
  return { kept, open, studio: new StudioViewer(films as unknown as FilmLoader) };
}

function film(url: string): StudioFilm {
  return { url, name: url, caption: `caption of ${url}` };
}

const picture = { name: 'a film' } as unknown as Loaded;

describe('the viewer of a studio’s page', () => {
  it('shows films when all are there, and keeps those beside them', async () => {
    const { kept, open, studio } = loading();
    const shown = studio.show([film('a'), film('b')], ['c']);
    expect(kept).toEqual([['a', 'b', 'c']]);
    open.get('a')?.resolve(picture);
    await Promise.resolve();
    expect(studio.viewer.pictures).toEqual([]);
    open.get('b')?.resolve(picture);
    await shown;
    expect(studio.viewer.pictures.map(({ caption }) => caption)).toEqual(['caption of a', 'caption of b']);
    studio.leave();
    expect(kept.at(-1)).toEqual([]);
  });

  it('shows what was wanted last, whatever comes first', async () => {
    const { open, studio } = loading();
    const [first, second] = [studio.show([film('a')]), studio.show([film('b')])];
    open.get('b')?.resolve(picture);
    await second;
    open.get('a')?.reject(new Failure('film-unknown'));
    await first;
    expect(studio.viewer.pictures.map(({ caption }) => caption)).toEqual(['caption of b']);
    expect(studio.fault).toBeNull();
  });

  it('tells why a film can not be shown, until another is', async () => {
    const { open, studio } = loading();
    const failing = studio.show([film('a')]);
    open.get('a')?.reject(new Failure('film-unknown'));
    await failing;
    expect(studio.fault).toMatchObject({ code: 'film-unknown' });
    const next = studio.show([film('b')]);
    expect(studio.fault).toBeNull();
    open.get('b')?.resolve(picture);
    await next;
  });
});
