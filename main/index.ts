import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startApp, type Desktop, type Services } from './electron/app.ts';
import { createHandlers } from './handlers.ts';
import { loadCodecs } from './services/codecs.ts';
import { startDemoStudy } from './services/demoStudy.ts';
import { openLibrary } from './services/library.ts';
import { createPinGate } from './services/pins.ts';
import { createReadingRoom } from './services/reading.ts';

const built = dirname(fileURLToPath(import.meta.url));
const places = { built, pages: join(built, '..', 'renderer') };

// Not awaited: Electron gets ready only when this module has run to its end.
startApp(places, services);

/** Everything that the window can ask for, made once. */
async function services(desktop: Desktop): Promise<Services> {
  const library = openLibrary(join(desktop.userData, 'library.json'));
  const codecs = await loadCodecs();
  const folder = join(desktop.userData, 'studies', 'demo');
  const demo = startDemoStudy({ folder, library, codecs, now: Date.now });
  const room = createReadingRoom(createPinGate((milliseconds) => sleep(milliseconds)));
  return {
    handlers: createHandlers({ ...desktop, library, room, demo, now: Date.now }),
    imageBytes: (session, read, index) => room.imageBytes(session, read, index),
    close: () => room.close(),
  };
}
