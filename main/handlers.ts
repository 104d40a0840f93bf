import { join } from 'node:path';
import { Failure } from '#core/errors.ts';
import type { Handlers } from '#core/ipc/dispatch.ts';
import type { AllocationKey } from '#studies/allocation/lists.ts';
import type { StudyFigures } from '#studies/analysis/figures.ts';
import type { Asker } from './services/asking.ts';
import type { EvaluationDesk } from './services/bench/evaluationDesk.ts';
import type { DemoStudy } from './services/demoStudy.ts';
import type { DraftDesk } from './services/draftDesk.ts';
import type { IntakeDesk } from './services/intake/intakeDesk.ts';
import type { Library } from './services/library.ts';
import type { ModelShelf } from './services/model/shelf.ts';
import { saveFigure } from './services/files.ts';
import { monitorStudy } from './services/monitor.ts';
import type { TripletDesk } from './services/instruct/tripletDesk.ts';
import type { PowerDesk } from './services/powerDesk.ts';
import type { ProtocolDesk } from './services/protocolDesk.ts';
import type { ReadingRoom } from './services/reading.ts';
import { inviteReader, unblindStudy } from './services/lifecycle.ts';
import { exportFolderName, exportStudy, keyForMasking } from './services/results.ts';
import type { RunStudyJob } from './services/studyJobsThread.ts';
import type { TrainingDesk } from './services/training/desk.ts';
import { usualDataFolder, validateStatistics } from './services/statisticsValidation.ts';
import { createStudioHandlers } from './studioHandlers.ts';

/** What the handlers use; the desktop's part is Electron's in the app and plain functions in a test. */
export interface HandlerDependencies {
  readonly library: Library;
  readonly room: ReadingRoom;
  readonly demo: DemoStudy;
  readonly shelf: ModelShelf;
  readonly desk: DraftDesk;
  readonly asker: Asker;
  readonly trainer: TrainingDesk;
  readonly protocols: ProtocolDesk;
  readonly intake: IntakeDesk;
  readonly power: PowerDesk;
  readonly evaluator: EvaluationDesk;
  readonly triplets: TripletDesk;
  readonly version: string;
  readonly language: string;
  /** Wall clock, ms since 1970. */
  now(): number;
  /** Of the study in a folder, with letters for its arms where a key is given; away from the window's thread in the app. */
  figures(folder: string, masking?: AllocationKey): Promise<StudyFigures>;
  chooseFolder(): Promise<string | null>;
  chooseFile(): Promise<string | null>;
  chooseNewFile(name: string): Promise<string | null>;
  /** Does what takes long for a large study; beside the window in the app. */
  readonly job: RunStudyJob;
  showFolder(path: string): Promise<void>;
}

