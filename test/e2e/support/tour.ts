// A simulated reader reads the demo study in the real window: what `npm start` shows where there is no display.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from '#scripts/folders.mjs';
import { launchApp, type App } from './app.ts';
import { commandLine } from './command-line.ts';
import { readerOf, type Reader } from './reader.ts';

const [out = join(root, 'out', 'tour')] = process.argv.slice(2).map((argument) => resolve(argument));
const screenshots = join(out, 'screenshots');
const userData = join(out, 'user-data');
const study = join(userData, 'studies', 'demo');

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await readDemoStudy();
writeResults();
console.log(`\nscreenshots       ${screenshots}`);
console.log(`export bundle     ${join(out, 'export')}`);
console.log(`analysis          ${join(out, 'analysis.json')}`);
console.log(`the study itself  ${study}`);

async function readDemoStudy(): Promise<void> {
  const app = await launchApp({ userData, screenshots });
  try {
    await app.resize(1440, 900);
    const { code, pin } = await demoCredentials(app);
    await app.screenshot('home');
    const reader = readerOf(app);
    await reader.signIn('Demonstration', code, pin);
    await app.screenshot('worklist');
    await reader.start();
    while (await app.browser.$('[data-testid="room"]').isExisting()) await readCase(app, reader);
    await app.screenshot('done');
  } finally {
    await app.close();
  }
}

/** As the home screen shows them. */
async function demoCredentials({ browser }: App): Promise<{ code: string; pin: string }> {
  const line = browser.$('[data-testid="demo-pin"]');
  await line.waitForExist({ timeout: 60_000 });
  const [, code, pin] = /code (\S+), PIN (\d+)/.exec(await line.getText()) ?? [];
  if (code === undefined || pin === undefined) throw new Error('the home screen shows no code and PIN');
  return { code, pin };
}

/** One case: look, adjust the window, edit the draft or write a report, submit, answer. */
async function readCase(app: App, reader: Reader): Promise<void> {
  const [position, draft] = [await reader.position(), await reader.report()];
  const given = draft.trim() !== '' && !(await app.browser.$('.cm-placeholder').isExisting());
  const indication = await app.browser.$('[data-testid="indication"]').getText();
  await reader.dragWindow(60, -30);
  await reader.write(given ? ' No other acute finding.' : 'No acute finding in heart, lungs or pleura.');
  const name = position.replaceAll(/\D+/g, '-').replace(/^-/, 'case-');
  await app.screenshot(`${name}-report`);
  await reader.submit();
  await answer(app, given ? withDraft : fromScratch);
  await app.screenshot(`${name}-questions`);
  console.log(`${position}: ${given ? 'edited the draft' : 'wrote a report'} (${indication})`);
  await reader.next();
}

const withDraft = ['edit-reasons-style-not-mine', 'helps-indication-5', 'efficiency-writing'];
const fromScratch = ['efficiency-not-applicable'];

async function answer({ browser }: App, options: readonly string[]): Promise<void> {
  for (const option of options) await browser.$(`[data-testid="option-${option}"]`).click();
}

/** By the command line, as the designer of the study would. */
function writeResults(): void {
  ran('study', 'export', study, '--out', join(out, 'export'));
  writeFileSync(join(out, 'analysis.json'), ran('study', 'analyse', study, '--json'));
  console.log(`\n${ran('study', 'analyse', study)}`);
}

/** What a command printed, which must have succeeded. */
function ran(...words: string[]): string {
  const { code, out: printed, err } = commandLine(...words);
  if (code !== 0) throw new Error(`${words.join(' ')}: ${err}`);
  return printed;
}
