import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, dirname, join, normalize, sep } from 'node:path';
import { Failure } from '#core/errors.ts';
import type { EndpointInput, EndpointOutput } from '#core/ipc/contract.ts';
import { readBytes } from '#main/services/files.ts';
import { showFilm } from '#main/services/model/shownFilm.ts';
import { sourceTitles } from '#models/chexinstruct/names.ts';
import { countRows, openBuilt, type BuiltData, type ShownSample } from './browse.ts';

/** Samples of a page. */
const PAGE = 20;

export interface TripletDeskParts {
  chooseFolder(): Promise<string | null>;
}

/** Instruction data of the disk, looked at in the app. */
export interface TripletDesk {
  /** Throws instruct-missing. */
  open(): Promise<EndpointOutput<'triplets.open'>>;
  page(input: EndpointInput<'triplets.page'>): Promise<EndpointOutput<'triplets.page'>>;
  chooseFilms(): Promise<EndpointOutput<'triplets.chooseFilms'>>;
  films(input: EndpointInput<'triplets.films'>): Promise<EndpointOutput<'triplets.films'>>;
  /** A film of the sample that was asked for last; null for any other key. */
  filmBytes(key: string): Uint8Array | null;
  /** Lets films go. */
  rest(): void;
}

export function createTripletDesk({ chooseFolder }: TripletDeskParts): TripletDesk {
  let built: BuiltData | null = null;
  /** What was shown last: only its films can be asked for. */
  let shown: readonly ShownSample[] = [];
  let chosenFilms: string | null = null;
  const films = new Map<string, Uint8Array>();

  function opened(): BuiltData {
    if (!built) throw new Failure('bad-input', { where: 'triplets', reason: 'choose the folder of a build again' });
    return built;
  }

  /** Sources lie side by side under one folder; a person may have chosen that of one source, too. */
  function placeOf(image: string): string | null {
    const path = normalize(image);
    if (path.startsWith('..') || path.startsWith(sep)) return null;
    const [, ...own] = path.split(sep);
    const { folder } = opened();
    const roots = chosenFilms === null ? [dirname(folder), folder] : [chosenFilms];
    const places = roots.flatMap((root) => [join(root, path), join(root, ...own)]);
    return places.find((place) => existsSync(place)) ?? null;
  }

  return {
    async open() {
      const folder = await chooseFolder();
      if (folder === null) return null;
      built = await openBuilt(folder);
      shown = [];
      const { manifest } = built;
      const counts = countRows(manifest.counts).map((row) => ({ ...row, title: sourceTitles[row.source] }));
      return { name: basename(folder), samples: manifest.samples, triplets: manifest.triplets, counts };
    },
    async page({ from, ...filter }) {
      const { total, samples } = await opened().page(filter, from, PAGE);
      shown = samples;
      return { total, samples: samples.map(({ image_path, ...sample }) => ({ ...sample, films: image_path ?? [] })) };
    },
    async chooseFilms() {
      chosenFilms = (await chooseFolder()) ?? chosenFilms;
      return { folder: chosenFilms === null ? null : basename(chosenFilms) };
    },
    async films({ place }) {
      films.clear();
      const found: EndpointOutput<'triplets.films'>['films'] = [];
      const missing: string[] = [];
      for (const image of shown[place]?.image_path ?? []) {
        const file = placeOf(image);
        if (file === null) {
          missing.push(image);
          continue;
        }
        const name = basename(image);
        const { bytes } = await showFilm(await readBytes(file), name, true);
        const key = randomBytes(8).toString('hex');
        films.set(key, bytes);
        found.push({ key, name, url: `/film/${key}` });
      }
      return { films: found, missing };
    },
    filmBytes: (key) => films.get(key) ?? null,
    rest: () => films.clear(),
  };
}
