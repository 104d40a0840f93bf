import type { SessionEvent } from './event.ts';

export type Phase = 'waiting' | 'opened' | 'reading' | 'paused' | 'submitted' | 'finished';

export type Answer = number | string | string[];

/** Two texts side by side: A on the left, B on the right. */
export type Sides = readonly [a: string, b: string];

/** An event of a read with the session that it happened in: what the fold takes. */
export interface Entry {
  readonly session: string;
  readonly event: SessionEvent;
}

/** A stretch of running clock, in ms of its session's monotonic clock. */
export interface Span {
  readonly session: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Why the clock stood: the reader paused; the machine slept; the program died; no sign of life came for two
 * heartbeats; or the reader left the case (signed out, or went back to the list) and came again.
 */
export type GapKind = 'pause' | 'suspend' | 'crash' | 'silence' | 'away';

export interface Gap {
  readonly kind: GapKind;
  /** Where on the reading clock it fell, ms. */
  readonly at: number;
  /** How long it lasted, ms; by the wall clock where no monotonic clock covers it. */
  readonly length: number;
}

/** A sign of the reader's hand, from and to on the reading clock (ms); a key stroke has no length, a drag has. */
export interface Act {
  readonly kind: 'text' | 'image' | 'panel' | 'answer';
  readonly from: number;
  readonly to: number;
}

/** Both clocks at one moment of one session. */
export interface Stamp {
  readonly session: string;
  readonly mono: number;
  readonly wall: number;
}

export type Panel = 'image' | 'report';
export type Mark = 'opened' | 'painted' | 'submitted' | 'finished';

/** The state of one read: what its events amount to so far. A value; the fold gives a new one for each event. */
export interface ReadState {
  readonly phase: Phase;
  /** The text that the reader was given; null means an empty page. */
  readonly initial: string | null;
  /** The two texts that the reader was given to choose from; null of a read with one text or none. */
  readonly sides: Sides | null;
  readonly text: string;
  readonly answers: Readonly<Record<string, Answer>>;
  /** The reading clock: ms between paint and submit without any gap. Equals the sum of the spans. */
  readonly clock: number;
  /** How much of the reading clock ran while the window was not in front, ms. */
  readonly blurred: number;
  /** How much of the reading clock ran with the image or the report panel entered, ms. */
  readonly panels: Readonly<Record<Panel, number>>;
  readonly spans: readonly Span[];
  readonly gaps: readonly Gap[];
  readonly acts: readonly Act[];
  /** First and last change of the text, on the reading clock (ms). */
  readonly firstChange: number | null;
  readonly lastChange: number | null;
  /** Work done: editor transactions, and UTF-16 units put in and taken out over all of them. */
  readonly changes: number;
  readonly inserted: number;
  readonly deleted: number;
  /** Wall clock (ms since 1970) of the first time each thing happened. */
  readonly marks: Readonly<Record<Mark, number | null>>;
  /** Sessions in which the case was opened, in order. */
  readonly sessions: readonly string[];
  /** The largest disagreement of wall and monotonic clock between two events, ms, while the reading clock ran. */
  readonly divergence: number;
  /** Book-keeping of the fold; nobody else reads it. */
  readonly live: Live;
}

interface Live {
  /** The session that holds the read; null before the first and after its end. */
  readonly session: string | null;
  /** The last event of the session that holds the read, or held it last. */
  readonly last: Stamp | null;
  /** Why and since when the clock stands, once the case was painted. */
  readonly stopped: { readonly kind: GapKind; readonly since: Stamp } | null;
  /** Reading clock at the beginning of the current span. */
  readonly spanStart: number;
  /** What is under way, since when on the reading clock, and what earlier stretches of it amount to. */
  readonly blurredSince: number | null;
  readonly blurredBefore: number;
  readonly panel: { readonly name: Panel; readonly since: number; readonly before: number } | null;
}
