import type * as Electron from 'electron';
import { CdpBridge } from '@wdio/cdp-bridge';

/** Runs a function inside the main process. It sees its arguments and nothing of the test around it. */
export type InMain = <Args extends readonly unknown[], Result>(
  work: (electron: typeof Electron, ...args: Args) => Result | Promise<Result>,
  ...args: Args
) => Promise<Result>;

export interface MainBridge {
  readonly inMain: InMain;
  close(): Promise<void>;
}

/** Connects to the main process of an app that was started with `--inspect=127.0.0.1:<port>`. */
export async function connectMain(port: number): Promise<MainBridge> {
  const bridge = new CdpBridge({ host: '127.0.0.1', port });
  await bridge.connect();
  const inMain: InMain = async (work, ...args) => {
    // The compiler of the tests marks named functions with `__name`, which the app does not have.
    const call = `((__name) => (${work.toString()})(require('electron'), ...${JSON.stringify(args)}))((named) => named)`;
    const begun = await bridge.send('Runtime.evaluate', {
      expression: `(async () => ${call})()`,
      includeCommandLineAPI: true,
    });
    // Awaited by its handle, which keeps the promise: an unheld one may be collected as garbage before it is settled.
    const answer =
      begun.result.objectId === undefined
        ? begun
        : await bridge.send('Runtime.awaitPromise', { promiseObjectId: begun.result.objectId, returnByValue: true });
    const thrown = answer.exceptionDetails;
    if (thrown) throw new Error(`in the main process: ${thrown.exception?.description ?? thrown.text}`);
    return answer.result.value;
  };
  return { inMain, close: () => bridge.close() };
}
