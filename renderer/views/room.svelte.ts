import { tick } from 'svelte';
import { toFailureData, type FailureData } from '#core/errors.ts';
import type { OpenRead } from '#core/ipc/reading.ts';
import { say } from '#renderer/messages/messages.svelte.ts';
import { firstMissing, type Moment } from '#studies/session/questions.ts';
import type { ReadingSession } from '#renderer/reading/reading.svelte.ts';
import type { FilmLoader } from '#renderer/viewer/filmLoader.ts';
import { Viewer } from '#renderer/viewer/viewer.svelte.ts';

/** What is on the screen: nothing yet, images and report, or images and questions. */
export type Stage = 'loading' | 'report' | 'questions';

/** Leads a reader through the cases: when something shows, when the clock starts, when the screen moves on. */
export class ReadingRoom {
  readonly session: ReadingSession;
  readonly viewer: Viewer;
  readonly #films: FilmLoader;
  stage = $state<Stage>('loading');
  /** Images and text are uncovered, together. */
  revealed = $state(false);
  /** A step is on its way to the disk; nothing can be changed until it is there. */
  waiting = $state(false);
  /** The question that still needs an answer. */
  missing = $state<string | null>(null);
  /** When the break is over that comes before the next case, ms since 1970; null where none is due. */
  restUntil = $state<number | null>(null);
  /** Why the case can't be shown. */
  failure = $state.raw<FailureData | null>(null);

  constructor(session: ReadingSession, films: FilmLoader) {
    this.session = session;
    this.#films = films;
    this.viewer = new Viewer((act) => session.act(act));
  }

  /** Brings the next case. Its images are drawn under cover; `reveal` uncovers them. */
  async open(): Promise<void> {
    this.stage = 'loading';
    this.revealed = false;
    this.waiting = false;
    this.missing = null;
    this.failure = null;
    this.restUntil = null;
    try {
      await this.session.open();
      // The session knows of focus only what changes: a window in the background must be told.
      if (!document.hasFocus()) this.session.notice('window.blurred');
      const { images, nextImages } = this.session.current!.read;
      this.#films.keep([...images.map(({ url }) => url), ...nextImages]);
      const films = await Promise.all(images.map(({ url }, index) => this.#films.load(url, nameOf(index))));
      this.viewer.setCase(films.map((film, index) => ({ film, caption: captionOf(images[index]!) })));
      if (this.session.phase === 'submitted') this.#showQuestions();
      else this.stage = 'report';
    } catch (thrown) {
      const failure = toFailureData(thrown);
      if (failure.code === 'break-due') this.restUntil = Number(failure.detail['until']);
      else this.failure = failure;
    }
  }

  /** The break is over, or ends early for a reason: the next case comes. */
  async endRest(reason: string | null): Promise<void> {
    try {
      if (reason === null) this.session.notice('heartbeat');
      else await this.session.endBreak(reason);
    } catch (thrown) {
      this.restUntil = null;
      this.failure = toFailureData(thrown);
      return;
    }
    await this.open();
  }

  /** Called when all panes are drawn; the clock starts two frames later, when the screen surely shows them. */
  async reveal(): Promise<void> {
    this.revealed = true;
    await tick();
    await nextFrame();
    await nextFrame();
    this.session.painted(this.viewer.panes.length);
  }

  /** The first question at this moment that still needs an answer; it is named on the screen. */
  #findMissing(moment: Moment): boolean {
    const missing = firstMissing(moment, this.session.info.questionnaire, this.session.current!.state);
    this.missing = missing?.id ?? null;
    return missing !== null;
  }

  /** The clock stops at the call; the questions come when the report is on the disk. */
  async submit(): Promise<'missing' | 'submitted' | 'waiting'> {
    if (this.waiting || this.session.phase !== 'reading') return 'waiting';
    if (this.#findMissing('before')) return 'missing';
    this.waiting = true;
    this.viewer.finishAct();
    await this.session.submit();
    this.waiting = false;
    this.#showQuestions();
    return 'submitted';
  }

  /** On to the next case, unless a question still needs an answer or no case is left. */
  async goOn(): Promise<'missing' | 'next' | 'end' | 'waiting'> {
    if (this.waiting || this.session.phase !== 'submitted') return 'waiting';
    if (this.#findMissing('after')) return 'missing';
    this.waiting = true;
    this.viewer.finishAct();
    await this.session.finish();
    if (!this.session.next) return 'end';
    await this.open();
    return 'next';
  }

  /** The next case is decoded while the questions are answered: it must not load late, nor disturb the reading. */
  #showQuestions(): void {
    this.stage = 'questions';
    const { nextImages } = this.session.current!.read;
    // What fails here fails again, and is said, when the case is opened.
    nextImages.forEach((url, index) => void this.#films.load(url, nameOf(index)).catch(() => undefined));
  }

  pause(): void {
    this.viewer.finishAct();
    this.session.pause();
  }
}

function nameOf(index: number): string {
  return say('viewer.image', { number: index + 1 });
}

function captionOf({ view, prior }: OpenRead['images'][number]): string {
  const words = say(`view.${view}`);
  return prior ? say('view.prior', { view: words }) : words;
}

function nextFrame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => resolve()));
}
