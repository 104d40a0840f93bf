import { z } from 'zod';
import { quantisation } from '#models/chexagent/architecture.ts';
import { taskResult } from '#models/chexagent/tasks/results.ts';
import { TASK_FIELDS, TASK_NAMES } from '#models/chexagent/tasks/tasks.ts';
import { measureNames } from '#models/chexbench/fairness/measures.ts';
import { benchTasks } from '#models/chexbench/items.ts';
import { wordings } from '#models/chexbench/questions.ts';
import { STAGE_NAMES } from '#models/training/stages/stage.ts';
import { readId, readerCode } from '#studies/allocation/lists.ts';
import { studyFigures, type StudyFigures as Figures } from '#studies/analysis/figures.ts';
import { studyCase, view } from '#studies/cases/case.ts';
import { isDraft, type ProtocolDraft } from '#studies/protocol/draft.ts';
import { flagKinds } from '#studies/analysis/figures.ts';
import { stationId } from '#studies/log/stations.ts';
import { item, words } from '#studies/protocol/protocol.ts';
import { sessionEvent } from '#studies/session/event.ts';
import type { ErrorCode } from '../errors.ts';
import errorWords from '../messages/errors.en.json' with { type: 'json' };

const nothing = z.object({});
const studyKey = z.string().min(1).max(64);
const sessionId = z.string().min(1).max(64);

/** Why something failed, as data; the code has words in the catalogue of failures. */
const failure = z.object({
  code: z.enum(Object.keys(errorWords) as [ErrorCode, ...ErrorCode[]]),
  detail: z.record(z.string(), z.union([z.string(), z.number()])),
});

const studyRow = z.object({
  /** Names the study in later calls; not a path. */
  key: studyKey,
  title: words,
  state: z.enum(['designing', 'open', 'closed', 'unblinded']),
  readers: z.array(z.object({ code: readerCode, done: z.int(), total: z.int() })),
  lastActivity: z.number().nullable(),
  /** Only of the demo study, whose PIN is no secret. */
  demo: z.object({ code: readerCode, pin: z.string() }).nullable(),
  /** Set when the study can't be opened: then only the title means anything, as it was last seen. */
  problem: failure.optional(),
});
export type StudyRow = z.infer<typeof studyRow>;

const readState = z.enum(['waiting', 'started', 'questions', 'finished']);

const reading = z.object({
  session: sessionId,
  title: words,
  reader: readerCode,
  reads: z.array(z.object({ id: readId, position: z.int(), state: readState })),
  questionnaire: z.array(item),
  /** Texts are judged as they are: nothing can be changed in them. */
  rated: z.boolean(),
  /** What the protocol tells its readers; null where it tells nothing. */
  instructions: words.nullable(),
  /** What the reader has to agree to before the first case; null where that is nothing, or was done. */
  consent: words.nullable(),
});
export type Reading = z.infer<typeof reading>;

const validation = z.object({
  /** G1 to G14, as in docs and in `doctor --statistics`. */
  group: z.string(),
  quantity: z.string(),
  source: z.string(),
  expected: z.number(),
  actual: z.number().nullable(),
  difference: z.number().nullable(),
  ok: z.boolean(),
  problem: failure.nullable(),
});
export type ValidationRow = z.infer<typeof validation>;

const openRead = z.object({
  id: readId,
  position: z.int(),
  total: z.int(),
  indication: studyCase.shape.indication,
  sex: studyCase.shape.sex,
  age: studyCase.shape.age,
  images: z.array(z.object({ url: z.string(), view, prior: z.boolean(), rows: z.int(), columns: z.int() })),
  /** The images of the case after this one, to be decoded while this one's questions are answered. */
  nextImages: z.array(z.string()),
  /** The text to edit; null means an empty page. */
  text: z.string().nullable(),
  /** What is already in the log of this read, oldest first: folding it restores the screen. */
  events: z.array(z.object({ session: sessionId, event: sessionEvent })),
});
export type OpenRead = z.infer<typeof openRead>;

