import { randomUUID } from 'node:crypto';
import { Failure } from '#core/errors.ts';
import type { OpenRead, Reading } from '#core/ipc/reading.ts';
import type { ReadEntry } from '#studies/allocation/lists.ts';
import { daysBefore, opensAt } from '#studies/allocation/washout.ts';
import type { StudyCase } from '#studies/cases/case.ts';
import { hashOfPage } from '#studies/protocol/page.ts';
import type { EventPayload, SessionEvent } from '#studies/session/event.ts';
import { breakDue, type Break } from '#studies/session/breaks.ts';
import { rules } from '#studies/session/phases.ts';
import { checkAnswer, firstMissing } from '#studies/session/questions.ts';
import { foldEvent, foldRead } from '#studies/session/session.ts';
import type { ReadState } from '#studies/session/state.ts';
import { admit, enrol } from './enrolment.ts';
import { openEventWriter, type EventWriter } from './eventStore.ts';
import type { PinGate } from './pins.ts';
import { logFiles, needState, openStudy, readCase, readLists, readPartBytes, type Study } from './studyFolder.ts';

type Started = EventPayload<'session.started'>;

/** One reader signed in to one study, with the right to write its log. */
interface Session {
  readonly id: string;
  readonly reader: string;
  readonly study: Study;
  /** The reader's list, in order. */
  readonly reads: readonly ReadEntry[];
  readonly writer: EventWriter;
  /** The monotonic clock of the newest event. */
  mono: number;
  /** Wall clock of its start, ms since 1970. */
  readonly wall: number;
  /** The read on the screen, with the one that follows; events are folded into it before they are written. */
  open: (Shown & { readonly next: Shown | null; state: ReadState }) | null;
}

interface Shown {
  readonly entry: ReadEntry;
  readonly case: StudyCase;
}

interface SignIn {
  readonly folder: string;
  readonly code: string;
  readonly pin: string;
  readonly started: Omit<Started, 'reader'>;
  /** Wall clock, ms since 1970. */
  readonly wall: number;
}

/** The reading room: one reader at a time. Every failure is thrown before anything is written. */
export interface ReadingRoom {
  /** Throws pin-wrong, enrolment-needed, study-state, study-busy, disk-full, or what opening a study throws. */
  signIn(input: SignIn): Promise<Reading>;
  /** A reader chooses a PIN with a one-time code. Throws pin-wrong, pin-unfit, enrolment-none, study-state, study-busy. */
  enrol(input: Omit<SignIn, 'started'> & { readonly chosen: string }): Promise<void>;
  /** The reader agrees to the page of consent; it is in the log when this returns. Throws signed-out. */
  agree(session: string, clocks: { wall: number; mono: number }): void;
  signOut(session: string, clocks: { wall: number; mono: number }): void;
  /** Whether a reader is signed in. */
  isTaken(): boolean;
  /**
   * The next read of the reader's list, as it was left. Throws signed-out, consent-needed, read-unknown, bad-input out of order, or
   * washout before its period begins, break-due after a long session.
   */
  openRead(session: string, read: string): Promise<OpenRead>;
  /** The break that is due ends early, for a reason that is in the log when this returns; nothing where none is due. */
  endBreak(session: string, reason: string, clocks: { wall: number; mono: number }): void;
  /** Writes events that the read's state allows; they are on the disk when this returns their last number. */
  append(session: string, read: string | null, events: readonly SessionEvent[]): number;
  /** An image of the read that is open, or of the one that comes next. */
  imageBytes(session: string, read: string, index: number): Promise<Uint8Array>;
  /** Lets go of the log; a session that did not end is left as after a crash. */
  close(): void;
}

