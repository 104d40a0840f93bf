import { join } from 'node:path';
import { sha256 } from '#core/digest.ts';
import type { EndpointInput } from '#core/ipc/contract.ts';
import type { OpenRead, Reading } from '#core/ipc/reading.ts';
import { client, dispatch } from '#core/ipc/dispatch.ts';
import { createHandlers } from '#main/handlers.ts';
import { createAsker, type Asker } from '#main/services/asking.ts';
import { createEvaluationDesk, type EvaluationDesk } from '#main/services/bench/evaluationDesk.ts';
import { createTripletDesk, type TripletDesk } from '#main/services/instruct/tripletDesk.ts';
import { jobs } from '#main/services/bench/jobs.ts';
import { createDraftDesk } from '#main/services/draftDesk.ts';
import { createIntakeDesk } from '#main/services/intake/intakeDesk.ts';
import { openLibrary, type Library } from '#main/services/library.ts';
import type { StartRuntime } from '#main/services/model/runtime/fork.ts';
import { createModelShelf } from '#main/services/model/shelf.ts';
import { createPinGate } from '#main/services/pins.ts';
import { createPowerDesk } from '#main/services/powerDesk.ts';
import { createProtocolDesk } from '#main/services/protocolDesk.ts';
import { createReadingRoom, type ReadingRoom } from '#main/services/reading.ts';
import { studyFigures } from '#main/services/results.ts';
import { studyJobs } from '#main/services/studyJobs.ts';
import { createTrainingDesk } from '#main/services/training/desk.ts';
import { shownLength } from '#studies/session/session.ts';
import { powerStudy } from '#studies/simulate/power/powerStudy.ts';
import type { SessionEvent } from '#studies/session/event.ts';

const SCREEN = { width: 1366, height: 768, ratio: 1 };

/** The app without Electron: what the window would ask goes through the same dispatch. */
export interface TestApp {
  readonly call: ReturnType<typeof client>;
  readonly room: ReadingRoom;
  readonly library: Library;
  /** Whether the making of the demonstration study waits. */
  readonly demo: { readonly resting: boolean };
  readonly asker: Asker;
  readonly evaluator: EvaluationDesk;
  readonly triplets: TripletDesk;
  /** Every answer as it left the machine, as JSON. */
  readonly answers: string[];
  /** What the dialogs for folders and files will answer. */
  chosen: string | null;
  readonly shown: string[];
}

/** Without a runtime no model runs. */
const NO_MODELS = {
  start: (): never => {
    throw new Error('this test runs no model');
  },
};

export function startTestApp(
  userData: string,
  overrides: Partial<ReturnType<typeof createHandlers>> = {},
  models: { start: StartRuntime; tell?: (signal: string, payload: unknown) => void } = NO_MODELS,
): TestApp {
  const library = openLibrary(join(userData, 'library.json'));
  const room = createReadingRoom(createPinGate(async () => {}));
  let wall = 1_800_000_000_000;
  const { start, tell = () => {} } = models;
  const version = '0.0.0-test';
  const shelf = createModelShelf({
    userData,
    shipped: [],
    start,
    version,
    now: () => wall,
    tell: (work) => tell('work', work),
  });
  const desk = createDraftDesk({
    ...{ userData, start, version, library, shelf },
    now: () => performance.now(),
    tell: (state) => tell('drafting', state),
  });
  const asker = createAsker({
    ...{ start, version, shelf },
    now: () => performance.now(),
    job: (name, input) => studyJobs[name](input),
    chooseFile: async () => app.chosen,
    tell: (state) => tell('asking', state),
  });
  const evaluator = createEvaluationDesk({
    ...{ userData, version, start, shelf },
    job: (name, input) => jobs[name](input),
    chooseFile: async () => app.chosen,
    now: () => wall,
    tell: (state) => tell('evaluation', state),
  });
  const triplets = createTripletDesk({ chooseFolder: async () => app.chosen });
  const trainer = createTrainingDesk({
    ...{ userData, version, start },
    now: () => wall,
    tell: (state) => tell('training', state),
  });
  const seen = { answers: [] as string[], chosen: null as string | null, shown: [] as string[] };
  const demo = {
    resting: false,
    ready: async () => {},
    rest: () => void (demo.resting = true),
    goOn: () => void (demo.resting = false),
  };
  const app = { library, room, demo, asker, evaluator, triplets, ...seen };
  const handlers = createHandlers({
    library,
    room,
    demo,
    shelf,
    desk,
    asker,
    trainer,
    protocols: createProtocolDesk({
      library,
      chooseFile: async () => app.chosen,
      chooseNewFile: async () => app.chosen,
      now: () => wall,
    }),
    power: createPowerDesk({
      library,
      simulate: async (request, progress) => powerStudy(request, progress),
      tell: (progress) => tell('simulation', progress),
    }),
    intake: createIntakeDesk({
      ...{ library, now: () => wall },
      chooseFolder: async () => app.chosen,
      chooseFile: async () => app.chosen,
      chooseNewFile: async () => app.chosen,
      tell: (state) => tell('intake', state),
    }),
    evaluator,
    triplets,
    version,
    language: 'en',
    now: () => (wall += 1000),
    figures: studyFigures,
    job: (name, input) => studyJobs[name](input),
    chooseFolder: async () => app.chosen,
    chooseFile: async () => app.chosen,
    chooseNewFile: async () => app.chosen,
    showFolder: async (path) => void app.shown.push(path),
  });
  const call = client(async (name, input) => {
    const answer = await dispatch({ ...handlers, ...overrides }, name, structuredClone(input));
    app.answers.push(JSON.stringify(answer));
    return answer;
  });
  return Object.assign(app, { call });
}

