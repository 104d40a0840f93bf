import { fork } from 'node:child_process';
import { builtFile } from '#main/services/builtFile.ts';
import type { RuntimeProcess } from './connect.ts';
import type { FromRuntime } from './messages.ts';

/** Starts a process that runs models. The app hands in one of its own kind. */
export type StartRuntime = () => RuntimeProcess;

/** Throws file-missing. */
export function runtimeFile(): string {
  return builtFile('model-runtime.mjs');
}

/**
 * A process of its own for the runtime, so that a crash in native code costs a draft and not the program. `environment`
 * is added to this process's.
 */
export function forkRuntime(file: string, environment: Readonly<Record<string, string>> = {}): RuntimeProcess {
  const child = fork(file, {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, ...environment },
  });
  let lastWords = '';
  child.stderr?.on('data', (data: Buffer) => {
    lastWords = `${lastWords}${data.toString('utf8')}`.slice(-2000);
  });
  return {
    post: (message) => {
      if (child.connected) child.send(message);
    },
    onMessage: (listener) => child.on('message', (message) => listener(message as FromRuntime)),
    onExit: (listener) =>
      child.on('close', (code, signal) => listener(reasonOf(signal ?? `code ${code ?? 0}`, lastWords))),
    kill: () => void child.kill('SIGKILL'),
  };
}

function reasonOf(end: string, lastWords: string): string {
  const line = lastWords.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
  return line === '' ? end : `${end}: ${line}`;
}
