import { randomBytes, randomInt } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { Failure, toFailureData } from '#core/errors.ts';
import type { EndpointInput, EndpointOutput } from '#core/ipc/contract.ts';
import type { Intake as IntakeState } from '#core/ipc/intake.ts';
import { issueWords } from '#core/ipc/dispatch.ts';
import { seededRandom } from '#core/random.ts';
import { addCases } from '#main/services/addCases.ts';
import { loadCodecs } from '#main/services/codecs.ts';
import { createStudy, type CreateReport, type TakeInput } from '#main/services/createStudy.ts';
import type { Library } from '#main/services/library.ts';
import { protocol } from '#studies/protocol/protocol.ts';
import { lookAtIntake, type Intake, type IntakePlan } from './intake.ts';

/** The window hears of the work at most this often, in ms. */
const TOLD_EVERY = 200;

const EMPTY: IntakeState = { phase: 'empty', done: 0, total: 0, unit: 'patient', plan: null, failure: null };

export interface IntakeDeskParts {
  readonly library: Pick<Library, 'add' | 'folderOf'>;
  /** Wall clock, ms since 1970. */
  now(): number;
  chooseFolder(): Promise<string | null>;
  chooseFile(): Promise<string | null>;
  /** Asks for a place that does not exist yet. */
  chooseNewFile(name: string): Promise<string | null>;
  tell(state: IntakeState): void;
}

type Taken = EndpointOutput<'intake.create'>;

/** Films and reports on their way into a study, one lot at a time. Nothing of it is kept when the desk is left. */
export interface IntakeDesk {
  state(): IntakeState;
  /** Asks for a folder or a file and looks at it; answers at once, with the state as it was when the user cancels. */
  choose(what: EndpointInput<'intake.choose'>['what']): Promise<IntakeState>;
  /** The same for what was dropped on the window. */
  look(path: string): Promise<IntakeState>;
  /** The same findings as other cases. */
  regroup(unit: IntakeState['unit']): IntakeState;
  /** Makes a study of the cases with these numbers, in a place that is asked for; null when the user cancels. */
  create(input: EndpointInput<'intake.create'>): Promise<Taken>;
  /** Adds them to a study that is being designed. */
  add(input: EndpointInput<'intake.add'>): Promise<NonNullable<Taken>>;
  /** Ends what is in work. */
  cancel(): Promise<IntakeState>;
  /** A small PNG of a film; null for any other key. */
  thumbnail(key: string): Uint8Array | null;
  /** Ends what is in work and lets everything go: a reader needs the machine, or the room is left. */
  rest(): Promise<void>;
}

