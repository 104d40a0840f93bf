import type { Channel, FromRuntime, ToRuntime } from './messages.ts';
import { createHandlers } from './handlers.ts';
import { serve } from './serve.ts';

/** The entry of the process that runs models: a child of Node (CLI, tests) or a utility process of Electron. */

interface MessagePort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

function parent(): Channel<FromRuntime, ToRuntime> {
  const port = (process as { parentPort?: MessagePort }).parentPort;
  if (port) {
    return {
      post: (message) => port.postMessage(message),
      onMessage: (listener) => port.on('message', ({ data }) => listener(data as ToRuntime)),
    };
  }
  // An interrupt on the terminal reaches this process too; the parent decides, by a cancel or by ending.
  process.on('SIGINT', () => {});
  // Nobody left to answer: the parent is gone.
  process.on('disconnect', () => process.exit());
  return {
    post: (message) => void process.send?.(message),
    onMessage: (listener) => process.on('message', (message) => listener(message as ToRuntime)),
  };
}

serve(parent(), createHandlers());
