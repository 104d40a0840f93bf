import { Failure } from '#core/errors.ts';
import type { AllocationKey, ReadEntry, ReadingLists, Side } from '../allocation/lists.ts';
import type { Reader } from '../allocation/readers.ts';
import { entrySorter } from '../log/entries.ts';
import type { LogRecord } from '../log/record.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { checkPhase } from '../session/phases.ts';
import { startFold } from '../session/session.ts';
import type { Answer, Entry, GapKind, Mark, Panel, Phase, ReadState, Sides } from '../session/state.ts';
import type { Finding } from '#core/text/findings.ts';
import { readEdits, type Edits } from './edits.ts';
import { findingChange, labeller, type FindingChange } from './findings.ts';
import { placesInSession } from './sessionPlaces.ts';
import { readPace, readTimes, type Pace, type Times } from './timing.ts';

/** One read as a row: who, what, how long, what became of the text. */
export interface ReadRow {
  readonly read: string;
  readonly reader: string;
  readonly group: string;
  /** Null while the study is blinded. */
  readonly arm: string | null;
  readonly source: string | null;
  readonly case: string;
  /** Practice comes before the study, a repeat is a read that comes again: neither counts in a result of the arms. */
  readonly kind: 'study' | 'practice' | 'repeat';
  /** Of a repeat the read of its first time. */
  readonly repeats: string | null;
  readonly period: number;
  readonly position: number;
  readonly phase: Phase;
  readonly sessions: number;
  /** The session that it was first opened in; null of one that nobody opened. */
  readonly session: string | null;
  /** Its place in that session, from 1. */
  readonly place: number | null;
  /** Wall clock, ms since 1970. */
  readonly marks: Readonly<Record<Mark, number | null>>;
  /** Null until the report is submitted. */
  readonly times: Times | null;
  /** For the idle-capped time of any other cap; null until the report is submitted. */
  readonly pace: Pace | null;
  /** Parts of the reading time with a panel entered, seconds. */
  readonly panels: Readonly<Record<Panel, number>>;
  /** What the reading time leaves out, seconds a kind. */
  readonly gaps: Readonly<Record<GapKind, number>>;
  /** Largest disagreement of the two clocks while the reader read, seconds. */
  readonly divergence: number;
  readonly initial: string | null;
  /** The two texts of a read side by side, A and B. */
  readonly sides: Sides | null;
  /** Which side has the text of the arm's `drafts`, and the sources of both; null while blinded, and of other reads. */
  readonly pair: { readonly first: Side; readonly sources: readonly [a: string, b: string] } | null;
  /** Null until the report is submitted, and of two texts, which nobody changes. */
  readonly final: string | null;
  readonly edits: Edits | null;
  /** Findings that the final text says are there; null where there is none. */
  readonly stated: ReadonlySet<Finding> | null;
  /** Null without a given text, and until the report is submitted. */
  readonly findings: FindingChange | null;
  readonly answers: Readonly<Record<string, Answer>>;
}

/** The rows that results are made of; the same rows where there is neither practice nor a repeat. */
export function countedRows(rows: readonly ReadRow[]): readonly ReadRow[] {
  return rows.every(({ kind }) => kind === 'study') ? rows : rows.filter(({ kind }) => kind === 'study');
}

export interface RowsOf {
  readonly protocol: Protocol;
  readonly lists: ReadingLists;
  readonly key: AllocationKey | null;
  readonly readers: readonly Reader[];
}

export interface RowsInput extends RowsOf {
  /** Read id -> entries, as `entriesByRead` of the log gives them. */
  readonly entries: ReadonlyMap<string, readonly Entry[]>;
}

/** Rows made while the log goes by: only what is being read at the moment is held as events would leave it. */
export interface RowCollector {
  /** The next record. Throws Failure bad-input that names the read. */
  add(record: LogRecord): void;
  /** One row for each read of the lists, in their order, read or not. */
  rows(): ReadRow[];
}

