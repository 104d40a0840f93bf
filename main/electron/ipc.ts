import { ipcMain, type BrowserWindow, type IpcMainInvokeEvent } from 'electron';
import { signals, type Signal, type SignalPayload } from '#core/ipc/contract.ts';
import { dispatch, type Answer, type Handlers } from '#core/ipc/dispatch.ts';
import { ORIGIN } from './pages.ts';

/** The one door between window and machine: sender, name, input and output are checked here for every call. */
export function answerWindow(handlers: Handlers): void {
  ipcMain.handle('ask', async (event, name: unknown, input: unknown): Promise<Answer> => {
    if (!fromOurPage(event))
      return { ok: false, failure: { code: 'bad-input', detail: { where: 'ipc', reason: 'unknown sender' } } };
    return dispatch(handlers, name, input);
  });
}

/** Only the top frame of our own page may ask. */
function fromOurPage(event: IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && frame.origin === ORIGIN;
}

/** Says something to the window unasked; the payload is checked by the signal's schema. */
export function tellWindow<S extends Signal>(window: BrowserWindow, signal: S, payload: SignalPayload<S>): void {
  if (!window.isDestroyed()) window.webContents.send('signal', signal, signals[signal].parse(payload));
}
