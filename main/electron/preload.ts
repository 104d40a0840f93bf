import { contextBridge, ipcRenderer } from 'electron';

// Two functions and nothing else: what may be asked is decided by the contract on the other side.
contextBridge.exposeInMainWorld('api', {
  ask(name: string, input: unknown): Promise<unknown> {
    return ipcRenderer.invoke('ask', name, input);
  },
  listen(signal: string, handler: (payload: unknown) => void): () => void {
    const relay = (_event: unknown, name: string, payload: unknown): void => {
      if (name === signal) handler(payload);
    };
    ipcRenderer.on('signal', relay);
    return () => ipcRenderer.off('signal', relay);
  },
});
