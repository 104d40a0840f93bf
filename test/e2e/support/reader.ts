import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from './app.ts';

/** Keys that the reading room knows, in WebDriver's names. */
const CONTROL_ENTER = ['Control', 'Enter'];

/** A reader in front of the window: what the hands do, and what the eyes wait for. */
export interface Reader {
  signIn(title: string, code: string, pin: string): Promise<void>;
  /** From the worklist into the next case; resolves when it is really on the screen. */
  start(): Promise<void>;
  /** Types at the end of the report. */
  write(text: string): Promise<void>;
  /** Replaces the first occurrence of `old` by typing over it. */
  replace(old: string, text: string): Promise<void>;
  /** The report as it stands in the editor. */
  report(): Promise<string>;
  /** Drags over the first image. */
  dragWindow(right: number, down: number): Promise<void>;
  submit(): Promise<void>;
  /** Answers every question that stands on the screen, by its first option. */
  answer(): Promise<void>;
  /** To the next case, or to the worklist after the last. */
  next(): Promise<void>;
  position(): Promise<string>;
}

export function readerOf({ browser }: App): Reader {
  const at = (name: string): ReturnType<typeof browser.$> => browser.$(`[data-testid="${name}"]`);

  async function isShown(): Promise<void> {
    await browser.$('[data-testid="room"][data-phase="reading"]').waitForExist({ timeout: 20_000, interval: 20 });
  }

  async function press(...keys: string[]): Promise<void> {
    await browser.keys(keys);
  }

  async function focusReport(): Promise<void> {
    await browser.$('.cm-content').click();
  }

  return {
    async signIn(title, code, pin) {
      const row = browser.$(`//*[@data-testid="study"][.//*[contains(text(), "${title}")]]`);
      await row.$('[data-testid="read"]').click();
      await at('sign-in-code').setValue(code);
      await at('sign-in-pin').setValue(pin);
      await at('sign-in-submit').click();
      await at('worklist').waitForExist();
    },
    async start() {
      await at('start').click();
      await isShown();
    },
    async write(text) {
      await focusReport();
      await press('Control', 'End');
      await browser.keys([...text]);
    },
    async replace(old, text) {
      const before = await this.report();
      const position = before.indexOf(old);
      if (position < 0) throw new Error(`the report does not hold "${old}": ${before}`);
      await focusReport();
      await press('Control', 'Home');
      for (let step = 0; step < position; step++) await press('ArrowRight');
      for (let step = 0; step < old.length; step++) await press('Shift', 'ArrowRight');
      await browser.keys([...text]);
    },
    report: () =>
      browser.execute(() =>
        [...document.querySelectorAll('.cm-line')].map((line) => line.textContent ?? '').join('\n'),
      ),
    async dragWindow(right, down) {
      const pane = browser.$('[data-testid="pane"]');
      await browser
        .action('pointer')
        .move({ origin: pane })
        .down()
        .move({ origin: 'pointer', x: right, y: down, duration: 150 })
        .up()
        .perform();
    },
    async submit() {
      await press(...CONTROL_ENTER);
      await browser.$('[data-testid="room"][data-stage="questions"]').waitForExist({ interval: 20 });
    },
    async answer() {
      const groups = (): ReturnType<typeof browser.$$> => browser.$$('[data-testid="questions"] fieldset');
      // An answer may bring another question.
      for (let place = 0; place < (await groups().length); place++) {
        const group = groups()[place]!;
        const option = group.$('input');
        if (await option.isExisting()) await option.click();
        else await group.$('textarea').setValue('none');
      }
      // A written answer is logged when the hand rests.
      await sleep(500);
    },
    async next() {
      const before = await this.position();
      await press(...CONTROL_ENTER);
      await browser.waitUntil(async () => (await at('worklist').isExisting()) || (await this.position()) !== before, {
        interval: 20,
      });
      if (!(await at('worklist').isExisting())) await isShown();
    },
    async position() {
      const label = at('case-position');
      return (await label.isExisting()) ? label.getText() : '';
    },
  };
}
