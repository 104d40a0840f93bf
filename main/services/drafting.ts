import { join } from 'node:path';
import { Failure, type FailureData } from '#core/errors.ts';
import type { ModelDraft } from '#models/chexagent/draft/draft.ts';
import type { TaskName } from '#models/chexagent/tasks/tasks.ts';
import type { AgentImage } from '#models/chexagent/vision.ts';
import type { Draft, StudyCase } from '#studies/cases/case.ts';
import { draftText } from '#studies/cases/draftText.ts';
import { changeStudy } from './lifecycle.ts';
import { createDraftQueue, type QueueJob, type QueueState } from './model/draftQueue.ts';
import type { Drafter } from './model/drafter.ts';
import { filmPicture } from './model/films.ts';
import { agentImage } from './model/images.ts';
import type { AskEvent } from './model/runtime/messages.ts';
import {
  caseIds,
  hasPart,
  needState,
  readCase,
  readDrafts,
  readPartBytes,
  saveStudy,
  type Study,
} from './studyFolder.ts';

/** Where a model's drafts stand among the drafts of a case. */
const SOURCE = 'model';

/** The tasks whose answer is a report: they need nothing but a case's films and its indication. */
export const REPORT_TASKS = ['findings-generation', 'findings-section-by-section'] as const satisfies TaskName[];
export type ReportTask = (typeof REPORT_TASKS)[number];

export interface DraftStudyOptions {
  readonly model: Pick<Drafter, 'draft'>;
  readonly task: ReportTask;
  readonly maxTokens?: number;
  /** Stops the run; the case in work is dropped, what was saved stays. */
  readonly signal: AbortSignal;
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
  onState?(state: QueueState): void;
  /** The draft in work, as it is written. */
  onEvent?(event: AskEvent, caseId: string, question: number): void;
  /** A draft is whole and kept. */
  onDraft?(made: ModelDraft, caseId: string): void;
}

export interface DraftStudyReport {
  /** Cases drafted this time. */
  readonly drafted: number;
  /** Cases without a draft by the model, those that failed among them. */
  readonly left: number;
  readonly failed: readonly { readonly case: string; readonly failure: FailureData }[];
  /** Cases drafted this time whose text was cut off at the most tokens. */
  readonly cutOff: readonly string[];
  /** What did not go as usual with the drafts of this time, such as a provider that failed; each once. */
  readonly notes: readonly string[];
}

/**
 * Drafts a report for every case that has none by a model yet. Each is kept before the next begins, so that a run that
 * was broken off goes on where it stood; nobody else changes the study meanwhile. What is wrong with one case is told in
 * the report. Throws study-state unless the study is designed and not yet allocated, study-busy, disk-full, and what
 * keeps the model from drafting any case.
 */
export function draftStudy(folder: string, options: DraftStudyOptions): Promise<DraftStudyReport> {
  return changeStudy(folder, async (opened) => {
    needDraftable(opened);
    let drafts = await readDrafts(opened);
    let study = opened;
    const cutOff: string[] = [];
    const notes = new Set<string>();
    const before = drafts.length;
    const fatal: unknown[] = [];
    let crashes = 0;

    async function run({ id }: QueueJob, signal: AbortSignal): Promise<ModelDraft> {
      try {
        const made = await draftCase(study, id, options, signal);
        crashes = 0;
        return made;
      } catch (thrown) {
        crashes += isOfRuntime(thrown) ? 1 : 0;
        // The first crash may be this case's; a second in a row says that there is no use in going on.
        if (!isOfCase(thrown) && !(isOfRuntime(thrown) && crashes < 2)) stop(thrown);
        throw thrown;
      }
    }

    async function save({ id }: QueueJob, made: ModelDraft): Promise<void> {
      try {
        const more = [...drafts, studyDraft(id, made)];
        study = await saveDrafts(study, more);
        drafts = more;
        if (isCutOff(made)) cutOff.push(id);
        for (const note of made.provenance.notes) notes.add(note);
        options.onDraft?.(made, id);
      } catch (thrown) {
        stop(thrown);
        throw thrown;
      }
    }

    function stop(thrown: unknown): void {
      fatal.push(thrown);
      queue.pause();
    }

    const jobs = caseIds(study).map((id) => ({ id }));
    const finished = new Set(drafts.filter(isOfModel).map((each) => each.case));
    const { now, onState } = options;
    const queue = createDraftQueue({ jobs, finished, run, save, now, ...(onState ? { onState } : {}) });
    // A crash between the drafts and their hash is mended here, also when nothing is left to draft.
    study = await saveDrafts(study, drafts);
    const state = await startUnless(options.signal, queue);
    if (fatal.length > 0 && !options.signal.aborted) throw fatal[0];
    return {
      drafted: drafts.length - before,
      left: state.total - state.finished,
      failed: state.failed.map(({ id, failure }) => ({ case: id, failure })),
      cutOff,
      notes: [...notes],
    };
  });
}

