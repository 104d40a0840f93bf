import { app, BrowserWindow, dialog, shell } from 'electron';
import { toFailureData } from '#core/errors.ts';
import type { Signal, SignalPayload } from '#core/ipc/contract.ts';
import type { Handlers } from '#core/ipc/dispatch.ts';
import { failureWords } from '#core/messages/messages.ts';
import type { RuntimeProcess } from '#main/services/model/runtime/connect.ts';
import { answerWindow, tellWindow } from './ipc.ts';
import { registerScheme, servePages, type ImageSources } from './pages.ts';
import { forkUtility } from './runtimeProcess.ts';
import { closeNetwork, guardContents, guardSession } from './security.ts';
import { openWindow, reportPower } from './window.ts';

/** Where the app finds its built parts and keeps its users' data. */
export interface Places {
  /** Folder of the built main process: preload and the like. */
  readonly built: string;
  /** Folder of the built window. */
  readonly pages: string;
}

/** What the running app offers to the services, which know no Electron. */
export interface Desktop {
  readonly userData: string;
  readonly version: string;
  readonly language: string;
  chooseFolder(): Promise<string | null>;
  chooseFile(): Promise<string | null>;
  /** Asks for a file to write to; the system asks whether one that is there may be replaced. */
  chooseNewFile(name: string): Promise<string | null>;
  showFolder(path: string): Promise<void>;
  /** Runs a file as a process of its own. */
  startProcess(file: string): RuntimeProcess;
  /** Says something to the window, if there is one. */
  tell<S extends Signal>(signal: S, payload: SignalPayload<S>): void;
}

export interface Services {
  readonly handlers: Handlers;
  readonly images: ImageSources;
  close(): void;
}

type MakeServices = (desktop: Desktop) => Promise<Services>;

/** Starts the app; a start that fails says why in a box and ends. Not awaited: Electron waits for the top level. */
export function startApp(places: Places, services: MakeServices): void {
  start(places, services).catch((thrown: unknown) => {
    dialog.showErrorBox('chexstudy', failureWords(toFailureData(thrown)));
    app.exit(1);
  });
}

/** `services` is called once the user data folder is known. */
async function start(places: Places, services: MakeServices): Promise<void> {
  const folder = app.commandLine.getSwitchValue('user-data-dir');
  if (folder !== '') app.setPath('userData', folder);
  if (!app.requestSingleInstanceLock()) return app.quit();
  // The sandbox can't be had as root; everywhere else it is on for every process.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  closeNetwork();
  registerScheme();
  guardContents();
  await app.whenReady();
  guardSession();
  const running = await services(desktop());
  answerWindow(running.handlers);
  servePages(places.pages, running.images);
  const window = openWindow(places.built);
  reportPower(window);
  app.on('second-instance', () => bringToFront(window));
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', () => running.close());
}

function desktop(): Desktop {
  return {
    userData: app.getPath('userData'),
    version: app.getVersion(),
    language: app.getLocale(),
    chooseFolder: () => choose('openDirectory'),
    // Without filters: DICOM files often have no ending.
    chooseFile: () => choose('openFile'),
    async chooseNewFile(name) {
      const { canceled, filePath } = await dialog.showSaveDialog({ defaultPath: name });
      return canceled || filePath === '' ? null : filePath;
    },
    async showFolder(path) {
      await shell.openPath(path);
    },
    startProcess: forkUtility,
    tell(signal, payload) {
      for (const window of BrowserWindow.getAllWindows()) tellWindow(window, signal, payload);
    },
  };
}

async function choose(what: 'openDirectory' | 'openFile'): Promise<string | null> {
  const { filePaths } = await dialog.showOpenDialog({ properties: [what] });
  return filePaths[0] ?? null;
}

function bringToFront(window: BrowserWindow): void {
  if (window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.focus();
}
