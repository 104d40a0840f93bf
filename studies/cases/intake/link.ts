import type { CaseRow } from '../mergeRows.ts';
import type { FoundFilm } from './found.ts';
import type { CaseUnit } from './plan.ts';

/** Films of one study of one patient. */
export interface LinkedStudy {
  readonly films: readonly FoundFilm[];
  /** When it was taken; null where no film says. */
  readonly taken: string | null;
}

/** A study to be read, and the earlier ones of the same patient, the latest first. */
export interface LinkedCase {
  readonly current: LinkedStudy;
  readonly priors: readonly LinkedStudy[];
  /** The row of a table that said so; else headers did. */
  readonly row: CaseRow | null;
  /** There are other studies of the patient, but nothing tells which is earlier. */
  readonly unordered: boolean;
}

/** A folder with more plain pictures than this is not one case. */
const MOST_PICTURES = 4;

/**
 * Links films into cases: films of one patient and study belong together, and the studies of a patient follow each other
 * by their dates. By `patient` the latest study is the case and the earlier ones are its priors; by `study` every study
 * is a case, with the earlier ones as its priors. Plain pictures, which no header names, belong together when they lie in
 * a folder of at most four; those that lie on the top are a case each.
 */
export function linkFilms(films: readonly FoundFilm[], unit: CaseUnit): LinkedCase[] {
  const studyOf = studyNamer(films);
  const patients = groupBy(films, (film) => film.patient ?? studyOf(film));
  return patients.flatMap((own) => {
    const studies = groupBy(own, studyOf).map((group) => ({ films: group, taken: earliest(group) }));
    if (studies.length > 1 && studies.some(({ taken }) => taken === null)) {
      return studies.map((current) => ({ current, priors: [], row: null, unordered: true }));
    }
    const latestFirst = studies.toSorted((a, b) => ((a.taken ?? '') < (b.taken ?? '') ? 1 : -1));
    const all = latestFirst.map((current, index) => ({
      current,
      priors: latestFirst.slice(index + 1),
      row: null,
      unordered: false,
    }));
    return unit === 'patient' ? all.slice(0, 1) : all;
  });
}

/** A name for the study of a film, also where its header gives none. */
function studyNamer(films: readonly FoundFilm[]): (film: FoundFilm) => string {
  const pictures = new Map<string, number>();
  for (const film of films.filter(isPicture)) {
    pictures.set(folderOf(film), (pictures.get(folderOf(film)) ?? 0) + 1);
  }
  return (film) => {
    if (film.study !== null) return `study ${film.study}`;
    if (film.patient !== null) return `date ${film.taken?.slice(0, 8) ?? ''}`;
    const folder = folderOf(film);
    const alone = folder === '' || (pictures.get(folder) ?? 0) > MOST_PICTURES;
    return alone ? `file ${film.file}` : `folder ${folder}`;
  };
}

function isPicture({ study, patient }: FoundFilm): boolean {
  return study === null && patient === null;
}

function folderOf({ file }: FoundFilm): string {
  return file.split('/').slice(0, -1).join('/');
}

function earliest(films: readonly FoundFilm[]): string | null {
  const times = films.flatMap(({ taken }) => (taken === null ? [] : [taken]));
  return times.toSorted()[0] ?? null;
}

/** In the order in which the groups first appear. */
function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return [...groups.values()];
}