/** Throws study-state. */
export function needDraftable(study: Study): void {
  needState(study, 'drafting', 'designing');
  // From here on the drafts are sealed: one more would not reach any reader.
  if (hasPart(study, 'reads.json')) {
    throw new Failure('study-state', { state: 'allocated', action: 'drafting', needed: 'not yet allocated' });
  }
}

async function startUnless(
  signal: AbortSignal,
  queue: Pick<ReturnType<typeof createDraftQueue>, 'start' | 'pause' | 'state'>,
): Promise<QueueState> {
  if (signal.aborted) return queue.state();
  signal.addEventListener('abort', queue.pause);
  try {
    return await queue.start();
  } finally {
    signal.removeEventListener('abort', queue.pause);
  }
}

async function draftCase(
  study: Study,
  id: string,
  { model, task, maxTokens, onEvent }: DraftStudyOptions,
  signal: AbortSignal,
): Promise<ModelDraft> {
  const found = await readCase(study, id);
  const images = await caseImages(study, found);
  const input = { indication: found.indication };
  const request = { task, input, images, ...(maxTokens === undefined ? {} : { maxTokens }) };
  const made = await model.draft(request, { signal, onEvent: (event, question) => onEvent?.(event, id, question) });
  if (draftText(made.text) === null) throw new Failure('draft-empty', { case: id });
  return made;
}

/** The frontal film and, where there is one, the lateral: what the model was trained on. Priors are left out. */
async function caseImages(study: Study, { id, images }: StudyCase): Promise<AgentImage[]> {
  const current = images.filter((image) => !image.prior);
  const ofView = (view: StudyCase['images'][number]['view']) => current.find((image) => image.view === view);
  const films = [ofView('PA') ?? ofView('AP') ?? ofView('OTHER'), ofView('LATERAL')].filter(
    (film) => film !== undefined,
  );
  if (films.length === 0) throw new Failure('draft-no-film', { case: id });
  return Promise.all(
    films.map(async ({ file }) => {
      const name = `cases/${id}/${file}`;
      return agentImage(await readPartBytes(study, name), join(study.folder, name), filmPicture);
    }),
  );
}

/** The text as readers get it, without what would tell a model's from a person's. */
function studyDraft(id: string, made: ModelDraft): Draft {
  const notes = [...made.provenance.notes, ...(isCutOff(made) ? ['cut off at the most tokens'] : [])];
  const provenance = JSON.stringify({ ...made.provenance, notes });
  return { case: id, source: SOURCE, text: draftText(made.text) ?? '', provenance };
}

function isCutOff({ answers }: ModelDraft): boolean {
  return answers.some((answer) => answer.stop === 'limit');
}

function isOfModel({ source, text }: Draft): boolean {
  return source === SOURCE && draftText(text) !== null;
}

/** Drafts and their hash, each whole. */
function saveDrafts(study: Study, drafts: readonly Draft[]): Promise<Study> {
  return saveStudy(study, { parts: { 'drafts.json': { format: 1, drafts } } });
}

function isOfCase(thrown: unknown): boolean {
  return thrown instanceof Failure && /^(dicom-|image-|draft-|prompt-too-long$|study-damaged$)/.test(thrown.code);
}

function isOfRuntime(thrown: unknown): boolean {
  return thrown instanceof Failure && /^runtime-/.test(thrown.code);
}