export type StudyFigures = Figures;

const modelKey = z.string().regex(/^[0-9a-f]{16}$/);

/** What a model is, from its manifest; in words for people where the manifest has words. */
const modelCard = z.object({
  name: z.string(),
  quantisation,
  parameters: z.number(),
  /** Of all files. */
  bytes: z.number(),
  decoder: z.object({ layers: z.int(), hidden: z.int() }),
  vision: z.object({ layers: z.int(), width: z.int(), size: z.int() }),
  licence: z.object({ name: z.string(), text: z.string() }),
  source: z.string(),
  converter: z.string(),
  created: z.string(),
  /** SHA-256 of the manifest, which names that of every file. */
  digest: z.string(),
  assumptions: z.array(z.string()),
});

/** Where models can run. */
export const provider = z.enum(['cuda', 'dml', 'coreml', 'webgpu', 'cpu']);

/** How fast a model ran here: a prompt with one image, tokens after it. */
export const modelBench = z.object({
  /** Wall clock, ms since 1970. */
  time: z.number(),
  provider,
  threads: z.int(),
  /** Tokens of an answer a second, without guesses. */
  tokenRate: z.number(),
  /** Positions of a prompt a second. */
  promptRate: z.number(),
  /** Seconds for one image. */
  image: z.number(),
  /** Seconds that one draft takes by these figures: an image, its prompt, `draftTokens` tokens. */
  draft: z.number(),
  draftTokens: z.int(),
  /** Bytes at most. */
  memory: z.number(),
});
export type ModelBench = z.infer<typeof modelBench>;

const modelRow = z.object({
  /** Names the model in later calls; not a path. */
  key: modelKey,
  folder: z.string(),
  /** Null when it can't be read; then `problem` says why. */
  card: modelCard.nullable(),
  problem: failure.nullable(),
  /** Its last check in this app, as long as the manifest is the same. */
  check: z.object({ failure: failure.nullable(), time: z.number() }).nullable(),
  /** Its last benchmark in this app, on the same condition. */
  bench: modelBench.nullable(),
  /** In this list because it was added from elsewhere, so it can be taken off it. */
  added: z.boolean(),
});
export type ModelRow = z.infer<typeof modelRow>;

/**
 * Where a model runs: what a person chose, else the fastest trial that agrees with the CPU. A trial that is no choice says
 * why.
 */
const modelProvider = z.object({
  provider,
  /** Whether a person chose it. */
  byHand: z.boolean(),
  trials: z.array(z.object({ provider, milliseconds: z.number().nullable(), reason: z.string().nullable() })),
});
export type ModelProvider = z.infer<typeof modelProvider>;

/** Tasks whose answer is a report of a case. */
const draftTask = z.enum(['findings-generation', 'findings-section-by-section']);
export type DraftTask = z.infer<typeof draftTask>;

const drafting = z.object({
  study: studyKey,
  title: words,
  /** `failed`: it ended by what `failure` says. */
  phase: z.enum(['idle', 'running', 'paused', 'failed', 'done']),
  /** What the study is drafted with, or was when it was last left. */
  model: modelKey.nullable(),
  task: draftTask,
  total: z.int(),
  finished: z.int(),
  /** Cases that could not be drafted in this run, and why. */
  failed: z.array(z.object({ case: z.string(), failure })),
  /** Milliseconds to the end; null while nothing is known. */
  remaining: z.number().nullable(),
  /** Tokens per second of the drafts of this run; null before the first. */
  rate: z.number().nullable(),
  /** The newest draft as it comes; how it was made when it is whole. */
  draft: z
    .object({
      case: z.string(),
      text: z.string(),
      made: z.object({ provider, tokens: z.int(), seconds: z.number(), notes: z.array(z.string()) }).nullable(),
    })
    .nullable(),
  failure: failure.nullable(),
});
export type Drafting = z.infer<typeof drafting>;

