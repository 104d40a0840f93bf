import type { RuntimeProcess } from '#main/services/model/runtime/connect.ts';
import { createHandlers } from '#main/services/model/runtime/handlers.ts';
import { serve } from '#main/services/model/runtime/serve.ts';

/** The runtime in this process. */
export function startHere(): RuntimeProcess {
  const ends = { toClient: [] as ((message: never) => void)[], toRuntime: [] as ((message: never) => void)[] };
  const post = (listeners: ((message: never) => void)[]) => (message: unknown) =>
    void queueMicrotask(() => listeners.forEach((listener) => listener(message as never)));
  serve(
    { post: post(ends.toClient), onMessage: (listener) => void ends.toRuntime.push(listener as never) },
    createHandlers(),
  );
  return {
    post: post(ends.toRuntime),
    onMessage: (listener) => void ends.toClient.push(listener as never),
    onExit: () => {},
    kill: () => {},
  };
}
