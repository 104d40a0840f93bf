import { utilityProcess } from 'electron';
import type { RuntimeProcess } from '#main/services/model/runtime/connect.ts';
import type { FromRuntime } from '#main/services/model/runtime/messages.ts';

const TOLD = 200;

/** The process that runs models, as a utility process: the window and its main process go on undisturbed. */
export function forkUtility(file: string): RuntimeProcess {
  const child = utilityProcess.fork(file, [], { serviceName: 'chexstudy model', stdio: ['ignore', 'ignore', 'pipe'] });
  let lastWords = '';
  child.stderr?.on('data', (data: Buffer) => {
    lastWords = `${lastWords}${data.toString('utf8')}`.slice(-10 * TOLD);
  });
  return {
    post: (message) => child.postMessage(message),
    onMessage: (listener) => child.on('message', (message) => listener(message as FromRuntime)),
    onExit: (listener) =>
      child.on('exit', (code) => {
        const line = lastWords.trim().split('\n').at(-1)?.slice(0, TOLD) ?? '';
        listener(line === '' ? `code ${code}` : `code ${code}: ${line}`);
      }),
    kill: () => void child.kill(),
  };
}
