import { Failure } from '#core/errors.ts';
import type { AllocationKey, ReadEntry, ReadingLists } from '../allocation/lists.ts';
import type { Reader } from '../allocation/readers.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { foldRead } from '../session/session.ts';
import type { Answer, Entry, GapKind, Mark, Panel, Phase, ReadState } from '../session/state.ts';
import { readEdits, type Edits } from './edits.ts';
import { readTimes, type Times } from './timing.ts';

/** One read as a row: who, what, how long, what became of the text. */
export interface ReadRow {
  readonly read: string;
  readonly reader: string;
  readonly group: string;
  /** Null while the study is blinded. */
  readonly arm: string | null;
  readonly source: string | null;
  readonly case: string;
  readonly period: number;
  readonly position: number;
  readonly phase: Phase;
  readonly sessions: number;
  /** Wall clock, ms since 1970. */
  readonly marks: Readonly<Record<Mark, number | null>>;
  /** Null until the report is submitted. */
  readonly times: Times | null;
  /** Parts of the reading time with a panel entered, seconds. */
  readonly panels: Readonly<Record<Panel, number>>;
  /** What the reading time leaves out, seconds a kind. */
  readonly gaps: Readonly<Record<GapKind, number>>;
  /** Largest disagreement of the two clocks while the reader read, seconds. */
  readonly divergence: number;
  readonly initial: string | null;
  /** Null until the report is submitted. */
  readonly final: string | null;
  readonly edits: Edits | null;
  readonly answers: Readonly<Record<string, Answer>>;
}

export interface RowsInput {
  readonly protocol: Protocol;
  readonly lists: ReadingLists;
  readonly key: AllocationKey | null;
  readonly readers: readonly Reader[];
  /** Read id -> entries, as `entriesByRead` of the log gives them. */
  readonly entries: ReadonlyMap<string, readonly Entry[]>;
}

/** One row for each read of the lists, in their order, read or not. Throws Failure bad-input that names the read. */
export function readRows({ protocol, lists, key, readers, entries }: RowsInput): ReadRow[] {
  const groups = new Map(readers.map(({ code, group }) => [code, group]));
  return lists.reads.map((read) => {
    const state = foldNamed(read, entries.get(read.id) ?? []);
    const submitted = state.phase === 'submitted' || state.phase === 'finished';
    return {
      read: read.id,
      reader: read.reader,
      group: groups.get(read.reader) ?? '',
      arm: key?.reads[read.id]?.arm ?? null,
      source: key?.reads[read.id]?.source ?? null,
      case: read.case,
      period: read.period,
      position: read.position,
      phase: state.phase,
      sessions: state.sessions.length,
      marks: state.marks,
      times: submitted ? readTimes(state, protocol.idleCapSeconds) : null,
      panels: { image: state.panels.image / 1000, report: state.panels.report / 1000 },
      gaps: gapSeconds(state),
      divergence: state.divergence / 1000,
      initial: state.initial,
      final: submitted ? state.text : null,
      edits: submitted ? readEdits(state) : null,
      answers: state.answers,
    };
  });
}

function foldNamed(read: ReadEntry, entries: readonly Entry[]): ReadState {
  try {
    return foldRead(read.text, entries);
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    throw new Failure(thrown.code, { ...thrown.detail, where: `${read.id} ${thrown.detail.where ?? ''}` }, thrown);
  }
}

function gapSeconds(state: ReadState): Record<GapKind, number> {
  const seconds = { pause: 0, suspend: 0, crash: 0, silence: 0, away: 0 };
  for (const gap of state.gaps) seconds[gap.kind] += gap.length / 1000;
  return seconds;
}
