import { sha256 } from '#core/digest.ts';
import { applyChanges } from './changes.ts';
import { endStop, go, stop, tick, type Working } from './clock.ts';
import type { EventPayload, EventType, SessionEvent } from './event.ts';
import { checkPhase, refused, rules } from './phases.ts';
import type { Act, Entry, Mark, ReadState, Sides, Stamp } from './state.ts';

/**
 * A read that nobody has opened. `text` is what the reader will be given; null means an empty page, or two texts side by
 * side: then `sides` has them.
 */
export function startRead(text: string | null, sides: Sides | null = null): ReadState {
  return {
    phase: 'waiting',
    initial: text,
    sides,
    text: text ?? '',
    answers: {},
    clock: 0,
    blurred: 0,
    panels: { image: 0, report: 0 },
    spans: [],
    gaps: [],
    acts: [],
    firstChange: null,
    lastChange: null,
    changes: 0,
    inserted: 0,
    deleted: 0,
    marks: { opened: null, painted: null, submitted: null, finished: null },
    sessions: [],
    divergence: 0,
    live: {
      session: null,
      last: null,
      stopped: null,
      spanStart: 0,
      blurredSince: null,
      blurredBefore: 0,
      panel: null,
    },
  };
}

/** The state after one more event. Pure; throws Failure bad-input for what can't happen in this state. */
export function foldEvent(state: ReadState, session: string, event: SessionEvent): ReadState {
  const working = workingCopy(state);
  step(working, session, event);
  return working;
}

/** A whole read at once: the same as folding its entries one by one, without the copies in between. */
export function foldRead(text: string | null, entries: Iterable<Entry>, sides: Sides | null = null): ReadState {
  const fold = startFold(text, sides);
  for (const entry of entries) fold.add(entry);
  return fold.state;
}

/** A read that grows in place, for logs too long to be held: `state` is good until the next entry. */
export function startFold(
  text: string | null,
  sides: Sides | null = null,
): { readonly state: ReadState; add(entry: Entry): void } {
  const working = workingCopy(startRead(text, sides));
  return { state: working, add: ({ session, event }) => step(working, session, event) };
}

/** UTF-16 units of all text that the reader has on the screen: of two texts side by side, both. */
export function shownLength({ text, sides }: Pick<ReadState, 'text' | 'sides'>): number {
  return sides ? sides[0].length + sides[1].length : text.length;
}

function workingCopy(state: ReadState): Working {
  return { ...state, spans: [...state.spans], gaps: [...state.gaps], acts: [...state.acts] };
}

function step(state: Working, session: string, event: SessionEvent): void {
  const { type, mono, wall } = event;
  const now: Stamp = { session, mono, wall };
  const held = state.live.session;
  checkPhase(type, state.phase);
  if (session === held) {
    if (state.live.last && mono < state.live.last.mono) {
      throw refused(type, `the clock of its session went back from ${state.live.last.mono} to ${mono}`);
    }
  } else if (rules[type].kind === 'background') {
    return;
  } else if (type !== 'read.opened') {
    throw refused(type, held === null ? 'the case is not open' : 'the case is open in another session');
  }
  if (type === 'read.opened') open(state, now);
  if (session === state.live.session) tick(state, now);
  const handle = handlers[type] as Handler<EventType> | undefined;
  handle?.(state, event.payload, now);
}

type Handler<T extends EventType> = (state: Working, payload: EventPayload<T>, now: Stamp) => void;