export function createReadingRoom(gate: PinGate): ReadingRoom {
  let current: Session | null = null;

  function close(): void {
    current?.writer.close();
    current = null;
  }

  function sessionOf(id: string): Session {
    if (current?.id !== id) throw new Failure('signed-out');
    return current;
  }

  return {
    close,
    async signIn(input) {
      const study = await openStudy(input.folder);
      needState(study, 'signing in', 'open');
      const code = await admit(gate, study, input);
      if (study.file.rejected?.includes(code)) throw new Failure('reader-rejected', { reader: code });
      const away = study.file.stations?.find(({ readers }) => readers.includes(code));
      if (away) throw new Failure('reader-elsewhere', { reader: code, station: away.id });
      const reads = (await readLists(study)).reads
        .filter((read) => read.reader === code)
        .sort((a, b) => a.position - b.position);
      close();
      const session = startSession(study, code, reads, input);
      current = session;
      return readingOf(session);
    },
    enrol: ({ folder, code, pin, chosen, wall }) => enrol(gate, folder, { code, pin }, chosen, wall),
    agree(id, clocks) {
      const session = sessionOf(id);
      const consent = consentOf(session);
      if (consent === null) return;
      const event = { type: 'session.consented' as const, payload: { reader: session.reader, consent }, ...clocks };
      write(session, null, [event]);
    },
    signOut(id, clocks) {
      const session = sessionOf(id);
      write(session, null, [{ type: 'session.ended', payload: {}, ...clocks }]);
      close();
    },
    isTaken: () => current !== null,
    async openRead(id, read) {
      const session = sessionOf(id);
      if (consentOf(session) !== null) throw new Failure('consent-needed');
      const entry = session.reads.find((each) => each.id === read);
      if (!entry) throw new Failure('read-unknown', { read });
      const [next, following] = unfinishedReads(session);
      if (entry !== next)
        throw new Failure('bad-input', { where: 'read.open', reason: `${read} is not the next read of the list` });
      refuseInWashout(session, entry);
      refuseInBreak(session, entry);
      const shown = { entry, case: await readCase(session.study, entry.case) };
      const after = following ? { entry: following, case: await readCase(session.study, following.case) } : null;
      const events = sessionOf(id).writer.entriesOf(read);
      session.open = { ...shown, next: after, state: foldRead(entry.text, events, entry.sides) };
      return openReadOf(session, shown, after, events);
    },
    endBreak(id, reason, clocks) {
      const session = sessionOf(id);
      const due = breakOf(session, clocks.wall);
      if (!due) return;
      const payload = { reader: session.reader, rested: Math.max(0, clocks.wall - due.since), reason };
      write(session, null, [{ type: 'session.rested', payload, ...clocks }]);
    },
    append(id, read, events) {
      for (const { type } of events) {
        const { kind } = rules[type];
        if (type.startsWith('session.') || kind === 'study' || (kind === 'act' && read === null)) {
          throw new Failure('bad-input', { where: type, reason: `not written by the window for read ${String(read)}` });
        }
      }
      return write(sessionOf(id), read, events);
    },
    async imageBytes(id, read, index) {
      const { open, study } = sessionOf(id);
      const shown = [open, open?.next].find((each) => each?.entry.id === read);
      const image = shown?.case.images[index];
      if (!shown || !image) throw new Failure('read-unknown', { read });
      return readPartBytes(study, `cases/${shown.case.id}/${image.file}`);
    },
  };
}

function startSession(study: Study, reader: string, reads: readonly ReadEntry[], { started, wall }: SignIn): Session {
  const { log, lock } = logFiles(study.folder);
  const writer = openEventWriter(log, lock, study.file.id);
  const session: Session = { id: randomUUID(), reader, study, reads, writer, mono: 0, wall, open: null };
  try {
    write(session, null, [{ type: 'session.started', payload: { reader, ...started }, wall, mono: 0 }]);
  } catch (thrown) {
    writer.close();
    throw thrown;
  }
  return session;
}

/** Folds first, then writes, then remembers: what is refused or can't be written leaves no trace. */
function write(session: Session, read: string | null, events: readonly SessionEvent[]): number {
  const { open } = session;
  if (read !== null && open?.entry.id !== read) throw new Failure('read-unknown', { read });
  let { mono } = session;
  let state = open?.state;
  for (const event of events) {
    if (event.mono < mono) {
      throw new Failure('bad-input', {
        where: event.type,
        reason: `the clock of the session went back from ${mono} to ${event.mono}`,
      });
    }
    mono = event.mono;
    if (state) state = foldChecked(session, state, event);
  }
  const seq = session.writer.append(events.map((event) => ({ session: session.id, read, event })));
  session.mono = mono;
  if (open && state) session.open = state.phase === 'finished' ? null : { ...open, state };
  return seq;
}

function foldChecked({ id, study }: Session, state: ReadState, event: SessionEvent): ReadState {
  const items = study.protocol.questionnaire;
  if (event.type === 'text.changed' && study.protocol.task === 'rate')
    throw new Failure('bad-input', { where: event.type, reason: 'texts of this study are judged as they are' });
  if (event.type === 'answer.given') checkAnswer(items, state, event.payload.item, event.payload.value);
  if (event.type === 'read.submitted' || event.type === 'read.finished') {
    const missing = firstMissing(event.type === 'read.submitted' ? 'before' : 'after', items, state);
    if (missing) throw new Failure('bad-input', { where: event.type, reason: `${missing.id} is not answered` });
  }
  return foldEvent(state, id, event);
}

