import { join } from 'node:path';
import { z } from 'zod';
import { Failure, toFailureData, type FailureData } from '#core/errors.ts';
import type { Drafting, DraftTask } from '#core/ipc/drafting.ts';
import { draftStudy, needDraftable } from './drafting.ts';
import { jsonText, readJson, writeWhole } from './files.ts';
import type { Library } from './library.ts';
import type { ModelDraft } from '#models/chexagent/draft/draft.ts';
import type { QueueState } from './model/draftQueue.ts';
import { createDrafter } from './model/drafter.ts';
import { providerNamed } from './model/providers.ts';
import type { AskEvent } from './model/runtime/messages.ts';
import type { StartRuntime } from './model/runtime/fork.ts';
import { defaultThreads } from './model/runtime/provider.ts';
import { startUntil } from './model/runtime/startUntil.ts';
import type { ModelShelf } from './model/shelf.ts';
import { tokenRate } from './model/tokenRate.ts';
import { unlessStopped } from './model/unlessStopped.ts';
import { caseIds, openStudy, readDrafts } from './studyFolder.ts';

/** The window hears of a text at most this often. */
const TEXT_EVERY = 100;

/** How a run ends that was told to. */
const STOPPED = new Set<string>(['cancelled', 'draft-cancelled', 'runtime-crashed']);

const choice = z.object({ model: z.string(), task: z.enum(['findings-generation', 'findings-section-by-section']) });
const deskFile = z.object({ format: z.literal(1), choices: z.record(z.string(), choice) });
type Choice = z.infer<typeof choice>;

export interface DeskParts {
  readonly userData: string;
  readonly library: Pick<Library, 'folderOf'>;
  readonly shelf: Pick<ModelShelf, 'folderOf' | 'provider'>;
  readonly start: StartRuntime;
  readonly version: string;
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
  tell(state: Drafting): void;
}

/** Drafting in the app, one study at a time. What it was drafted with is remembered, so it goes on after a restart. */
export interface DraftDesk {
  open(study: string): Promise<Drafting>;
  /** Throws bad-input while another study is drafted, model-missing, study-state and what stops the model. */
  start(study: string, choice: Choice): Promise<Drafting>;
  pause(study: string): Promise<Drafting>;
  /** Ends it and forgets what it was drafted with; finished drafts stay. */
  cancel(study: string): Promise<Drafting>;
  /** Stops whatever runs: a reader needs the machine, or the app ends. */
  rest(): Promise<void>;
}

interface Run {
  readonly study: string;
  readonly stop: AbortController;
  state: Drafting;
  ended: Promise<void>;
}