/** The machine's side of the contract: each endpoint is a service's function. */
export function createHandlers({
  library,
  room,
  demo,
  shelf,
  desk,
  asker,
  trainer,
  protocols,
  intake,
  power,
  evaluator,
  triplets,
  ...desktop
}: HandlerDependencies): Handlers {
  const { version, language } = desktop;

  /** Throws reader-signed-in. */
  function needNoReader(): void {
    if (room.isTaken()) throw new Failure('reader-signed-in');
  }

  function goOn(): void {
    demo.goOn();
    shelf.goOn();
    trainer.goOn();
  }

  return {
    'app.about': () => ({ version, language }),
    'statistics.validate': () => validateStatistics(usualDataFolder()),
    'studies.list': async () => {
      if (!room.isTaken()) demo.goOn();
      await demo.ready();
      return library.rows();
    },
    'studies.add': async () => {
      const folder = await desktop.chooseFolder();
      return folder === null ? null : library.add(folder);
    },
    'studies.export': async ({ study }) => {
      const made = desktop.now();
      const folder = exportFolderName(made);
      const files = await exportStudy(
        await library.folderOf(study),
        join(await library.folderOf(study), 'exports', folder),
        made,
        version,
      );
      return { folder, files };
    },
    'studies.reveal': async ({ study, folder }) => {
      if (!/^[\w-]+$/.test(folder))
        throw new Failure('bad-input', { where: 'studies.reveal', reason: `${folder} is no export` });
      await desktop.showFolder(join(await library.folderOf(study), 'exports', folder));
      return {};
    },
    'results.open': async ({ study }) => {
      needNoReader();
      return desktop.figures(await library.folderOf(study));
    },
    'results.mask': async ({ study }) => {
      needNoReader();
      const folder = await library.folderOf(study);
      const identity = await desktop.chooseFile();
      needNoReader();
      return identity === null ? null : desktop.figures(folder, await keyForMasking(folder, identity, desktop.now()));
    },
    'results.unblind': async ({ study, reason, people }) => {
      needNoReader();
      const folder = await library.folderOf(study);
      const identity = await desktop.chooseFile();
      if (identity === null) return null;
      // The dialog may have stood open for long.
      needNoReader();
      await unblindStudy(folder, { identityFile: identity, reason, people }, desktop.now());
      return desktop.figures(folder);
    },
    'results.saveFigure': async ({ study, name, format, content }) => {
      const folder = join(await library.folderOf(study), 'exports', 'figures');
      return { folder: 'figures', file: await saveFigure(folder, `${name}.${format}`, content) };
    },
    'protocols.templates': () => protocols.templates(),
    'protocols.open': ({ from }) => {
      needNoReader();
      return protocols.open(from);
    },
    'protocols.save': ({ draft, to }) => protocols.save(draft, to),
    'protocols.amend': ({ draft, reason }) => {
      needNoReader();
      return protocols.amend(draft, reason);
    },
    ...createStudioHandlers({ ...desktop, library, power, needNoReader }),
    'intake.open': () => {
      needNoReader();
      return intake.state();
    },
    'intake.choose': ({ what }) => {
      needNoReader();
      return intake.choose(what);
    },
    'intake.drop': ({ path }) => {
      needNoReader();
      return intake.look(path);
    },
    'intake.regroup': ({ unit }) => {
      needNoReader();
      return intake.regroup(unit);
    },
    'intake.cancel': () => intake.cancel(),
    'intake.leave': async () => {
      await intake.rest();
      return intake.state();
    },
    'intake.create': (input) => {
      needNoReader();
      return intake.create(input);
    },
    'intake.add': (input) => {
      needNoReader();
      return intake.add(input);
    },
    'monitor.open': async ({ study }) => {
      needNoReader();
      return monitorStudy(await library.folderOf(study), desktop.now());
    },
    'monitor.invite': async ({ study, reader }) => {
      needNoReader();
      return inviteReader(await library.folderOf(study), reader, desktop.now());
    },
    'reader.enrol': async ({ study, code, pin, chosen }) => {
      needNoReader();
      await room.enrol({ folder: await library.folderOf(study), code, pin, chosen, wall: desktop.now() });
      return {};
    },
    'reader.signIn': async ({ study, code, pin, screen }) => {
      // A reader's times are measured: the machine is the reader's alone.
      demo.rest();
      shelf.rest();
      await desk.rest();
      await intake.rest();
      asker.rest();
      power.cancel();
      trainer.rest();
      await evaluator.rest();
      triplets.rest();
      try {
        const started = { version, platform: process.platform, screen };
        return await room.signIn({ folder: await library.folderOf(study), code, pin, started, wall: desktop.now() });
      } finally {
        if (!room.isTaken()) goOn();
      }
    },
    'reader.agree': ({ session, wall, mono }) => {
      room.agree(session, { wall, mono });
      return {};
    },
    'reader.endBreak': ({ session, reason, wall, mono }) => {
      room.endBreak(session, reason, { wall, mono });
      return {};
    },
    'reader.signOut': ({ session, wall, mono }) => {
      room.signOut(session, { wall, mono });
      goOn();
      return {};
    },
    'read.open': ({ session, read }) => room.openRead(session, read),
    'log.append': ({ session, read, events }) => ({ seq: room.append(session, read, events) }),
    'models.list': () => shelf.rows(),
    'models.add': async ({ quantisation }) => {
      const folder = await desktop.chooseFolder();
      return folder === null ? null : shelf.add(folder, quantisation);
    },
    'models.check': ({ model }) => shelf.check(model),
    'models.bench': ({ model }) => shelf.bench(model),
    'models.remove': async ({ model }) => {
      await shelf.remove(model);
      return {};
    },
    'models.cancel': () => {
      shelf.cancel();
      return {};
    },
    'models.provider': ({ model }) => shelf.trials(model),
    'models.useProvider': async ({ model, provider }) => {
      await shelf.useProvider(model, provider);
      return shelf.trials(model);
    },
    'drafting.open': ({ study }) => desk.open(study),
    'drafting.start': ({ study, model, task }) => {
      needNoReader();
      return desk.start(study, { model, task });
    },
    'drafting.pause': ({ study }) => desk.pause(study),
    'drafting.cancel': ({ study }) => desk.cancel(study),
    'training.list': () => trainer.list(),
    'training.phantoms': () => {
      needNoReader();
      return trainer.phantoms();
    },
    'training.open': ({ run }) => trainer.open(run),
    'training.start': (order) => {
      needNoReader();
      return trainer.start(order);
    },
    'training.resume': ({ run }) => {
      needNoReader();
      return trainer.resume(run);
    },
    'training.pause': ({ run }) => trainer.pause(run),
    'training.install': ({ run }) => trainer.install(run),
    'training.reveal': async ({ run }) => {
      await desktop.showFolder(trainer.folderOf(run));
      return {};
    },
    'asking.tasks': () => asker.tasks(),
    'asking.choose': (input) => {
      needNoReader();
      // Someone waits for an answer; nobody looks at the list of studies meanwhile.
      demo.rest();
      return asker.choose(input);
    },
    'asking.ask': (input) => {
      needNoReader();
      return asker.ask(input);
    },
    'asking.stop': () => {
      asker.stop();
      return {};
    },
    'asking.close': () => {
      asker.rest();
      return {};
    },
    'evaluation.list': () => evaluator.list(),
    'evaluation.choose': () => evaluator.choose(),
    'evaluation.phantoms': () => {
      needNoReader();
      return evaluator.phantoms();
    },
    'evaluation.start': (order) => {
      needNoReader();
      return evaluator.start(order);
    },
    'evaluation.resume': ({ run }) => {
      needNoReader();
      return evaluator.resume(run);
    },
    'evaluation.pause': ({ run }) => evaluator.pause(run),
    'evaluation.results': ({ run }) => {
      needNoReader();
      return evaluator.results(run);
    },
    'evaluation.groups': (input) => {
      needNoReader();
      return evaluator.groups(input);
    },
    'evaluation.worst': (input) => {
      needNoReader();
      return evaluator.worst(input);
    },
    'evaluation.films': (input) => {
      needNoReader();
      return evaluator.films(input);
    },
    'evaluation.saveFigure': (input) => evaluator.saveFigure(input),
    'evaluation.save': async ({ run }) => {
      await desktop.showFolder(await evaluator.save(run));
      return {};
    },
    'triplets.open': () => {
      needNoReader();
      return triplets.open();
    },
    'triplets.page': (input) => {
      needNoReader();
      return triplets.page(input);
    },
    'triplets.chooseFilms': () => triplets.chooseFilms(),
    'triplets.films': (input) => {
      needNoReader();
      return triplets.films(input);
    },
  };
}