/** What each event does to the state once the clocks stand at it. */
const handlers: { [T in EventType]?: Handler<T> } = {
  'session.ended': (state, _payload, now) => {
    leave(state, now);
    state.live = { ...state.live, session: null };
  },
  'read.painted': (state, payload, now) => {
    const length = shownLength(state);
    if (payload.textLength !== length) {
      throw refused('read.painted', `shows ${payload.textLength} characters of ${length}`);
    }
    mark(state, 'painted', now);
    if (state.phase === 'submitted') return;
    state.phase = 'reading';
    go(state, now);
  },
  'read.paused': (state, _payload, now) => {
    wake(state, now);
    stop(state, 'pause', now);
    state.phase = 'paused';
  },
  'read.continued': (state, _payload, now) => {
    state.phase = 'reading';
    go(state, now);
  },
  'text.changed': (state, payload, now) => {
    if (state.sides) throw refused('text.changed', 'two texts side by side are chosen from, not changed');
    const text = applyChanges(state.text, payload.changes);
    if (text.length !== payload.length) {
      throw refused('text.changed', `gives ${text.length} characters instead of ${payload.length}: a change was lost`);
    }
    wake(state, now);
    state.text = text;
    for (const [, removed, inserted] of payload.changes) {
      state.inserted += inserted.length;
      state.deleted += removed;
    }
    state.changes += 1;
    state.firstChange ??= state.clock;
    state.lastChange = state.clock;
    touch(state, 'text', 0);
  },
  'viewer.changed': (state, payload, now) => {
    wake(state, now);
    touch(state, 'image', payload.lasted ?? 0);
  },
  'panel.entered': (state, payload, now) => {
    wake(state, now);
    touch(state, 'panel', 0);
    const { panel: name } = payload;
    state.live = { ...state.live, panel: { name, since: state.clock, before: state.panels[name] } };
  },
  'window.blurred': (state) => {
    if (state.live.blurredSince !== null) return;
    state.live = { ...state.live, blurredSince: state.clock, blurredBefore: state.blurred };
  },
  'window.focused': (state) => {
    state.live = { ...state.live, blurredSince: null };
  },
  'system.suspended': (state, _payload, now) => {
    if (state.phase === 'reading' && !state.live.stopped) stop(state, 'suspend', now);
  },
  'system.resumed': wakeUp,
  'read.submitted': (state, payload, now) => {
    if (payload.length !== state.text.length || payload.sha256 !== sha256(state.text)) {
      throw refused('read.submitted', `the text of ${state.text.length} characters is not the one submitted`);
    }
    wake(state, now);
    state.phase = 'submitted';
    mark(state, 'submitted', now);
  },
  'answer.given': (state, payload, now) => {
    wake(state, now);
    touch(state, 'answer', 0);
    state.answers = { ...state.answers, [payload.item]: payload.value };
  },
  'read.finished': (state, _payload, now) => {
    state.phase = 'finished';
    mark(state, 'finished', now);
  },
};

/** The case comes to a session: first, again, or to another session after a crash. Questions stay questions. */
function open(state: Working, now: Stamp): void {
  const { last, session, stopped } = state.live;
  const again = session === now.session;
  if (last && (state.phase === 'reading' || (state.phase === 'paused' && !again))) {
    const inSleep = stopped?.kind === 'suspend' && again;
    if (!inSleep) leaveAt(state, again ? 'away' : 'crash', last);
  }
  if (state.phase !== 'submitted') state.phase = 'opened';
  if (!again) state.live = { ...state.live, session: now.session, last: now, blurredSince: null, panel: null };
  if (!state.sessions.includes(now.session)) state.sessions = [...state.sessions, now.session];
  mark(state, 'opened', now);
}

/** The session ends, perhaps inside the read: the clock stands from here. */
function leave(state: Working, now: Stamp): void {
  if (state.phase !== 'reading' && state.phase !== 'paused') return;
  leaveAt(state, 'away', now);
  state.phase = 'opened';
}

function leaveAt(state: Working, kind: 'away' | 'crash', since: Stamp): void {
  endStop(state, since);
  stop(state, kind, since);
}

/** The reader's hand proves that the machine is awake, though the system did not say so. */
function wake(state: Working, now: Stamp): void {
  wakeUp(state, {}, now);
}

function wakeUp(state: Working, _payload: object, now: Stamp): void {
  if (state.phase === 'reading' && state.live.stopped?.kind === 'suspend') go(state, now);
}

/** Notes an act of the reader that ends now; what lies before the current span is not reading time. */
function touch(state: Working, kind: Act['kind'], lasted: number): void {
  if (state.phase !== 'reading') return;
  state.acts.push({ kind, from: Math.max(state.live.spanStart, state.clock - lasted), to: state.clock });
}

function mark(state: Working, name: Mark, now: Stamp): void {
  if (state.marks[name] === null) state.marks = { ...state.marks, [name]: now.wall };
}