export function createDraftDesk(parts: DeskParts): DraftDesk {
  const { library, shelf, now, tell } = parts;
  const file = join(parts.userData, 'drafting.json');
  const threads = defaultThreads();
  let run: Run | null = null;
  /** How the last run of a study ended, until the next. */
  const outcomes = new Map<string, Pick<Drafting, 'failed' | 'failure' | 'rate' | 'draft'>>();

  async function choices(): Promise<Readonly<Record<string, Choice>>> {
    try {
      return (await readJson(file, deskFile)).choices;
    } catch (thrown) {
      if (thrown instanceof Failure && thrown.code === 'file-missing') return {};
      throw thrown;
    }
  }

  async function choose(study: string, made: Choice | null): Promise<void> {
    const { [study]: _before, ...others } = await choices();
    await writeWhole(file, jsonText({ format: 1, choices: made ? { ...others, [study]: made } : others }));
  }

  async function open(study: string): Promise<Drafting> {
    return run?.study === study ? run.state : atRest(study);
  }

  /** As the study's folder tells. */
  async function atRest(key: string): Promise<Drafting> {
    const study = await openStudy(await library.folderOf(key));
    needDraftable(study);
    const before = (await choices())[key];
    const cases = caseIds(study);
    const drafted = new Set((await readDrafts(study)).flatMap((draft) => (draft.source === 'model' ? draft.case : [])));
    const finished = cases.filter((id) => drafted.has(id)).length;
    const last = outcomes.get(key) ?? { failed: [], failure: null, rate: null, draft: null };
    return {
      study: key,
      title: study.file.title,
      phase: phaseOf(finished === cases.length, before !== undefined, last.failure),
      model: before?.model ?? null,
      task: before?.task ?? 'findings-generation',
      total: cases.length,
      finished,
      remaining: null,
      ...last,
    };
  }

  async function start(study: string, made: Choice): Promise<Drafting> {
    if (run?.study === study) return run.state;
    if (run) throw new Failure('bad-input', { where: 'drafting', reason: 'another study is being drafted' });
    const folder = await shelf.folderOf(made.model);
    await choose(study, made);
    outcomes.delete(study);
    const state: Drafting = { ...(await atRest(study)), ...made, phase: 'running' };
    const own: Run = { study, stop: new AbortController(), state, ended: Promise.resolve() };
    run = own;
    own.ended = draft(own, folder, made.task);
    return state;
  }

  async function draft(own: Run, modelFolder: string, task: DraftTask): Promise<void> {
    const rate = tokenRate(now);
    let told = now();
    let tokens = 0;
    function change(part: Partial<Drafting>): void {
      own.state = { ...own.state, ...part };
      told = now();
      tell(own.state);
    }
    function onEvent(event: AskEvent, id: string, question: number): void {
      // The first question once more: another provider took over, and its text begins anew.
      const again = event.kind === 'progress' && question === 0 && own.state.draft?.case === id;
      if (again) own.state = { ...own.state, draft: { case: id, text: '', made: null } };
      if (event.kind !== 'text') return;
      const before = own.state.draft?.case === id ? own.state.draft.text : '';
      // Fewer tokens than before: the answer to the next question of a task that asks several.
      const text = before !== '' && event.tokens < tokens ? `${before}\n${event.text}` : before + event.text;
      tokens = event.tokens;
      own.state = { ...own.state, draft: { case: id, text, made: null }, rate: rate.count(tokens) };
      if (now() - told >= TEXT_EVERY) change({});
    }
    function onDraft({ text, provenance }: ModelDraft, id: string): void {
      const { provider, tokens, seconds, notes } = provenance;
      const made = { provider: providerNamed(provider), tokens: tokens.generated, seconds, notes };
      change({ draft: { case: id, text, made } });
    }
    function onState({ finished, failed, remaining }: QueueState): void {
      change({ finished, remaining, failed: failed.map(({ id, failure }) => ({ case: id, failure })) });
    }
    let failure: FailureData | null = null;
    try {
      const provider = await unlessStopped(shelf.provider(own.state.model ?? ''), own.stop.signal);
      const drafter = await createDrafter(startUntil(parts.start, own.stop.signal), {
        folder: modelFolder,
        provider,
        threads,
        program: parts.version,
      });
      try {
        const { signal } = own.stop;
        if (!signal.aborted) {
          const folder = await library.folderOf(own.study);
          await draftStudy(folder, { model: drafter, task, signal, now, onState, onEvent, onDraft });
        }
      } finally {
        drafter.close();
      }
    } catch (thrown) {
      failure = toFailureData(thrown);
    }
    if (own.stop.signal.aborted && failure && STOPPED.has(failure.code)) failure = null;
    const { failed, rate: speed, draft: text } = own.state;
    outcomes.set(own.study, { failed, failure, rate: speed, draft: text });
    run = null;
    tell(await atRest(own.study));
  }

  async function stop(study: string | null): Promise<void> {
    if (!run || (study !== null && run.study !== study)) return;
    run.stop.abort();
    await run.ended;
  }

  return {
    open,
    start,
    async pause(study) {
      await stop(study);
      return atRest(study);
    },
    async cancel(study) {
      await stop(study);
      outcomes.delete(study);
      await choose(study, null);
      return atRest(study);
    },
    rest: () => stop(null),
  };
}

function phaseOf(complete: boolean, begun: boolean, failure: FailureData | null): Drafting['phase'] {
  if (failure) return 'failed';
  if (complete) return 'done';
  return begun ? 'paused' : 'idle';
}
