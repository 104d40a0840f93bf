import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { parseDicom } from '#core/dicom/parse.ts';
import { checkRadiograph } from '#core/dicom/select.ts';
import { Failure, toFailureData, type FailureData } from '#core/errors.ts';
import type { AskAnswer, AskFilm, AskTask } from '#core/ipc/asking.ts';
import type { EndpointInput, SignalPayload } from '#core/ipc/contract.ts';
import type { ModelDraft } from '#models/chexagent/draft/draft.ts';
import { bindTask } from '#models/chexagent/tasks/bind.ts';
import { boxOnFilm } from '#models/chexagent/tasks/boxes.ts';
import { fieldsOf, TASK_NAMES, TASKS } from '#models/chexagent/tasks/tasks.ts';
import { demoSeed, demoSize } from '#studies/demo/demo.ts';
import { readBytes } from './files.ts';
import { createDrafter, type Drafter } from './model/drafter.ts';
import { providerNamed } from './model/providers.ts';
import type { AskEvent } from './model/runtime/messages.ts';
import type { StartRuntime } from './model/runtime/fork.ts';
import { defaultThreads, type Provider } from './model/runtime/provider.ts';
import type { ModelShelf } from './model/shelf.ts';
import { unlessStopped } from './model/unlessStopped.ts';
import { showFilm, type ShownFilm } from './model/shownFilm.ts';
import type { RunStudyJob } from './studyJobsThread.ts';

type State = SignalPayload<'asking'>;

/** The window hears of a text at most this often. */
const TEXT_EVERY = 100;

export interface AskerParts {
  readonly shelf: Pick<ModelShelf, 'folderOf' | 'provider'>;
  readonly start: StartRuntime;
  readonly version: string;
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
  readonly job: RunStudyJob;
  chooseFile(): Promise<string | null>;
  tell(state: State): void;
}

/** What became of choosing a film: none of both when the user cancelled. */
interface Chosen {
  readonly film: AskFilm | null;
  /** Why it was refused, where it can be taken all the same. */
  readonly refused: FailureData | null;
}

/** A person asks a model about films of the disk, one question at a time. Nothing of it is written down. */
export interface Asker {
  tasks(): AskTask[];
  /** Throws file-missing, dicom-*, image-*. */
  choose(input: EndpointInput<'asking.choose'>): Promise<Chosen>;
  /** Throws task-input, film-unknown, model-*, runtime-* and cancelled. */
  ask(input: EndpointInput<'asking.ask'>): Promise<AskAnswer>;
  stop(): void;
  /** A chosen film for the viewer. Throws film-unknown. */
  filmBytes(key: string): Uint8Array;
  /** Stops, and lets films and model go. */
  rest(): void;
}

