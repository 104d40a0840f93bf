import { SvelteSet } from 'svelte/reactivity';
import { sha256 } from '#core/digest.ts';
import { Failure, type FailureData } from '#core/errors.ts';
import type { EndpointInput } from '#core/ipc/contract.ts';
import type { OpenRead, Reading } from '#core/ipc/reading.ts';
import {
  HEARTBEAT_MS,
  type EventPayload,
  type EventType,
  type SessionEvent,
  type TextChange,
} from '#studies/session/event.ts';
import { rules } from '#studies/session/phases.ts';
import { openItem } from '#studies/session/questions.ts';
import { foldEvent, foldRead, shownLength } from '#studies/session/session.ts';
import type { Answer, ReadState } from '#studies/session/state.ts';
import { EventQueue } from './queue.ts';

/** A notice waits until nothing was typed for so long. */
const HAND_RESTS_MS = 1000;

/** What a reading session needs from outside. */
export interface ReadingPorts {
  openRead(input: EndpointInput<'read.open'>): Promise<OpenRead>;
  append(input: EndpointInput<'log.append'>): Promise<unknown>;
  agree(input: EndpointInput<'reader.agree'>): Promise<unknown>;
  endBreak(input: EndpointInput<'reader.endBreak'>): Promise<unknown>;
  signOut(input: EndpointInput<'reader.signOut'>): Promise<unknown>;
  wait(milliseconds: number): Promise<void>;
  /** Both clocks: ms since 1970, and ms since the session began. */
  now(): { wall: number; mono: number };
}

/** A read and the fold of its events: what the reader sees is what is counted later. */
interface Current {
  readonly read: OpenRead;
  readonly state: ReadState;
}

/** One reader's session, from sign-in to sign-out. Every event is folded here, stamped, and taken to the log. */
export class ReadingSession {
  readonly info: Reading;
  current = $state.raw<Current | null>(null);
  /** Why events can't be written; null while all is well. */
  failure = $state.raw<FailureData | null>(null);
  /** Whether the reader may read: has agreed to what there is to agree to. */
  agreed: boolean;
  readonly #done: SvelteSet<string>;
  /** The failure that is being retried, said or not yet. */
  #trouble: FailureData | null = null;
  #lastTyped = Number.NEGATIVE_INFINITY;
  readonly #ports: ReadingPorts;
  readonly #queue: EventQueue;

