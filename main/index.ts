import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startApp, type Desktop, type Services } from './electron/app.ts';
import { createHandlers } from './handlers.ts';
import { createAsker } from './services/asking.ts';
import { createEvaluationDesk } from './services/bench/evaluationDesk.ts';
import { jobInThread } from './services/bench/jobsThread.ts';
import { createTripletDesk } from './services/instruct/tripletDesk.ts';
import { loadCodecs } from './services/codecs.ts';
import { startDemoStudy } from './services/demoStudy.ts';
import { createDraftDesk } from './services/draftDesk.ts';
import { figuresInThread } from './services/figuresThread.ts';
import { createIntakeDesk } from './services/intake/intakeDesk.ts';
import { openLibrary } from './services/library.ts';
import { runtimeFile } from './services/model/runtime/fork.ts';
import { shippedModel, shippedPlaces } from './services/model/places.ts';
import { createModelShelf } from './services/model/shelf.ts';
import { createPinGate } from './services/pins.ts';
import { createPowerDesk } from './services/powerDesk.ts';
import { powerInThread } from './services/powerThread.ts';
import { createProtocolDesk } from './services/protocolDesk.ts';
import { createReadingRoom } from './services/reading.ts';
import { studyJobInThread } from './services/studyJobsThread.ts';
import { createTrainingDesk } from './services/training/desk.ts';

const built = dirname(fileURLToPath(import.meta.url));
const places = { built, pages: join(built, '..', 'renderer') };

// Not awaited: Electron gets ready only when this module has run to its end.
startApp(places, services);

/** Everything that the window can ask for, made once. */
async function services(desktop: Desktop): Promise<Services> {
  const library = openLibrary(join(desktop.userData, 'library.json'));
  const codecs = await loadCodecs();
  const folder = join(desktop.userData, 'studies', 'demo');
  const room = createReadingRoom(createPinGate((milliseconds) => sleep(milliseconds)));
  const { userData, version, chooseFile, chooseNewFile } = desktop;
  const protocols = createProtocolDesk({ library, chooseFile, chooseNewFile, now: Date.now });
  const start = () => desktop.startProcess(runtimeFile());
  const demo = startDemoStudy({
    ...{ folder, library, codecs, start, version },
    draw: (order) => studyJobInThread('demoCase', order),
    model: shippedModel(),
    now: Date.now,
  });
  const shelf = createModelShelf({
    ...{ userData, version, start, shipped: shippedPlaces() },
    now: Date.now,
    tell: (work) => tellStudio('work', work),
  });
  const desk = createDraftDesk({
    ...{ userData, version, start, library, shelf },
    now: () => performance.now(),
    tell: (state) => tellStudio('drafting', state),
  });
  const intake = createIntakeDesk({
    ...{ library, chooseFile, chooseNewFile, chooseFolder: desktop.chooseFolder },
    now: Date.now,
    tell: (state) => tellStudio('intake', state),
  });
  const asker = createAsker({
    ...{ version, start, shelf },
    job: studyJobInThread,
    chooseFile: desktop.chooseFile,
    now: () => performance.now(),
    tell: (state) => tellStudio('asking', state),
  });
  const evaluator = createEvaluationDesk({
    ...{ userData, version, start, shelf },
    job: jobInThread,
    chooseFile: desktop.chooseFile,
    now: Date.now,
    tell: (state) => tellStudio('evaluation', state),
  });
  const power = createPowerDesk({
    library,
    simulate: powerInThread,
    tell: (progress) => tellStudio('simulation', progress),
  });
  const triplets = createTripletDesk(desktop);
  const trainer = createTrainingDesk({
    ...{ userData, version, start },
    now: Date.now,
    tell: (state) => tellStudio('training', state),
  });

  /** What a reader must not hear of. */
  function tellStudio(...words: Parameters<Desktop['tell']>): void {
    if (!room.isTaken()) desktop.tell(...words);
  }
  return {
    handlers: createHandlers({
      ...desktop,
      ...{ library, room, demo, shelf, desk, asker, trainer, protocols, intake, power, evaluator, triplets },
      figures: figuresInThread,
      job: studyJobInThread,
      now: Date.now,
    }),
    images: {
      ofRead: (session, read, index) => room.imageBytes(session, read, index),
      ofThumbnail: (key) => intake.thumbnail(key),
      ofFilm: (key) => evaluator.filmBytes(key) ?? triplets.filmBytes(key) ?? asker.filmBytes(key),
    },
    close() {
      room.close();
      shelf.close();
      void desk.rest();
      void intake.rest();
      asker.rest();
      power.cancel();
      trainer.close();
      void evaluator.rest();
      triplets.rest();
    },
  };
}