/** A reader at the window, whose clock goes on by a second with each event. */
export class TestReader {
  readonly #app: TestApp;
  readonly reading: Reading;
  mono = 0;

  private constructor(app: TestApp, reading: Reading) {
    this.#app = app;
    this.reading = reading;
  }

  static async signIn(app: TestApp, input: Omit<EndpointInput<'reader.signIn'>, 'screen'>): Promise<TestReader> {
    return new TestReader(app, await app.call('reader.signIn', { ...input, screen: SCREEN }));
  }

  open(read: string): Promise<OpenRead> {
    return this.#app.call('read.open', { session: this.reading.session, read });
  }

  event<T extends SessionEvent['type']>(type: T, payload: Extract<SessionEvent, { type: T }>['payload']): SessionEvent {
    this.mono += 1000;
    return { type, payload, wall: 1_800_000_000_000 + this.mono, mono: this.mono } as SessionEvent;
  }

  async send(read: string | null, ...events: SessionEvent[]): Promise<number> {
    const input = { session: this.reading.session, read, events } as EndpointInput<'log.append'>;
    return (await this.#app.call('log.append', input)).seq;
  }

  async show(open: OpenRead): Promise<void> {
    const textLength = shownLength({ text: open.text ?? '', sides: open.sides });
    await this.send(open.id, this.event('read.opened', {}));
    await this.send(open.id, this.event('read.painted', { images: open.images.length, textLength }));
  }

  /** Types one sentence at the end and submits. Returns the final text. */
  async write(open: OpenRead, sentence: string): Promise<string> {
    const before = open.text ?? '';
    const text = before + sentence;
    await this.send(
      open.id,
      this.event('text.changed', {
        changes: [[before.length, 0, sentence]],
        origin: 'input.type',
        length: text.length,
      }),
    );
    await this.send(open.id, this.event('read.submitted', { length: text.length, sha256: sha256(text) }));
    return text;
  }

  async answer(open: OpenRead): Promise<void> {
    const answers =
      open.text === null
        ? []
        : ([
            ['edit-reasons', ['other']],
            ['helps-indication', 5],
          ] as const);
    for (const [item, value] of [...answers, ['efficiency', ['no']] as const]) {
      await this.send(
        open.id,
        this.event('answer.given', { item, value: typeof value === 'number' ? value : [...value] }),
      );
    }
    await this.send(open.id, this.event('read.finished', {}));
  }

  /** Reads what is left of the list; `look` is called with each case on the screen. */
  async readAll(look: (open: OpenRead) => Promise<void> = async () => {}): Promise<string[]> {
    const texts: string[] = [];
    for (const { id } of this.reading.reads) {
      const open = await this.open(id);
      await this.show(open);
      await look(open);
      texts.push(await this.write(open, ' No change.'));
      await this.answer(open);
    }
    return texts;
  }

  async signOut(): Promise<void> {
    this.mono += 1000;
    const clocks = { wall: 1_800_000_000_000 + this.mono, mono: this.mono };
    await this.#app.call('reader.signOut', { session: this.reading.session, ...clocks });
  }
}
