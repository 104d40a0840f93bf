import type { FailureData } from '#core/errors.ts';
import type { CaseRow } from '../mergeRows.ts';
import type { View } from '../case.ts';
import { comparable, type FoundFilm, type FoundReport } from './found.ts';
import { findIdentifiers, type IdentifierKind } from './identifiers.ts';
import { linkFilms, type LinkedCase } from './link.ts';
import { matchReports } from './match.ts';
import {
  hasCurrent,
  takenFilms,
  type CasePlan,
  type CaseUnit,
  type CaseWarning,
  type PlannedCase,
  type PlannedDraft,
  type PlannedFilm,
  type PlannedText,
} from './plan.ts';

/** All that was found in what a designer gave. */
export interface Found {
  readonly films: readonly FoundFilm[];
  readonly reports: readonly FoundReport[];
  /** Tables that say which films are a case: they go before the headers. */
  readonly tables: readonly { readonly file: string; readonly rows: readonly CaseRow[] }[];
}

/** Makes of what was found the cases that a study would be made of. The same findings give the same plan. */
export function makePlan(found: Found, unit: CaseUnit): CasePlan {
  const { films, copies } = withoutCopies(found.films);
  const problems: FailureData[] = [];
  const rows = found.tables.flatMap((table) => table.rows.flatMap((row) => linkRow(row, table.file, films, problems)));
  const named = new Set(rows.flatMap(filmsOf).map(({ file }) => file));
  const others = films.filter(({ file }) => !named.has(file));
  const cases = [...rows, ...linkFilms(others, unit)];
  const { reports, priorReports, unmatched } = matchReports(found.reports, cases);
  const twins = twinsOf(cases);
  return {
    cases: cases.map((linked, index) => plannedCase(linked, index, reports.get(linked) ?? [], twins)),
    problems: [...problems, ...unmatched],
    copies,
    priorReports,
  };
}

function filmsOf({ current, priors }: LinkedCase): FoundFilm[] {
  return [...current.films, ...priors.flatMap((study) => study.films)];
}

/** Media carry the same film more than once; the first of each study stays. */
function withoutCopies(all: readonly FoundFilm[]): { films: FoundFilm[]; copies: string[] } {
  const seen = new Set<string>();
  const films: FoundFilm[] = [];
  const copies: string[] = [];
  for (const film of all) {
    const key = `${film.patient} ${film.study} ${film.pixels}`;
    // Without a header nothing tells a copy from another patient's film: that is a warning, not a decision.
    const isCopy = film.pixels !== null && film.study !== null && seen.has(key);
    seen.add(key);
    if (isCopy) copies.push(film.file);
    else films.push(film);
  }
  return { films, copies };
}