const taskName = z.enum(TASK_NAMES);
export type TaskName = z.infer<typeof taskName>;
const taskField = z.enum(TASK_FIELDS);
export type TaskField = z.infer<typeof taskField>;

/** A task that a model can be asked, and what it needs to be asked. */
const askTask = z.object({
  task: taskName,
  films: z.object({ least: z.int(), most: z.int() }),
  fields: z.array(taskField),
});
export type AskTask = z.infer<typeof askTask>;

const filmKey = z.string().regex(/^[0-9a-f]{16}$/);
/** A film that was chosen from the disk; `name` is the file's, for the person who chose it. */
const askFilm = z.object({ key: filmKey, name: z.string(), url: z.string() });
export type AskFilm = z.infer<typeof askFilm>;

const askAnswer = z.object({
  result: taskResult,
  /** As the model wrote it, one for each question of the task. */
  texts: z.array(z.object({ name: z.string().nullable(), text: z.string(), cutOff: z.boolean() })),
  /** Boxes in pixels of the film, where one film was asked about. */
  marks: z.array(
    z.object({
      phrase: z.string().nullable(),
      left: z.number(),
      top: z.number(),
      right: z.number(),
      bottom: z.number(),
    }),
  ),
  provider,
  tokens: z.int(),
  seconds: z.number(),
  /** What did not go as usual, such as a provider that failed. */
  notes: z.array(z.string()),
});
export type AskAnswer = z.infer<typeof askAnswer>;

const trainingStage = z.enum(STAGE_NAMES);
export type TrainingStageName = z.infer<typeof trainingStage>;

const trainedPart = z.enum(['tower', 'bridge', 'decoder']);
export type TrainedPart = z.infer<typeof trainedPart>;

const runKey = z.string().regex(/^(brief|mini)-seed-\d{1,9}(-\d+)?$/);
/** `brief` shows all stages in about a minute; `mini` is how the small model is trained. */
const trainingPreset = z.enum(['brief', 'mini']);
export type TrainingPreset = z.infer<typeof trainingPreset>;

const part = z.object({ right: z.number(), count: z.number() });
/** Figures of a finished run on phantoms that it has not seen. */
export const trainingEvaluation = z.object({
  patients: z.int(),
  micro: z.object({ f1: z.number() }),
  findings: z.array(
    z.object({ name: z.string(), hits: z.number(), extra: z.number(), missed: z.number(), f1: z.number() }),
  ),
  view: part,
  yesNo: part.extend({ majority: z.number() }),
  boxes: z.object({ items: z.number(), meanOverlap: z.number() }),
});
export type TrainingEvaluation = z.infer<typeof trainingEvaluation>;

const trainingRun = z.object({
  run: runKey,
  preset: trainingPreset,
  seed: z.int(),
  /** `failed`: it ended by what `failure` says. */
  phase: z.enum(['running', 'paused', 'failed', 'done']),
  /** What is being done, while it runs. */
  work: z
    .object({
      part: z.enum(['films', 'preparing', 'stages', 'samples', 'convert', 'evaluate']),
      done: z.number(),
      total: z.number(),
    })
    .nullable(),
  stages: z.array(
    z.object({
      stage: trainingStage,
      steps: z.int(),
      done: z.int(),
      /** Loss over the steps done; each point is the mean of as many steps. */
      losses: z.array(z.number()),
      /** Learning rate of the last step. */
      rate: z.number().nullable(),
      /** Seconds a step. */
      pace: z.number().nullable(),
    }),
  ),
  /** Seconds until the last step; null while nothing is known. */
  remaining: z.number().nullable(),
  /** What the model wrote about the sample phantoms after each stage done. */
  samples: z.array(z.object({ stage: trainingStage, texts: z.array(z.string()) })),
  evaluation: trainingEvaluation.nullable(),
  failure: failure.nullable(),
  /** Whether the models have it. */
  installed: z.boolean(),
});
export type TrainingRun = z.infer<typeof trainingRun>;