export function createIntakeDesk(parts: IntakeDeskParts): IntakeDesk {
  const { library, now, tell } = parts;
  const loading = loadCodecs();
  let state = EMPTY;
  let open: { readonly intake: Intake; readonly plan: IntakePlan } | null = null;
  let work: { readonly stop: AbortController; readonly ended: Promise<void> } | null = null;
  /** Keys of the small pictures by their film's file. */
  const keys = new Map<string, string>();
  const pictures = new Map<string, Uint8Array>();

  function become(next: Partial<IntakeState>): IntakeState {
    state = { ...state, ...next };
    return state;
  }

  function needFree(): void {
    if (work) throw new Failure('bad-input', { where: 'intake', reason: 'something else is being taken in' });
  }

  /** Runs one piece of work that can be stopped and tells how far it is. */
  async function working<T>(phase: 'looking' | 'taking', act: (step: Step) => Promise<T>): Promise<T> {
    needFree();
    const stop = new AbortController();
    let told = -Infinity;
    const step: Step = (_what, done, total) => {
      if (stop.signal.aborted) throw new Failure('cancelled');
      become({ done, total });
      if (now() - told < TOLD_EVERY) return;
      told = now();
      tell({ ...state, plan: null });
    };
    become({ phase, done: 0, total: 0, failure: null });
    const acting = act(step);
    work = { stop, ended: acting.then(nothing, nothing) };
    try {
      return await acting;
    } finally {
      work = null;
    }
  }

  async function look(path: string): Promise<IntakeState> {
    needFree();
    const before = forget();
    const looking = working('looking', async (step) => {
      await before?.source.close();
      return lookAtIntake(path, await loading, async (what, done, total) => {
        step(what, done, total);
        // Decoding keeps the thread: the window's own calls must get their turn.
        await turn();
      });
    });
    const ended = looking.then(show, (thrown: unknown) => {
      const failure = toFailureData(thrown);
      tell(become({ phase: 'empty', failure: failure.code === 'cancelled' ? null : failure }));
    });
    // Who waits for the end waits until it was shown, too.
    if (work) work = { ...work, ended };
    return state;
  }

  function show(intake: Intake): void {
    for (const [file, picture] of intake.scan.thumbnails) {
      const key = randomBytes(8).toString('hex');
      keys.set(file, key);
      pictures.set(key, picture);
    }
    tell(plan(intake, state.unit));
  }

  function plan(intake: Intake, unit: IntakeState['unit']): IntakeState {
    open = { intake, plan: intake.plan(unit) };
    return become({ phase: 'ready', unit, plan: shown(open.plan) });
  }

  function shown(made: IntakePlan): NonNullable<IntakeState['plan']> {
    const cases = made.cases.map((each) => ({
      ...each,
      films: each.films.map((film) => {
        const key = keys.get(film.file);
        return { ...film, url: key === undefined ? null : `/thumbnail/${key}` };
      }),
    }));
    return { ...made, cases };
  }

  /** What was open, and is to be closed. */
  function forget(): Intake | undefined {
    const before = open?.intake;
    open = null;
    keys.clear();
    pictures.clear();
    become({ ...EMPTY, unit: state.unit });
    return before;
  }

  async function letGo(): Promise<void> {
    await forget()?.source.close();
  }

  /** Takes cases of the plan in, one way or the other, and makes the study known. */
  async function take(
    { taken, mask }: Pick<EndpointInput<'intake.add'>, 'taken' | 'mask'>,
    act: (input: TakeInput) => Promise<CreateReport>,
    folder: string,
  ): Promise<NonNullable<Taken>> {
    if (!open) throw new Failure('bad-input', { where: 'intake', reason: 'nothing is there to be taken in' });
    const { intake, plan: made } = open;
    const wanted = new Map(taken.map(({ number, without }) => [number, without]));
    const source = intake.cases(made, { taken: wanted, mask });
    try {
      const { cases, images, drafts, problems } = await working('taking', async (step) =>
        act({ source, codecs: await loading, random: seededRandom(randomInt(2 ** 31)), progress: step }),
      );
      const study = await library.add(folder);
      await letGo();
      return { study, cases, images, drafts, problems };
    } catch (thrown) {
      if (open) become({ phase: 'ready' });
      throw thrown;
    }
  }

  async function chosen(what: EndpointInput<'intake.choose'>['what']): Promise<IntakeState> {
    needFree();
    const path = await (what === 'folder' ? parts.chooseFolder() : parts.chooseFile());
    return path === null ? state : look(path);
  }

  async function cancel(): Promise<IntakeState> {
    const before = work;
    before?.stop.abort();
    await before?.ended;
    return state;
  }

  return {
    state: () => state,
    choose: chosen,
    look,
    regroup: (unit) => (open ? plan(open.intake, unit) : become({ unit })),
    async create({ draft, ...choice }) {
      needFree();
      const checked = protocol.safeParse(draft);
      if (!checked.success) throw new Failure('bad-input', { where: 'protocol', reason: issueWords(checked.error) });
      const folder = await parts.chooseNewFile('study');
      if (folder === null) return null;
      const created = new Date(now()).toISOString();
      return take(choice, (input) => createStudy(folder, { ...input, created, protocol: checked.data }), folder);
    },
    async add({ study, ...choice }) {
      const folder = await library.folderOf(study);
      return take(choice, (input) => addCases(folder, input), folder);
    },
    cancel,
    thumbnail: (key) => pictures.get(key) ?? null,
    async rest() {
      await cancel();
      await letGo();
    },
  };
}

type Step = (what: string, done: number, total: number) => void;

function nothing(): void {}