export function createAsker({ shelf, start, version, now, job, chooseFile, tell }: AskerParts): Asker {
  const films = new Map<string, ShownFilm>();
  /** The file that was refused last. */
  let refusedFile: string | null = null;
  let phantoms = 0;
  let asking: AbortController | null = null;
  let loaded: { readonly model: string; readonly provider: Provider; readonly drafter: Drafter } | null = null;

  function filmOf(key: string): ShownFilm {
    const film = films.get(key);
    if (!film) throw new Failure('film-unknown');
    return film;
  }

  function keepOnly(keys: readonly string[]): void {
    for (const key of films.keys()) if (!keys.includes(key)) films.delete(key);
  }

  async function choose({ from, keep }: EndpointInput<'asking.choose'>): Promise<Chosen> {
    if (from === 'phantom') {
      const { file, bytes } = await job('demoFilm', { index: phantoms++, seed: demoSeed, size: demoSize });
      return taken(file, await showFilm(bytes, file, false), keep);
    }
    const refused = from === 'refused';
    const file = refused ? refusedFile : await chooseFile();
    if (file === null) return { film: null, refused: null };
    const name = basename(file);
    try {
      const film = await showFilm(await readBytes(file), name, refused);
      refusedFile = null;
      return taken(name, film, keep);
    } catch (thrown) {
      refusedFile = !refused && (await isOfPart(thrown, file)) ? file : null;
      if (refusedFile === null) throw thrown;
      return { film: null, refused: toFailureData(thrown) };
    }
  }

  function taken(name: string, film: ShownFilm, keep: readonly string[]): Chosen {
    const key = randomBytes(8).toString('hex');
    keepOnly(keep);
    films.set(key, film);
    return { film: { key, name, url: `/film/${key}` }, refused: null };
  }

  async function ask({ model, task, films: keys, values }: EndpointInput<'asking.ask'>): Promise<AskAnswer> {
    if (asking) throw new Failure('bad-input', { where: 'asking', reason: 'another question is being answered' });
    const chosen = keys.map(filmOf);
    // Before a model is loaded: what is missing can be said at once.
    bindTask(task, values, chosen.length);
    const stop = new AbortController();
    asking = stop;
    try {
      tell({ phase: 'loading', done: 0, total: 1, text: '' });
      const drafter = await drafterOf(model, stop.signal);
      const images = chosen.map(({ image }) => image);
      const request = { task, input: values, images };
      return answerOf(await drafter.draft(request, { signal: stop.signal, onEvent: listener() }), chosen);
    } catch (thrown) {
      throw stop.signal.aborted ? new Failure('cancelled') : thrown;
    } finally {
      asking = null;
    }
  }

  /** The model of the last question stays loaded for the next. */
  async function drafterOf(model: string, signal: AbortSignal): Promise<Drafter> {
    const provider = await unlessStopped(shelf.provider(model), signal);
    if (loaded?.model === model && loaded.provider === provider) return loaded.drafter;
    loaded?.drafter.close();
    loaded = null;
    const options = { folder: await shelf.folderOf(model), provider, threads: defaultThreads(), program: version };
    const drafter = await createDrafter(start, options);
    if (signal.aborted) throw new Failure('cancelled');
    loaded = { model, provider, drafter };
    return drafter;
  }

  function listener(): (event: AskEvent, question: number, questions: number) => void {
    let told = now();
    let text = '';
    let current = 0;
    return (event, question) => {
      if (event.kind === 'progress') {
        const { phase, done, total } = event.progress;
        // The first question once more: another provider took over.
        if (question === 0) text = '';
        if (question > current) text += '\n';
        current = question;
        tell({ phase, done, total, text });
      } else if (event.kind === 'text') {
        text += event.text;
        if (now() - told < TEXT_EVERY) return;
        told = now();
        tell({ phase: 'text', done: event.tokens, total: 0, text });
      }
    };
  }

  function stop(): void {
    if (!asking) return;
    asking.abort();
    // Not to wait for a long run: the process goes, the next question starts another.
    loaded?.drafter.close();
  }

  return {
    tasks: () => TASK_NAMES.map((task) => ({ task, films: TASKS[task].images, fields: fieldsOf(task) })),
    choose,
    ask,
    stop,
    filmBytes: (key) => filmOf(key).bytes,
    rest() {
      stop();
      loaded?.drafter.close();
      loaded = null;
      films.clear();
      refusedFile = null;
    },
  };
}

/** Whether a file was refused for the part of the body alone, which a header may have wrong. */
async function isOfPart(thrown: unknown, file: string): Promise<boolean> {
  if (!(thrown instanceof Failure) || thrown.code !== 'dicom-body-part') return false;
  try {
    checkRadiograph(parseDicom(await readBytes(file), basename(file)));
    return true;
  } catch {
    return false;
  }
}

function answerOf({ result, answers, provenance }: ModelDraft, films: readonly ShownFilm[]): AskAnswer {
  const [film, ...others] = films;
  // Of two films nothing tells which one a box is on.
  const marked = result.kind === 'boxes' && film && others.length === 0 ? film.image.picture : null;
  return {
    result,
    texts: answers.map(({ name, text, stop }) => ({ name, text, cutOff: stop === 'limit' })),
    marks: marked && result.kind === 'boxes' ? result.boxes.map((box) => boxOnFilm(box, marked)) : [],
    provider: providerNamed(provenance.provider),
    tokens: provenance.tokens.generated,
    seconds: provenance.seconds,
    notes: provenance.notes,
  };
}
