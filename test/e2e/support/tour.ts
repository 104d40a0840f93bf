// A simulated reader reads the demo study in the real window: what `npm start` shows where there is no display.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { root } from '#scripts/folders.mjs';
import { launchApp, type App } from './app.ts';
import { commandLine } from './command-line.ts';
import { readerOf, type Reader } from './reader.ts';

const { values } = parseArgs({ options: { out: { type: 'string' } } });
const out = emptyFolder(values.out);
const screenshots = join(out, 'screenshots');
const userData = join(out, 'user-data');
const study = join(userData, 'studies', 'demo');

/** How long the simulated reader looks at the images. */
const LOOKING_MS = 2000;

/** What the simulated reader answers: question and option. */
const withDraft = ['edit-reasons-style-not-mine', 'helps-indication-5', 'efficiency-writing'];
const fromScratch = ['efficiency-not-applicable'];

await readDemoStudy();
writeResults();
console.log(`\nscreenshots       ${screenshots}`);
console.log(`export bundle     ${join(out, 'export')}`);
console.log(`analysis          ${join(out, 'analysis.json')}`);
console.log(`the study itself  ${study}`);

/** Where all is written: out/tour is made anew each time, a folder of the user's own must be empty. */
function emptyFolder(wanted: string | undefined): string {
  const folder = resolve(wanted ?? join(root, 'out', 'tour'));
  if (wanted === undefined) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  if (readdirSync(folder).length > 0) {
    console.error(`${folder} is not empty`);
    process.exit(1);
  }
  return folder;
}

async function readDemoStudy(): Promise<void> {
  console.log('the app starts, and makes its demo study');
  const app = await launchApp({ userData, screenshots });
  try {
    await app.resize(1440, 900);
    const { code, pin } = await demoCredentials(app);
    await app.screenshot('home');
    const reader = readerOf(app);
    await reader.signIn('Demonstration', code, pin);
    console.log(`reader ${code} is signed in`);
    await app.screenshot('worklist');
    await reader.start();
    while (await app.browser.$('[data-testid="room"]').isExisting()) await readCase(app, reader);
    await app.screenshot('done');
  } catch (thrown) {
    await app.screenshot('failed').catch(() => undefined);
    await app.kill();
    throw thrown;
  }
  await app.close();
}

/** As the home screen shows them. */
async function demoCredentials({ browser }: App): Promise<{ code: string; pin: string }> {
  const line = browser.$('[data-testid="demo-pin"]');
  await line.waitForExist({ timeout: 120_000 });
  const [, code, pin] = /code (\S+), PIN (\d+)/.exec(await line.getText()) ?? [];
  if (code === undefined || pin === undefined) throw new Error('the home screen shows no code and PIN');
  return { code, pin };
}

/** One case: look, adjust the window, edit the draft or write a report, submit, answer. */
async function readCase(app: App, reader: Reader): Promise<void> {
  const [position, draft] = [await reader.position(), await reader.report()];
  const given = draft !== '';
  const facts = await app.browser.$('[data-testid="indication"]').getText();
  await sleep(LOOKING_MS);
  await reader.dragWindow(60, -30);
  await reader.write(given ? ' No other acute finding.' : 'No acute finding in heart, lungs or pleura.');
  const name = `case-${(/\d+/.exec(position)?.[0] ?? '').padStart(2, '0')}`;
  await app.screenshot(`${name}-report`);
  await reader.submit();
  await answer(app, given ? withDraft : fromScratch);
  await app.screenshot(`${name}-questions`);
  console.log(`${position}: ${given ? 'edited the draft' : 'wrote a report'} (${facts.split('\n').at(-1)})`);
  await reader.next();
}

async function answer({ browser }: App, options: readonly string[]): Promise<void> {
  for (const option of options) await browser.$(`[data-testid="option-${option}"]`).click();
}

/** By the command line, as the designer of the study would; only an unblinded study tells its arms apart. */
function writeResults(): void {
  ran('study', 'close', study);
  ran('study', 'unblind', study, '--identity', `${study}.identity.txt`, '--reason', 'tour of the demonstration study');
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