const protocolDraft = z.custom<ProtocolDraft>(isDraft, 'no protocol');
/** Where the protocol on the screen is kept: its file's name, or the study's title; null of one that is nowhere yet. */
const protocolPlace = z.object({ kind: z.enum(['file', 'study']), name: z.string() }).nullable();

const monitor = z.object({
  title: words,
  state: studyRow.shape.state,
  /** Of the study's own log. */
  records: z.int(),
  /** Why the chain of the log is broken; null where it is whole. */
  broken: failure.nullable(),
  readers: z.array(
    z.object({
      reader: readerCode,
      group: z.string(),
      done: z.int(),
      total: z.int(),
      begun: z.int(),
      lastAt: z.number().nullable(),
      /** Minutes. */
      gaps: z.object({
        pause: z.number(),
        suspend: z.number(),
        crash: z.number(),
        silence: z.number(),
        away: z.number(),
      }),
      interrupted: z.int(),
      flags: z.array(z.object({ kind: z.enum(flagKinds), reads: z.int() })),
      locked: z.object({ period: z.int(), until: z.number() }).nullable(),
      rejected: z.boolean(),
      station: stationId.nullable(),
    }),
  ),
  /** `records` is null of a workstation that nothing came back from. */
  stations: z.array(z.object({ id: stationId, records: z.int().nullable() })),
});
const benchTask = z.enum(benchTasks);
export type BenchTask = z.infer<typeof benchTask>;

const benchKey = z.string().regex(/^[0-9a-f]{16}$/);
/** A benchmark, or a table of own cases, that was chosen from the disk. */
const chosenBench = z.object({
  key: benchKey,
  /** Of its file, for the person who chose it. */
  name: z.string(),
  lists: z.array(z.object({ task: benchTask, items: z.int() })),
});
export type ChosenBench = z.infer<typeof chosenBench>;

/** A model, or what a model has to beat. */
const evaluatedModel = z.union([modelKey, z.enum(['random', 'majority'])]);

const evaluation = z.object({
  key: benchKey,
  bench: z.string(),
  model: z.string(),
  /** `failed`: it ended by what `failure` says. */
  phase: z.enum(['running', 'paused', 'failed', 'done']),
  /** The list in work. */
  task: benchTask.nullable(),
  done: z.int(),
  total: z.int(),
  /** Seconds to the end; null while nothing is known. */
  remaining: z.number().nullable(),
  failure: failure.nullable(),
});
export type Evaluation = z.infer<typeof evaluation>;

const bounds = z.object({ low: z.number(), high: z.number() });
const measureName = z.enum(measureNames);
const evaluationResults = z.object({
  rows: z
    .array(
      z.object({
        task: benchTask,
        source: z.string(),
        slice: z.string().nullable(),
        metric: z.string(),
        items: z.int(),
        unparsed: z.int(),
        value: z.number(),
        interval: bounds,
        published: z.array(z.object({ model: z.string(), value: z.number() })).readonly(),
      }),
    )
    .readonly(),
  failed: z.object({ count: z.int(), first: z.string().nullable() }),
  tasks: z.array(benchTask).readonly(),
  attributes: z.array(z.string()).readonly(),
});
export type EvaluationResults = z.infer<typeof evaluationResults>;

const patientGroups = z.object({
  attributes: z.array(z.string()).readonly(),
  groups: z
    .array(
      z.object({
        group: z.string(),
        patients: z.int(),
        measures: z.object({
          accuracy: z.number().nullable(),
          f1: z.number().nullable(),
          sensitivity: z.number().nullable(),
          specificity: z.number().nullable(),
          prevalence: z.number().nullable(),
        }),
        intervals: z.record(measureName, bounds.nullable()),
        paper: bounds.extend({ f1: z.number() }).nullable(),
      }),
    )
    .readonly(),
  tooSmall: z.array(z.object({ group: z.string(), patients: z.int() })).readonly(),
  unknown: z.int(),
  gaps: z
    .array(
      z.object({
        measure: measureName,
        first: z.string(),
        second: z.string(),
        difference: z.number(),
        interval: bounds,
        holm: z.number().nullable(),
      }),
    )
    .readonly(),
});
export type PatientGroups = z.infer<typeof patientGroups>;