/** A new period opens when the washout is over; a read that was begun goes on. */
function refuseInWashout({ reads, study, writer, wall, mono }: Session, entry: ReadEntry): void {
  const marks = writer.marks();
  if (marks.some((mark) => mark.read === entry.id)) return;
  const finishedAt = new Map(marks.flatMap((mark) => (mark.finishedAt === null ? [] : [[mark.read, mark.finishedAt]])));
  const opens = opensAt(entry, reads, finishedAt, study.protocol);
  if (opens === null || wall + mono >= opens) return;
  const days = daysBefore(study.protocol, entry.repeats !== undefined);
  throw new Failure('washout', { date: new Date(opens).toISOString().slice(0, 10), days });
}

/** The next case waits for the break that is due; one that was taken to its end is told to the log. */
function refuseInBreak(session: Session, entry: ReadEntry): void {
  const { study, writer, wall, mono, reader } = session;
  if (writer.marks().some((mark) => mark.read === entry.id)) return;
  const now = Math.round(wall + mono);
  const due = breakOf(session, now);
  if (!due) return;
  if (now < due.until) {
    const { breakMinutes = 0 } = study.protocol.sessions ?? {};
    throw new Failure('break-due', { until: due.until, minutes: breakMinutes });
  }
  const payload = { reader, rested: now - due.since };
  write(session, null, [{ type: 'session.rested', payload, wall: now, mono }]);
}

function breakOf({ study, writer, reads, reader }: Session, now: number): Break | null {
  const own = new Set(reads.map(({ id }) => id));
  const begun = writer
    .marks()
    .flatMap(({ read, openedAt, finishedAt }) =>
      own.has(read) && openedAt !== null ? [{ openedAt, finishedAt }] : [],
    );
  const ended = writer
    .allOf('session.rested')
    .flatMap(({ payload, wall }) => ('reader' in payload && payload.reader === reader ? [wall] : []));
  return breakDue(study.protocol.sessions, begun, ended, now);
}

/** The hash of the page that the reader has not agreed to yet; null where there is nothing to agree to. */
function consentOf({ study, reader, writer }: Session): string | null {
  const { consent } = study.protocol;
  if (!consent) return null;
  const hash = hashOfPage(consent);
  const agreed = writer.allOf('session.consented').some(({ payload }) => isOf(payload, reader, hash));
  return agreed ? null : hash;
}

function isOf(payload: object, reader: string, consent: string): boolean {
  return 'reader' in payload && payload.reader === reader && 'consent' in payload && payload.consent === consent;
}

function unfinishedReads({ reads, writer }: Session): ReadEntry[] {
  const finished = new Set(writer.marks().flatMap((mark) => (mark.finished ? [mark.read] : [])));
  return reads.filter((read) => !finished.has(read.id));
}

function readingOf(session: Session): Reading {
  const { id, reader, study, reads, writer } = session;
  const agreed = consentOf(session) === null;
  const marks = new Map(writer.marks().map((mark) => [mark.read, mark]));
  return {
    session: id,
    title: study.file.title,
    reader,
    reads: reads.map((read) => {
      const mark = marks.get(read.id);
      const state = mark?.finished ? 'finished' : mark?.submitted ? 'questions' : mark?.opened ? 'started' : 'waiting';
      return { id: read.id, position: read.position, state, practice: read.practice ?? false };
    }),
    questionnaire: study.protocol.questionnaire,
    rated: study.protocol.task === 'rate',
    instructions: study.protocol.instructions?.text ?? null,
    consent: agreed ? null : (study.protocol.consent?.text ?? null),
  };
}

function openReadOf(session: Session, shown: Shown, next: Shown | null, events: OpenRead['events']): OpenRead {
  const { entry } = shown;
  const { indication, sex, age, images } = shown.case;
  return {
    id: entry.id,
    position: entry.position,
    total: session.reads.length,
    indication,
    sex,
    age,
    images: images.map(({ view, prior, rows, columns }, index) => ({
      url: imageUrl(session, shown, index),
      view,
      prior,
      rows,
      columns,
    })),
    nextImages: next ? next.case.images.map((_, index) => imageUrl(session, next, index)) : [],
    text: entry.text,
    sides: entry.sides ?? null,
    events,
  };
}

function imageUrl(session: Session, { entry }: Shown, index: number): string {
  return `/image/${session.id}/${entry.id}/${index}`;
}