  constructor(info: Reading, ports: ReadingPorts) {
    this.info = info;
    this.#ports = ports;
    this.agreed = $state(info.consent === null);
    this.#done = new SvelteSet(info.reads.filter(({ state }) => state === 'finished').map(({ id }) => id));
    this.#queue = new EventQueue({
      append: (read, events) => ports.append({ session: info.session, read, events }),
      wait: ports.wait,
      onFailure: (failure) => this.#onFailure(failure),
    });
  }

  /** The read that comes next, null when all are finished. */
  readonly next = $derived.by(() => this.info.reads.find(({ id }) => !this.#done.has(id)) ?? null);
  readonly finished = $derived.by(() => this.#done.size);
  readonly phase = $derived(this.current?.state.phase ?? 'waiting');

  /** Brings the next case on, with all that was done to it before. */
  async open(): Promise<void> {
    const read = this.next;
    if (!read) throw new Failure('internal', { reason: 'no case is left' });
    await this.#queue.settled();
    const opened = await this.#ports.openRead({ session: this.info.session, read: read.id });
    this.current = { read: opened, state: foldRead(opened.text, opened.events, opened.sides) };
    const last = opened.events.at(-1);
    const known = last?.session === this.info.session && last.event.type === 'read.opened';
    if (!known) this.#record('read.opened', {});
  }

  /** The reader agrees to the page of consent; resolves when it is on the disk. */
  async agree(): Promise<void> {
    await this.#ports.agree({ session: this.info.session, ...this.#ports.now() });
    this.agreed = true;
  }

  /** Ends the break that is due; the reason is in the log when this resolves. */
  async endBreak(reason: string): Promise<void> {
    await this.#queue.settled();
    await this.#ports.endBreak({ session: this.info.session, reason, ...this.#ports.now() });
  }

  /** The images and the text are on the screen: the reading clock runs from here. */
  painted(images: number): void {
    this.#record('read.painted', { images, textLength: shownLength(this.#state) });
  }

  pause(): void {
    if (this.phase === 'reading') this.#record('read.paused', {});
  }

  resume(): void {
    if (this.phase === 'paused') this.#record('read.continued', {});
  }

  changeText(changes: TextChange[], origin: string, length: number): void {
    this.#record('text.changed', { changes, origin, length });
    this.#lastTyped = this.#ports.now().mono;
  }

  act(payload: EventPayload<'viewer.changed'>): void {
    this.#recordIfPossible('viewer.changed', payload);
  }

  enterPanel(panel: 'image' | 'report'): void {
    this.#recordIfPossible('panel.entered', { panel });
  }

  /** Locks the report. The caller moves on when the promise resolves: then it is on the disk. */
  async submit(): Promise<void> {
    const { text } = this.#state;
    this.#record('read.submitted', { length: text.length, sha256: sha256(text) });
    await this.#queue.settled();
  }

  /** An answer to what is not asked, or no longer since the report was submitted, is let go. */
  answer(item: string, value: Answer): void {
    if (!this.current) return;
    if (openItem(this.info.questionnaire, this.#state, item)) this.#recordIfPossible('answer.given', { item, value });
  }

  /** Ends the read; resolves when that is on the disk. */
  async finish(): Promise<void> {
    const { id } = this.#open.read;
    this.#record('read.finished', {});
    await this.#queue.settled();
    this.#done.add(id);
    this.current = null;
  }

  /** What happens to the machine or the window, with or without a case on the screen. */
  notice(type: 'heartbeat' | 'window.blurred' | 'window.focused' | 'system.suspended' | 'system.resumed'): void {
    if (this.current && this.phase !== 'finished') this.#record(type, {});
    else this.#queue.push(null, this.#stamped(type, {}));
  }

  /** Beats until the returned function is called. */
  startHeartbeat(): () => void {
    const timer = setInterval(() => this.notice('heartbeat'), HEARTBEAT_MS);
    return () => clearInterval(timer);
  }

  retry(): void {
    this.#queue.retry();
  }

  /** Resolves when all is written and the session is closed. */
  async signOut(): Promise<void> {
    await this.#queue.settled();
    const { wall, mono } = this.#ports.now();
    await this.#ports.signOut({ session: this.info.session, wall, mono });
  }

  get #open(): Current {
    if (!this.current) throw new Failure('internal', { reason: 'no case is open' });
    return this.current;
  }

  get #state(): ReadState {
    return this.#open.state;
  }

  #onFailure(failure: FailureData | null): void {
    this.#trouble = failure;
    if (failure) void this.#stopWhenTheHandRests();
    else this.failure = null;
  }

  /** Nobody reads while nothing can be kept: the clock stands until the reader goes on. But no word is cut in two. */
  async #stopWhenTheHandRests(): Promise<void> {
    while (this.#trouble && this.#ports.now().mono - this.#lastTyped < HAND_RESTS_MS) {
      await this.#ports.wait(HAND_RESTS_MS / 4);
    }
    if (!this.#trouble) return;
    this.failure = this.#trouble;
    this.pause();
  }

  #recordIfPossible<T extends EventType>(type: T, payload: EventPayload<T>): void {
    const rule = rules[type];
    if (this.current && rule.kind === 'act' && rule.phases.includes(this.phase)) this.#record(type, payload);
  }

  /** Folds first: an event that can't happen throws here and never reaches the log. */
  #record<T extends EventType>(type: T, payload: EventPayload<T>): void {
    const { read, state } = this.#open;
    const event = this.#stamped(type, payload);
    this.current = { read, state: foldEvent(state, this.info.session, event) };
    this.#queue.push(read.id, event);
  }

  #stamped<T extends EventType>(type: T, payload: EventPayload<T>): SessionEvent {
    return { type, payload, ...this.#ports.now() } as SessionEvent;
  }
}

/** The clocks of a session that begins now; hundredths of a millisecond are fine enough. */
export function sessionClock(): () => { wall: number; mono: number } {
  const start = performance.now();
  return () => ({ wall: Date.now(), mono: Math.round((performance.now() - start) * 100) / 100 });
}
