import { HEARTBEAT_MS } from './event.ts';
import type { Act, Gap, GapKind, ReadState, Span, Stamp } from './state.ts';

/** A state that one fold step may change before anyone sees it. */
export type Working = { -readonly [K in keyof ReadState]: ReadState[K] } & { spans: Span[]; gaps: Gap[]; acts: Act[] };

/** A longer time without any event is a gap. */
const SILENCE_MS = 2 * HEARTBEAT_MS;

function isRunning(state: ReadState): boolean {
  return state.phase === 'reading' && state.live.stopped === null;
}

/** Moves the clocks on to an event of the session that holds the read. */
export function tick(state: Working, now: Stamp): void {
  const { last } = state.live;
  if (last && isRunning(state)) {
    const passed = now.mono - last.mono;
    const passedWall = now.wall - last.wall;
    if (passed > SILENCE_MS) {
      stop(state, 'silence', last);
      go(state, now);
    } else {
      run(state, now.mono);
      state.divergence = Math.max(state.divergence, Math.abs(passedWall - passed));
    }
  }
  state.live = { ...state.live, last: now };
}

/** The clock stands from `since` on. */
export function stop(state: Working, kind: GapKind, since: Stamp): void {
  state.live = { ...state.live, stopped: { kind, since } };
}

/** Ends what the clock stood for, as a gap up to `until`. */
export function endStop(state: Working, until: Stamp): void {
  const { stopped } = state.live;
  if (!stopped) return;
  state.gaps.push({ kind: stopped.kind, at: state.clock, length: gapLength(stopped.since, until) });
  state.live = { ...state.live, stopped: null };
}

/** The clock runs from `now` on. */
export function go(state: Working, now: Stamp): void {
  endStop(state, now);
  state.spans.push({ session: now.session, from: now.mono, to: now.mono });
  state.live = { ...state.live, spanStart: state.clock };
}

/** A sleeping machine's monotonic clock may stand, and two sessions share none: then the wall clock tells. */
function gapLength(from: Stamp, to: Stamp): number {
  const wall = Math.max(0, to.wall - from.wall);
  return from.session === to.session ? Math.max(wall, to.mono - from.mono) : wall;
}

/** Draws the current span out to `mono`; sums start from fixed points, so that more events give the same time. */
function run(state: Working, mono: number): void {
  const span = state.spans.at(-1);
  if (!span) return;
  state.spans[state.spans.length - 1] = { ...span, to: mono };
  state.clock = state.live.spanStart + (mono - span.from);
  const { blurredSince, blurredBefore, panel } = state.live;
  if (blurredSince !== null) state.blurred = blurredBefore + (state.clock - blurredSince);
  if (panel) state.panels = { ...state.panels, [panel.name]: panel.before + (state.clock - panel.since) };
}
