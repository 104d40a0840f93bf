import { contextBridge, ipcRenderer, webUtils } from 'electron';

// These functions and nothing else: what may be asked is decided by the contract on the other side.
contextBridge.exposeInMainWorld('api', {
  ask(name: string, input: unknown): Promise<unknown> {
    return ipcRenderer.invoke('ask', name, input);
  },
  /** Where a file lies that was dropped on the window; a page can't know it by itself. */
  pathOf(file: File): string {
    return webUtils.getPathForFile(file);
  },
  listen(signal: string, handler: (payload: unknown) => void): () => void {
    const relay = (_event: unknown, name: string, payload: unknown): void => {
      if (name === signal) handler(payload);
    };
    ipcRenderer.on('signal', relay);
    return () => ipcRenderer.off('signal', relay);
  },
});
