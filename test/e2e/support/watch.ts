import type { App } from './app.ts';

/** Keeps every answer that crosses from the machine to the window, as text. Installed from outside, for tests only. */
export async function watchAnswers({ inMain }: App): Promise<void> {
  await inMain(({ ipcMain }) => {
    type Invoke = (event: unknown, ...words: unknown[]) => unknown;
    const inner = ipcMain as unknown as { _invokeHandlers: Map<string, Invoke> };
    const ask = inner._invokeHandlers.get('ask');
    if (!ask) throw new Error('nobody answers the window');
    const seen: string[] = [];
    (globalThis as { answersSeen?: string[] }).answersSeen = seen;
    ipcMain.removeHandler('ask');
    ipcMain.handle('ask', async (event, ...words) => {
      const answer = await ask(event, ...words);
      seen.push(JSON.stringify(answer));
      return answer;
    });
  });
}

/** All answers since `watchAnswers`. */
export function answersSeen({ inMain }: App): Promise<string[]> {
  return inMain(() => (globalThis as { answersSeen?: string[] }).answersSeen ?? []);
}

/** Everything in the page that could be read: markup, what stands in fields, storage. */
export async function pageSeen({ browser }: App): Promise<string[]> {
  return browser.execute(() => [
    document.documentElement.outerHTML,
    ...[...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')].map(
      (field) => field.value,
    ),
    JSON.stringify({ ...localStorage }),
    JSON.stringify({ ...sessionStorage }),
  ]);
}

/** The bytes of every image of the case on the screen, one character each, as the window gets them. */
export async function imagesSeen(app: App): Promise<string[]> {
  const urls = new Set((await answersSeen(app)).join('\n').match(/\/image\/[^"\s]+/g));
  return app.browser.execute(
    async (paths) => {
      const answers = await Promise.all(paths.map((path) => fetch(path)));
      const open = answers.filter((answer) => answer.ok);
      return Promise.all(
        open.map(async (answer) =>
          [...new Uint8Array(await answer.arrayBuffer())].map((byte) => String.fromCharCode(byte)).join(''),
        ),
      );
    },
    [...urls],
  );
}