/** The films that a row names: by their path from the table's folder, or by their name where only one has it. */
function linkRow(row: CaseRow, table: string, films: readonly FoundFilm[], problems: FailureData[]): LinkedCase[] {
  const folder = table.split('/').slice(0, -1).join('/');
  const found = row.images.map(({ file, view, prior }) => {
    const path = file.replaceAll('\\', '/').replace(/^\.\//, '');
    const here = comparable(folder === '' ? path : `${folder}/${path}`);
    const exact = films.find((film) => comparable(film.file) === here);
    const ending = films.filter((film) => comparable(`/${film.file}`).endsWith(comparable(`/${path}`)));
    const film = exact ?? (ending.length === 1 ? ending[0] : undefined);
    if (!film) problems.push({ code: 'csv-image-missing', detail: { file: table, row: row.row, image: path, folder } });
    return film ? { film: view === null ? film : { ...film, view }, prior } : null;
  });
  const known = found.filter((each) => each !== null);
  const current = { films: known.filter(({ prior }) => !prior).map(({ film }) => film), taken: null };
  const prior = { films: known.filter((each) => each.prior).map(({ film }) => film), taken: null };
  if (known.length === 0) return [];
  return [{ current, priors: prior.films.length > 0 ? [prior] : [], row, unordered: false }];
}

/** For the pixels of every film, the numbers of the cases that hold it. */
function twinsOf(cases: readonly LinkedCase[]): ReadonlyMap<string, readonly number[]> {
  const holders = new Map<string, number[]>();
  for (const [index, linked] of cases.entries()) {
    for (const pixels of new Set(filmsOf(linked).map((film) => film.pixels))) {
      if (pixels !== null) holders.set(pixels, [...(holders.get(pixels) ?? []), index + 1]);
    }
  }
  return holders;
}

const VIEW_ORDER: readonly View[] = ['PA', 'AP', 'LATERAL', 'OTHER'];

function plannedCase(
  linked: LinkedCase,
  index: number,
  reports: readonly FoundReport[],
  twins: ReadonlyMap<string, readonly number[]>,
): PlannedCase {
  const number = index + 1;
  const all = filmsOf(linked);
  const sorted = (films: readonly FoundFilm[]): FoundFilm[] =>
    linked.row ? [...films] : films.toSorted((a, b) => VIEW_ORDER.indexOf(a.view) - VIEW_ORDER.indexOf(b.view));
  const films = [
    ...sorted(linked.current.films).map((film) => plannedFilm(film, false)),
    ...linked.priors.flatMap((study) => sorted(study.films).map((film) => plannedFilm(film, true))),
  ];
  const secrets = [...new Set(all.flatMap((film) => film.secrets))];
  const { drafts, again } = draftsOf(linked.row, reports, secrets);
  const told = linked.row?.indication || reports.find(({ indication }) => indication !== '')?.indication || '';
  const indication = planned(told, secrets);
  const sex = linked.row?.sex ?? linked.current.films.find((film) => film.sex !== undefined)?.sex;
  const age = linked.row?.age ?? linked.current.films.find((film) => film.age !== undefined)?.age;
  const usable = hasCurrent(takenFilms(films, []));
  const otherPart = films.some(({ problem, warnings }) => problem === null && warnings.includes('body-part-wrong'));
  const others = new Set(all.flatMap(({ pixels }) => twins.get(pixels ?? '') ?? []).filter((each) => each !== number));
  return {
    ...{ number, films, indication, drafts, usable, taken: usable && !otherPart },
    ...(sex === undefined ? {} : { sex }),
    ...(age === undefined ? {} : { age }),
    warnings: [
      ...(usable ? [] : [{ code: 'no-film' as const, detail: {} }]),
      ...(usable && films.some(({ problem }) => problem) ? [{ code: 'film-left-out' as const, detail: {} }] : []),
      ...(others.size > 0 ? [{ code: 'duplicate' as const, detail: { cases: [...others].join(', ') } }] : []),
      ...(holdsTwice(all) ? [{ code: 'duplicate-within' as const, detail: {} }] : []),
      ...(linked.unordered ? [{ code: 'order-unknown' as const, detail: {} }] : []),
      ...(again > 0 ? [{ code: 'report-again' as const, detail: { count: again } }] : []),
      ...identifierWarnings('indication', indication),
      ...drafts.flatMap((draft) => identifierWarnings(draft.source, draft)),
    ],
  };
}

/** Whether a study and an earlier one hold the same film: one of the two dates is wrong. */
function holdsTwice(films: readonly FoundFilm[]): boolean {
  const known = films.flatMap(({ pixels }) => pixels ?? []);
  return new Set(known).size < known.length;
}

function plannedFilm({ file, view, rows, columns, warnings, problem }: FoundFilm, prior: boolean): PlannedFilm {
  return { file, view, prior, rows, columns, warnings, problem };
}

/** Of several reports of one source the first counts. */
function draftsOf(
  row: CaseRow | null,
  reports: readonly FoundReport[],
  secrets: readonly string[],
): { drafts: PlannedDraft[]; again: number } {
  const drafts = (row?.drafts ?? []).map(({ source, text }) => {
    return { source, provenance: `case table, row ${row?.row}`, ...planned(text, secrets) };
  });
  let again = 0;
  for (const { source, origin, text } of reports) {
    const same = drafts.find((each) => each.source === source);
    if (!same) drafts.push({ source, provenance: origin, ...planned(text, secrets) });
    else if (same.text !== text) again += 1;
  }
  return { drafts, again };
}

function planned(text: string, secrets: readonly string[]): PlannedText {
  return { text, marks: findIdentifiers(text, secrets) };
}

/** Kinds and counts, never what was found. */
function identifierWarnings(where: string, { marks }: PlannedText): CaseWarning[] {
  return (['name', 'date', 'number', 'contact'] satisfies IdentifierKind[]).flatMap((kind) => {
    const count = marks.filter((mark) => mark.kind === kind).length;
    return count === 0 ? [] : [{ code: 'identifier-in-text', detail: { kind, count, where } }];
  });
}