/** One row for each read of the lists, in their order, read or not. Throws Failure bad-input that names the read. */
export function readRows(input: RowsInput): ReadRow[] {
  const finish = rowMaker(input);
  return placed(
    input.lists.reads.map((read) => {
      const fold = startFold(read.text, read.sides);
      for (const entry of input.entries.get(read.id) ?? []) addNamed(fold, read.id, entry);
      return finish(read, fold.state);
    }),
  );
}

function placed(rows: readonly ReadRow[]): ReadRow[] {
  const places = placesInSession(rows);
  return rows.map((row) => ({ ...row, place: places.get(row.read) ?? null }));
}

/** The same from a log that goes by once. */
export function collectRows(input: RowsOf): RowCollector {
  const finish = rowMaker(input);
  const sort = entrySorter();
  const reads = new Map(input.lists.reads.map((read) => [read.id, read]));
  const folds = new Map<string, ReturnType<typeof startFold>>();
  const done = new Map<string, ReadRow>();
  return {
    add(record) {
      const sorted = sort(record);
      const read = sorted && reads.get(sorted.read);
      if (!read) return;
      if (done.has(read.id)) return named(read.id, () => checkPhase(record.type, 'finished'));
      const fold = folds.get(read.id) ?? startFold(read.text, read.sides);
      folds.set(read.id, fold);
      addNamed(fold, read.id, sorted.entry);
      if (fold.state.phase !== 'finished') return;
      done.set(read.id, finish(read, fold.state));
      folds.delete(read.id);
    },
    rows: () =>
      placed(
        input.lists.reads.map(
          (read) => done.get(read.id) ?? finish(read, (folds.get(read.id) ?? startFold(read.text, read.sides)).state),
        ),
      ),
  };
}

function rowMaker({ protocol, key, readers }: RowsOf): (read: ReadEntry, state: ReadState) => ReadRow {
  const groups = new Map(readers.map(({ code, group }) => [code, group]));
  const statedIn = labeller();
  return (read, state) => {
    const submitted = state.phase === 'submitted' || state.phase === 'finished';
    const written = submitted && state.sides === null;
    const stated = written ? statedIn(state.text) : null;
    const pair = key?.reads[read.id]?.pair;
    return {
      read: read.id,
      reader: read.reader,
      group: groups.get(read.reader) ?? '',
      arm: key?.reads[read.id]?.arm ?? null,
      source: key?.reads[read.id]?.source ?? null,
      case: read.case,
      kind: read.practice ? 'practice' : read.repeats === undefined ? 'study' : 'repeat',
      repeats: read.repeats ?? null,
      period: read.period,
      position: read.position,
      phase: state.phase,
      sessions: state.sessions.length,
      session: state.sessions[0] ?? null,
      place: null,
      marks: state.marks,
      times: submitted ? readTimes(state, protocol.idleCapSeconds) : null,
      pace: submitted ? readPace(state) : null,
      panels: { image: state.panels.image / 1000, report: state.panels.report / 1000 },
      gaps: gapSeconds(state),
      divergence: state.divergence / 1000,
      initial: state.initial,
      sides: state.sides,
      pair: pair ? { first: pair.first, sources: [pair.sides[0].source, pair.sides[1].source] } : null,
      final: written ? state.text : null,
      edits: written ? readEdits(state) : null,
      stated,
      findings: stated && state.initial !== null ? findingChange(statedIn(state.initial), stated) : null,
      answers: state.answers,
    };
  };
}

function addNamed(fold: ReturnType<typeof startFold>, read: string, entry: Entry): void {
  named(read, () => fold.add(entry));
}

function named(read: string, work: () => void): void {
  try {
    work();
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    throw new Failure(thrown.code, { ...thrown.detail, where: `${read} ${thrown.detail.where ?? ''}` }, thrown);
  }
}

function gapSeconds(state: ReadState): Record<GapKind, number> {
  const seconds = { pause: 0, suspend: 0, crash: 0, silence: 0, away: 0 };
  for (const gap of state.gaps) seconds[gap.kind] += gap.length / 1000;
  return seconds;
}
