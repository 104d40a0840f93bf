import { z } from 'zod';
import { quantisation } from '#models/chexagent/architecture.ts';
import { wordings } from '#models/chexbench/questions.ts';
import { readId, readerCode } from '#studies/allocation/lists.ts';
import { studyFigures } from '#studies/analysis/figures.ts';
import { stationId } from '#studies/log/stations.ts';
import { words } from '#studies/protocol/protocol.ts';
import { sessionEvent } from '#studies/session/event.ts';
import { askAnswer, askFilm, askTask, filmKey, taskField, taskName } from './asking.ts';
import { auditPlace, audits, normalised } from './audit.ts';
import { drawnFigure, failure, nothing, savedFigure, sessionId, studyKey } from './common.ts';
import { drafting, draftTask } from './drafting.ts';
import {
  benchKey,
  benchTask,
  chosenBench,
  evaluatedModel,
  evaluation,
  evaluationResults,
  patientGroups,
  worstAnswers,
} from './evaluation.ts';
import { caseUnit, intake, takenIn, taking } from './intake.ts';
import { credentials, freezing, packed, protocolPageName } from './freeze.ts';
import { studyRow } from './library.ts';
import { modelKey, modelProvider, modelRow, provider } from './models.ts';
import { monitor } from './monitor.ts';
import { protocolDraft, protocolPlace } from './protocols.ts';
import { powerFound, powerOrder, powerPlan } from './power.ts';
import { openRead, reading } from './reading.ts';
import { schedule } from './schedule.ts';
import { validation } from './statistics.ts';
import { runKey, trainedPart, trainingPreset, trainingRun, trainingStage } from './training.ts';
import { builtTriplets, tripletFilms, tripletFilter, tripletPage } from './triplets.ts';

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
  /** Asks for a package and for a new folder, and makes a study of it; null when the user cancels. */
  'studies.unpack': { input: z.object({ passphrase: z.string().min(1).max(500) }), output: studyRow.nullable() },
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
    input: z.object({
      study: studyKey,
      reason: z.string().min(1).max(2000),
      /** Who confirms it, where the protocol asks for two. */
      people: z.array(z.string().max(200)).max(2),
    }),
    output: studyFigures.nullable(),
  },
  /** Writes a drawn figure into the study's `exports/figures`; one of the same name is replaced. */
  'results.saveFigure': {
    input: drawnFigure.extend({ study: studyKey }),
    output: savedFigure,
  },
  'protocols.templates': {
    input: nothing,
    output: z.array(z.object({ name: z.string(), title: words, question: words })),
  },
  /** A template's, an empty one, one of a file that the user chooses, or that of a study; null when the user cancels. */
  'protocols.open': {
    input: z.object({
      from: z.union([
        z.object({ template: z.string().max(60) }),
        z.object({ empty: z.literal(true) }),
        z.object({ file: z.literal(true) }),
        z.object({ study: studyKey }),
      ]),
    }),
    output: z.object({ draft: protocolDraft, place: protocolPlace }).nullable(),
  },
  /** Where it is kept, or into a file that the user chooses; null when the user cancels. */
  'protocols.save': { input: z.object({ draft: protocolDraft, to: z.enum(['place', 'new']) }), output: protocolPlace },
  /** Puts the draft in the place of the protocol of the open study that it was opened from; the log says why. */
  'protocols.amend': {
    input: z.object({ draft: protocolDraft, reason: z.string().min(1).max(2000) }),
    output: z.object({ version: z.int() }),
  },
  'schedule.open': { input: z.object({ study: studyKey }), output: schedule },
  /** Asks for the identity file: checks the lists, and shows arms before opening. Null when the user cancels. */
  'schedule.check': { input: z.object({ study: studyKey }), output: schedule.nullable() },
  /** Asks where the identity is to be kept, or for the one that is; makes the lists. Null when the user cancels. */
  'schedule.allocate': {
    input: z.object({ study: studyKey, seed: z.int().min(0).max(999_999_999) }),
    output: schedule.nullable(),
  },
  /** How far the intake is; what it found, once it has looked. */
  'intake.open': { input: nothing, output: intake },
  /** Asks for a folder or a file and begins to look at it; answers at once. */
  'intake.choose': { input: z.object({ what: z.enum(['folder', 'file']) }), output: intake },
  /** The same for what was dropped on the window. */
  'intake.drop': { input: z.object({ path: z.string().min(1).max(4096) }), output: intake },
  /** The same findings as other cases. */
  'intake.regroup': { input: z.object({ unit: caseUnit }), output: intake },
  /** Ends the look, or the taking in: nothing is left of that then. */
  'intake.cancel': { input: nothing, output: intake },
  /** Forgets what was found. */
  'intake.leave': { input: nothing, output: intake },
  /** Makes a study of these cases in a place that is asked for; null when the user cancels. */
  'intake.create': {
    input: taking.extend({ draft: protocolDraft }),
    output: takenIn.nullable(),
  },
  /** Adds them to a study that is being designed and has no reading lists yet. */
  'intake.add': { input: taking.extend({ study: studyKey }), output: takenIn },
  'power.open': { input: z.object({ study: studyKey }), output: powerPlan },
  /** Answers when all is simulated; asks for the identity file where lists are simulated on, null when the user cancels. */
  'power.run': { input: powerOrder, output: powerFound.nullable() },
  /** Ends the simulation in work. */
  'power.cancel': { input: nothing, output: nothing },
  'audit.open': { input: z.object({ study: studyKey }), output: auditPlace },
  /** Asks for the identity file where the drafts are sealed; null when the user cancels. */
  'audit.run': {
    input: z.object({ study: studyKey, seed: z.int().min(0).max(999_999_999) }),
    output: audits.nullable(),
  },
  /** Writes every draft in one style, on record; `dry` only tells what would change. */
  'audit.normalise': { input: z.object({ study: studyKey, dry: z.boolean() }), output: normalised },
  'freeze.open': { input: z.object({ study: studyKey }), output: freezing },
  /** Fixes protocol and lists, and lets the readers in. */
  'freeze.freeze': { input: z.object({ study: studyKey }), output: credentials },
  /** Opens a page for people in the program that the system has for it. */
  'freeze.show': { input: z.object({ study: studyKey, page: protocolPageName }), output: nothing },
  /** Ends the reading. */
  'freeze.close': { input: z.object({ study: studyKey }), output: nothing },
  /** Asks for a new file: what these readers need at another workstation. Null when the user cancels. */
  'freeze.pack': {
    input: z.object({ study: studyKey, readers: z.array(readerCode).min(1).max(500) }),
    output: packed.nullable(),
  },
  /** Asks for a new file: what was read at this workstation, for the designer. Null when the user cancels. */
  'freeze.return': {
    input: z.object({ study: studyKey }),
    output: z.object({ file: z.string(), records: z.int(), lastHash: z.string() }).nullable(),
  },
  /** Asks for a file that a workstation returned, then for the identity. Null when the user cancels. */
  'monitor.merge': {
    input: z.object({ study: studyKey }),
    output: z.object({ station: stationId, records: z.int(), changed: z.boolean() }).nullable(),
  },
  /** Nothing that this reader has read counts from now on; the log says why. */
  'monitor.reject': {
    input: z.object({ study: studyKey, reader: readerCode, reason: z.string().min(1).max(2000) }),
    output: nothing,
  },
  /** Where a study stands, without any result of it. */
  'monitor.open': { input: z.object({ study: studyKey }), output: monitor },
  /** A one-time code for a reader, shown this once; what opened the study to them before no longer does. */
  'monitor.invite': {
    input: z.object({ study: studyKey, reader: readerCode }),
    output: z.object({ code: readerCode, pin: z.string() }),
  },
  'reader.signIn': {
    input: z.object({
      study: studyKey,
      code: z.string().max(40),
      pin: z.string().max(40),
      screen: z.object({ width: z.number(), height: z.number(), ratio: z.number() }),
    }),
    output: reading,
  },
  /** The reader chooses a PIN with a one-time code; signing in comes afterwards. */
  'reader.enrol': {
    input: z.object({
      study: studyKey,
      code: z.string().max(40),
      pin: z.string().max(40),
      chosen: z.string().max(100),
    }),
    output: nothing,
  },
  /** The reader agrees to the page of consent. */
  'reader.agree': {
    input: z.object({ session: sessionId, wall: z.number().int(), mono: z.number().min(0) }),
    output: nothing,
  },
  'reader.signOut': { input: z.object({ session: sessionId, wall: z.int(), mono: z.number() }), output: nothing },
  /** The break that is due ends early, for a reason. */
  'reader.endBreak': {
    input: z.object({ session: sessionId, reason: z.string().min(1).max(500), wall: z.int(), mono: z.number().min(0) }),
    output: nothing,
  },
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
    input: z.object({
      run: benchKey,
      task: benchTask,
      by: z.array(z.string().max(100)).min(1).max(3),
      /** Null for all that the list asks for. */
      finding: z.string().max(200).nullable(),
    }),
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
  /** Writes a drawn figure beside the run; one of the same name is replaced. */
  'evaluation.saveFigure': {
    input: drawnFigure.extend({ run: benchKey }),
    output: savedFigure,
  },
  /** Asks for a folder that `instruct build` made; null when the user cancels. */
  'triplets.open': { input: nothing, output: builtTriplets.nullable() },
  /** Twenty samples at most. */
  'triplets.page': { input: tripletFilter.extend({ from: z.int().nonnegative() }), output: tripletPage },
  /** Asks for the folder that holds the sources; its name, or null while none was chosen. */
  'triplets.chooseFilms': { input: nothing, output: z.object({ folder: z.string().nullable() }) },
  /** The films of one sample of the last page, for the viewer; those of the sample before are let go. */
  'triplets.films': { input: z.object({ place: z.int().nonnegative() }), output: tripletFilms },
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
  /** Films and reports were looked at, or taken in. Without the plan while the work goes on. Never said to a reader. */
  intake,
  /** How far a simulation of power has come. Never said to a reader. */
  simulation: z.object({ what: z.string(), done: z.int(), total: z.int() }),
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
