import { join } from 'node:path';
import { BrowserWindow, Menu, powerMonitor } from 'electron';
import { tellWindow } from './ipc.ts';
import { ORIGIN } from './pages.ts';

const BACKGROUND = '#0b0c0e';

/** The one window: sandboxed, isolated, without menu; shown when its first page is painted. */
export function openWindow(folder: string): BrowserWindow {
  Menu.setApplicationMenu(null);
  const window = new BrowserWindow({
    width: 1366,
    height: 768,
    minWidth: 1024,
    minHeight: 640,
    show: false,
    backgroundColor: BACKGROUND,
    autoHideMenuBar: true,
    webPreferences: {
      preload: join(folder, 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      // Timing goes on when the window is covered: a throttled heartbeat would look like sleep.
      backgroundThrottling: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  letWindowFinish(window);
  void window.loadURL(`${ORIGIN}/`);
  return window;
}

/** The first request to close lets the window write what is pending and close itself; a second one closes at once. */
function letWindowFinish(window: BrowserWindow): void {
  let asked = false;
  window.on('close', (event) => {
    if (asked || window.webContents.isCrashed()) return;
    asked = true;
    event.preventDefault();
    tellWindow(window, 'closing', {});
  });
}

/** What the system says about sleep and lock, and what it means for a reading clock. */
const POWER = { suspended: ['suspend', 'lock-screen'], resumed: ['resume', 'unlock-screen'] } as const;

/** Sleep and screen lock reach the log as events of the reading session. */
export function reportPower(window: BrowserWindow): void {
  const monitor: NodeJS.EventEmitter = powerMonitor;
  for (const state of ['suspended', 'resumed'] as const) {
    for (const name of POWER[state]) monitor.on(name, () => tellWindow(window, 'power', { state }));
  }
}