const worstAnswers = z.object({
  metric: z.string(),
  answers: z
    .array(
      z.object({
        index: z.int(),
        source: z.string(),
        slice: z.string().nullable(),
        prompt: z.string(),
        options: z.array(z.string()),
        answer: z.int().nullable(),
        reference: z.string(),
        said: z.string(),
        failure: z.string().nullable(),
        value: z.number(),
      }),
    )
    .readonly(),
});
export type WorstAnswers = z.infer<typeof worstAnswers>;

/**
 * All that crosses between the window and the machine. The output schema names what the window may
 * see; whatever else a handler returns is stripped. That is where the blinding is kept.
 */
export const contract = {
  'app.about': { input: nothing, output: z.object({ version: z.string(), language: z.string() }) },
  /** The golden values of the statistics, computed now; `missing` are data sets that were not found. */
  'statistics.validate': {
    input: nothing,
    output: z.object({ rows: z.array(validation), missing: z.array(z.string()) }),
  },
  'studies.list': { input: nothing, output: z.array(studyRow) },
  /** Asks for a folder; null when the user cancels. */
  'studies.add': { input: nothing, output: studyRow.nullable() },
  /** Writes the export bundle into the study's `exports`; returns the folder's name for showing. */
  'studies.export': {
    input: z.object({ study: studyKey }),
    output: z.object({ folder: z.string(), files: z.array(z.string()) }),
  },
  'studies.reveal': { input: z.object({ study: studyKey, folder: z.string().max(200) }), output: nothing },
  /** Computed anew, away from the window's thread. Only of a study whose reading has ended. */
  'results.open': { input: z.object({ study: studyKey }), output: studyFigures },
  /** Asks for the identity file, and shows letters for the arms; logged. Null when the user cancels. */
  'results.mask': { input: z.object({ study: studyKey }), output: studyFigures.nullable() },
  /** Asks for the identity file, and opens the key for good; null when the user cancels. */
  'results.unblind': {
    input: z.object({ study: studyKey, reason: z.string().min(1).max(2000) }),
    output: studyFigures.nullable(),
  },
  /** Writes a drawn figure into the study's `exports/figures`; one of the same name is replaced. */
  'results.saveFigure': {
    input: z.object({
      study: studyKey,
      name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,80}$/),
      format: z.enum(['svg', 'png']),
      content: z.instanceof(Uint8Array),
    }),
    output: z.object({ folder: z.string(), file: z.string() }),
  },
  'protocols.templates': {
    input: nothing,
    output: z.array(z.object({ name: z.string(), title: words, question: words })),
  },
  /** A template's, one of a file that the user chooses, or that of a study; null when the user cancels. */
  'protocols.open': {
    input: z.object({
      from: z.union([
        z.object({ template: z.string().max(60) }),
        z.object({ file: z.literal(true) }),
        z.object({ study: studyKey }),
      ]),
    }),
    output: z.object({ draft: protocolDraft, place: protocolPlace }).nullable(),
  },
  /** Where it is kept, or into a file that the user chooses; null when the user cancels. */
  'protocols.save': { input: z.object({ draft: protocolDraft, to: z.enum(['place', 'new']) }), output: protocolPlace },
  /** Where a study stands, without any result of it. */
  'monitor.open': { input: z.object({ study: studyKey }), output: monitor },
  'reader.signIn': {
    input: z.object({
      study: studyKey,
      code: z.string().max(40),
      pin: z.string().max(40),
      screen: z.object({ width: z.number(), height: z.number(), ratio: z.number() }),
    }),
    output: reading,
  },
  /** The reader agrees to the page of consent. */
  'reader.agree': {
    input: z.object({ session: sessionId, wall: z.number().int(), mono: z.number().min(0) }),
    output: nothing,
  },
  'reader.signOut': { input: z.object({ session: sessionId, wall: z.int(), mono: z.number() }), output: nothing },
  'read.open': { input: z.object({ session: sessionId, read: readId }), output: openRead },
  /** Answers only when every event is on the disk. */
  'log.append': {
    input: z.object({ session: sessionId, read: readId.nullable(), events: z.array(sessionEvent).min(1).max(1000) }),
    output: z.object({ seq: z.int() }),
  },
  /** Models of the user's folder and those that were added from elsewhere. */
  'models.list': { input: nothing, output: z.array(modelRow) },
  /** Asks for a folder: a model is added to the list, a checkpoint is converted first; null when the user cancels. */
  'models.add': { input: z.object({ quantisation }), output: modelRow.nullable() },
  /** Hashes every file and runs the probe; the row tells the outcome. */
  'models.check': { input: z.object({ model: modelKey }), output: modelRow },
  /** Times it where it would run; the row tells the figures. */
  'models.bench': { input: z.object({ model: modelKey }), output: modelRow },
  /** Off the list; nothing is deleted. */
  'models.remove': { input: z.object({ model: modelKey }), output: nothing },
  /** Ends the conversion, check or benchmark in work. */
  'models.cancel': { input: nothing, output: nothing },
  /** Where a model runs on this machine and why; tried out when it isn't known yet. */
  'models.provider': {
    input: z.object({ model: modelKey }),
    output: modelProvider,
  },
  /** From now on it runs there; null leaves it to the trials again. */
  'models.useProvider': { input: z.object({ model: modelKey, provider: provider.nullable() }), output: modelProvider },
  'drafting.open': { input: z.object({ study: studyKey }), output: drafting },
  /** Starts, or goes on where it was left; answers at once. */
  'drafting.start': { input: z.object({ study: studyKey, model: modelKey, task: draftTask }), output: drafting },
  /** What is finished stays; the case in work begins anew on the next start. */
  'drafting.pause': { input: z.object({ study: studyKey }), output: drafting },
  /** Ends it and forgets what it was drafted with; finished drafts stay. */
  'drafting.cancel': { input: z.object({ study: studyKey }), output: drafting },
  /** The stages with what each trains, and the runs that were begun, the newest first. */
  'training.list': {
    input: nothing,
    output: z.object({
      stages: z.array(z.object({ stage: trainingStage, trains: z.array(trainedPart) })),
      runs: z.array(trainingRun.pick({ run: true, preset: true, seed: true, phase: true })),
    }),
  },
  /** The phantoms that every run is asked about: a picture as data, and what a reader would have written. */
  'training.phantoms': { input: nothing, output: z.array(z.object({ picture: z.string(), truth: z.string() })) },
  'training.open': { input: z.object({ run: runKey }), output: trainingRun },
  /** Begins a run; answers at once. */
  'training.start': {
    input: z.object({ preset: trainingPreset, seed: z.int().min(0).max(999_999_999) }),
    output: trainingRun,
  },
  /** Goes on where it was left; answers at once. */
  'training.resume': { input: z.object({ run: runKey }), output: trainingRun },
  'training.pause': { input: z.object({ run: runKey }), output: trainingRun },
  /** Copies the model of a finished run to the models. */
  'training.install': { input: z.object({ run: runKey }), output: trainingRun },
  /** Opens the run's folder, with card and curves. */
  'training.reveal': { input: z.object({ run: runKey }), output: nothing },
  'asking.tasks': { input: nothing, output: z.array(askTask) },
  /**
   * A film: of a file that the user is asked for (null when they cancel), or the next phantom. A file whose header names
   * another part of the body is refused; `refused` takes it all the same. Films that are not among `keep` are let go.
   */
  'asking.choose': {
    input: z.object({ from: z.enum(['disk', 'refused', 'phantom']), keep: z.array(filmKey).max(2) }),
    output: z.object({ film: askFilm.nullable(), refused: failure.nullable() }),
  },
  /** Answers when the model has. Films in the order of the question. */
  'asking.ask': {
    input: z.object({
      model: modelKey,
      task: taskName,
      films: z.array(filmKey).max(2),
      values: z.partialRecord(
        taskField,
        z
          .string()
          .max(4000)
          .or(z.array(z.string().max(200)).max(50)),
      ),
    }),
    output: askAnswer,
  },
  /** Ends the answer in work. */
  'asking.stop': { input: nothing, output: nothing },
  /** Lets the films and the model go. */
  'asking.close': { input: nothing, output: nothing },
  /** Runs of benchmarks on this machine, the newest first. */
  'evaluation.list': { input: nothing, output: z.array(evaluation) },
  /** Asks for a `data.json` or a table of cases, beside which its films lie; null when the user cancels. */
  'evaluation.choose': { input: nothing, output: chosenBench.nullable() },
  /** The benchmark of phantoms, made when it isn't there yet. */
  'evaluation.phantoms': { input: nothing, output: chosenBench },
  /** Begins a run; answers at once. */
  'evaluation.start': {
    input: z.object({
      bench: benchKey,
      model: evaluatedModel,
      wording: z.enum(wordings),
      /** Items of each list; null for all. */
      most: z.int().min(1).max(100_000).nullable(),
    }),
    output: evaluation,
  },
  /** Goes on where it was left; answers at once. */
  'evaluation.resume': { input: z.object({ run: benchKey }), output: evaluation },
  'evaluation.pause': { input: z.object({ run: benchKey }), output: evaluation },
  /** Of the answers so far. */
  'evaluation.results': { input: z.object({ run: benchKey }), output: evaluationResults },
  'evaluation.groups': {
    input: z.object({ run: benchKey, task: benchTask, by: z.array(z.string().max(100)).min(1).max(3) }),
    output: z.array(patientGroups).readonly(),
  },
  /** The answers that were furthest from right, the worst first. */
  'evaluation.worst': { input: z.object({ run: benchKey, task: benchTask }), output: worstAnswers },
  /** The films of one item, for the viewer; those of the item before are let go. */
  'evaluation.films': {
    input: z.object({ run: benchKey, task: benchTask, index: z.int().nonnegative() }),
    output: z.array(askFilm),
  },
  /** Writes scores and answers as tables beside the run, and opens the folder. */
  'evaluation.save': { input: z.object({ run: benchKey }), output: nothing },
} satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export type Endpoint = keyof typeof contract;
export type EndpointInput<E extends Endpoint> = z.input<(typeof contract)[E]['input']>;
export type EndpointOutput<E extends Endpoint> = z.output<(typeof contract)[E]['output']>;

/** What the machine says unasked. */
export const signals = {
  /** Sleep and screen lock, as the system reports them. */
  power: z.object({ state: z.enum(['suspended', 'resumed']) }),
  /** The window is about to close: write what is pending, then answer by closing. */
  closing: nothing,
  /** How far a conversion, check or benchmark of a model has come. Never said to a reader. */
  work: z.object({
    step: z.enum(['convert', 'probe', 'hash', 'run', 'load', 'bench']),
    done: z.number(),
    total: z.number(),
  }),
  /** Drafting went on. Never said to a reader. */
  drafting,
  /** Training went on. Never said to a reader. */
  training: trainingRun,
  /** An evaluation went on. Never said to a reader. */
  evaluation,
  /** How far an answer has come, and its text so far. Never said to a reader. */
  asking: z.object({
    phase: z.enum(['loading', 'images', 'prompt', 'text']),
    done: z.number(),
    total: z.number(),
    text: z.string(),
  }),
} satisfies Record<string, z.ZodType>;

export type Signal = keyof typeof signals;
export type SignalPayload<S extends Signal> = z.output<(typeof signals)[S]>;
