import type { FailureData } from '#core/errors.ts';
import { comparable, placeNames, type FoundFilm, type FoundReport } from './found.ts';
import type { LinkedCase, LinkedStudy } from './link.ts';

export interface MatchedReports {
  /** In the order in which they were found. */
  readonly reports: ReadonlyMap<LinkedCase, readonly FoundReport[]>;
  readonly priorReports: number;
  /** report-unmatched failures. */
  readonly unmatched: readonly FailureData[];
}

interface Place {
  readonly linked: LinkedCase;
  readonly study: LinkedStudy;
}

/**
 * Finds the study of each report: by a name of the study, its films or their folder; else by the patient, if the date
 * fits or the patient has one study only and no date contradicts. A name that several studies share finds none. A report of a prior is
 * counted; readers are given texts of the films that they read.
 */
export function matchReports(found: readonly FoundReport[], cases: readonly LinkedCase[]): MatchedReports {
  const byStudy = new Map<string, Place[]>();
  const byPatient = new Map<string, Place[]>();
  for (const linked of cases) {
    for (const study of [linked.current, ...linked.priors]) {
      const place = { linked, study };
      for (const name of namesOf(study, linked)) add(byStudy, name, place);
      for (const name of study.films.flatMap((film) => film.patientNames)) add(byPatient, name, place);
    }
  }

  const reports = new Map<LinkedCase, FoundReport[]>();
  const unmatched: FailureData[] = [];
  let priorReports = 0;
  for (const report of found) {
    const place = placeOf(report, byStudy, byPatient);
    if (!place) unmatched.push(unmatchedReport(report));
    else if (place.study !== place.linked.current) priorReports += 1;
    else reports.set(place.linked, [...(reports.get(place.linked) ?? []), report]);
  }
  return { reports, priorReports, unmatched };
}

function namesOf({ films }: LinkedStudy, { row }: LinkedCase): Set<string> {
  const names = films.flatMap((film: FoundFilm) => [...film.studyNames, ...placeNames(film.file)]);
  return new Set([...(row ? [row.name] : []), ...names].map(comparable));
}

function add(index: Map<string, Place[]>, name: string, place: Place): void {
  const key = comparable(name);
  const places = index.get(key) ?? [];
  if (!places.some((each) => each.study === place.study && each.linked === place.linked)) places.push(place);
  index.set(key, places);
}

function placeOf(
  { studyNames, patientNames, date }: FoundReport,
  byStudy: ReadonlyMap<string, readonly Place[]>,
  byPatient: ReadonlyMap<string, readonly Place[]>,
): Place | null {
  for (const name of studyNames) {
    const place = only(byStudy.get(comparable(name)) ?? []);
    if (place) return place;
  }
  for (const name of patientNames) {
    const places = byPatient.get(comparable(name)) ?? [];
    const studies = new Set(places.map(({ study }) => study));
    const dated = places.filter(({ study }) => study.taken?.slice(0, 8) === date);
    const undated = studies.size === 1 && (date === null || places[0]?.study.taken === null);
    const place = only(undated ? places : dated);
    if (place) return place;
  }
  return null;
}

/** The one study that a name means: the case that it is read in goes before those that it is a prior of. */
function only(places: readonly Place[]): Place | null {
  const read = places.filter(({ linked, study }) => study === linked.current);
  if (read.length === 1) return read[0] ?? null;
  return read.length === 0 ? (places[0] ?? null) : null;
}

function unmatchedReport({ file, entry }: FoundReport): FailureData {
  return { code: 'report-unmatched', detail: { file, entry: entry ?? 0 } };
}
