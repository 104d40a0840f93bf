import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchApp, type App } from './support/app.ts';
import { commandLine } from './support/command-line.ts';
import { writeHospitalFolder } from './support/films.ts';
import { keyboardOf, type Keyboard } from './support/keyboard.ts';
import { takePictures } from './support/pictures.ts';
import { scratchFolder, usedBefore } from './support/studies.ts';

describe('the protocol editor', function () {
  this.timeout(300_000);
  const userData = usedBefore();
  const file = join(scratchFolder('protocol'), 'protocol.json');
  let app: App;
  let keyboard: Keyboard;

  before(async () => {
    app = await launchApp({ userData });
    keyboard = keyboardOf(app);
    await app.inMain(({ dialog }, path) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath: path });
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
    }, file);
  });
  after(() => app.close());

  it('begins with a template and is all there for the keyboard', async () => {
    await keyboard.reach('to-design');
    await app.browser.keys('Enter');
    await at('template-chexagent-v2').waitForExist();
    await takePictures(app, 'design-start', ['light', 'dark']);
    await keyboard.reach('template-chexagent-v2');
    await app.browser.keys('Enter');
    await at('no-faults').waitForExist();
    assert.equal(await at('total-reads').getText(), '240');
    assert.equal(await app.browser.$$('[data-testid="question-card"]').length, 6);
    await takePictures(app, 'design', ['light', 'dark']);
  });

  it('says beside the field what is wrong and what to do, and takes it back', async () => {
    await focus('field-title-en');
    await app.browser.keys(['Control', 'a']);
    await app.browser.keys('Delete');
    await at('fault-list').waitForExist();
    const words = await at('faults').getText();
    assert.match(words, /Nothing stands here\. Write something here\./);
    assert.equal(await field('field-title-en').getAttribute('aria-invalid'), 'true');
    await takePictures(app, 'design-fault', ['light', 'dark']);
    await app.browser.keys(['Control', 'z']);
    await at('no-faults').waitForExist();
    await app.browser.keys(['Control', 'y']);
    await at('fault-list').waitForExist();
    await app.browser.keys([...'A study of ours']);
    await at('no-faults').waitForExist();
  });

  it('adds a question, moves it, renames an arm everywhere, and saves by keys alone', async () => {
    for (const section of ['questions', 'endpoints']) {
      await app.browser.execute((name) => document.getElementById(`section-${name}`)?.scrollIntoView(), section);
      await takePictures(app, `design-${section}`, ['light', 'dark']);
    }
    await focus('field-title-en');
    await keyboard.reach('question-kind');
    await app.browser.keys([...'RADPEER']);
    await keyboard.reach('add-question');
    await app.browser.keys('Enter');
    await app.browser.waitUntil(async () => (await cards()).at(-1) === 'radpeer');
    await focusIn('[data-question="radpeer"] [data-order] button');
    await app.browser.keys('Enter');
    await app.browser.waitUntil(async () => (await cards()).at(-2) === 'radpeer');
    await focus('field-arms-2-id');
    await app.browser.keys(['Control', 'a']);
    await app.browser.keys([...'machine']);
    await app.browser.keys('Tab');
    await at('no-faults').waitForExist();
    assert.equal(await at('protocol-place').getAttribute('data-saved'), 'false');
    await app.browser.keys(['Control', 's']);
    await app.browser.$('[data-testid="protocol-place"][data-saved="true"]').waitForExist();
    const saved = JSON.parse(readFileSync(file, 'utf8')) as {
      title: { en: string };
      groups: { arms: { arm: string }[] }[];
      questionnaire: { id: string }[];
    };
    assert.equal(saved.title.en, 'A study of ours');
    assert.deepEqual(
      saved.groups.map(({ arms }) => arms[1]?.arm),
      ['machine', 'machine'],
    );
    assert.deepEqual(
      saved.questionnaire.slice(-2).map(({ id }) => id),
      ['radpeer', 'remarks'],
    );
    assert.equal(commandLine('protocol', 'check', file).code, 0);
  });

  it('lets an arm show two texts, asks for the other source and for a question about them', async () => {
    await app.browser.$$('[data-testid="with-against"]')[2]!.click();
    await at('fault-list').waitForExist();
    assert.match(await at('faults').getText(), /no question asks which is better/);
    await focus('field-arms-2-against');
    await app.browser.keys([...'resident']);
    await at('question-kind').selectByAttribute('value', 'sides');
    await at('add-question').click();
    await at('no-faults').waitForExist();
    assert.deepEqual((await cards()).slice(-3), ['better', 'better-by', 'better-because']);
    await takePictures(app, 'design-pair-question', ['light', 'dark']);
    await app.browser.execute(() => document.getElementById('section-arms')?.scrollIntoView());
    await takePictures(app, 'design-pair', ['light', 'dark']);
  });

  it('keeps what was not saved, whatever becomes of the window, and opens a file', async () => {
    await focus('field-title-en');
    await app.browser.keys([...'!']);
    await at('back').click();
    await at('to-design').click();
    await at('go-on').click();
    await at('no-faults').waitForExist();
    assert.match(await field('field-title-en').getValue(), /!/);
    await at('back').click();
    await at('to-design').click();
    await at('open-protocol').click();
    await at('replace').click();
    await app.browser.waitUntil(async () => (await field('field-title-en').getValue()) === 'A study of ours');
  });

  it('brings in cases: a dropped folder becomes a contact sheet with warnings, and then a study', async () => {
    const given = scratchFolder('hospital');
    await writeHospitalFolder(given);
    await at('to-cases').click();
    await at('drop-zone').waitForExist();
    await takePictures(app, 'intake-empty', ['light', 'dark']);
    await drop('drop-zone', given);
    await at('contact-sheet').waitForExist({ timeout: 60_000 });
    assert.equal(await app.browser.$$('[data-testid="case-card"]').length, 3);
    assert.match(await at('intake-counts').getText(), /1 report file, 1 file that can’t be used/);
    await at('intake-left-out').$('summary').click();
    assert.match(await at('intake-left-out').getText(), /cut\.dcm: the file ends too early/);
    await takePictures(app, 'intake', ['light', 'dark']);
    await at('only-doubtful').click();
    assert.equal(await app.browser.$$('[data-testid="case-card"]').length, 1);
    await keyboard.reach('look-at-case');
    await app.browser.keys('Enter');
    await at('case-close').waitForExist();
    assert.deepEqual(await marks(), ['Dr. Jane Roe', '03/14/2019']);
    await takePictures(app, 'intake-close', ['light', 'dark']);
    assert.match(await at('mask-texts').$('..').getText(), /\(1\)$/);
    await keyboard.reach('take-film');
    await app.browser.keys(' ');
    assert.match(await at('case-card').getText(), /Case 1 · F · 58 y · lateral · 1 prior film/);
    await takePictures(app, 'intake-film-out', ['dark']);
    await app.browser.keys(['Tab']);
    await app.browser.keys(' ');
    assert.match(await at('intake-sum').getText(), /^2 of 3 cases taken/);
    assert.ok(!(await at('take-case').isEnabled()));
    await app.browser.keys(' ');
    assert.match(await at('intake-sum').getText(), /^3 of 3 cases taken/);
    await keyboard.reach('take-case');
    await app.browser.keys(' ');
    assert.match(await at('intake-sum').getText(), /^2 of 3 cases taken/);
  });

  it('makes a study of the cases that were not left out', async () => {
    const folder = join(scratchFolder('made'), 'study');
    await app.inMain(({ dialog }, path) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath: path });
    }, folder);
    await at('take-cases').click();
    await at('intake-done').waitForExist({ timeout: 60_000 });
    assert.match(await at('intake-done').getText(), /^A study of ours: 2 cases/);
    await takePictures(app, 'intake-done', ['light']);
    assert.match(commandLine('study', 'check', folder).out, /: 2 cases, designing/);
    await at('to-studies').click();
    await app.browser.$('//*[@data-testid="study"][.//*[contains(text(), "A study of ours")]]').waitForExist();
  });

  /** As the system would, with a real folder. */
  async function drop(testId: string, path: string): Promise<void> {
    const place = await at(testId).getElement();
    const [{ x, y }, { width, height }] = [await place.getLocation(), await place.getSize()];
    for (const type of ['dragEnter', 'dragOver', 'drop']) {
      await app.browser.sendCommandAndGetResult('Input.dispatchDragEvent', {
        ...{ type, x: x + width / 2, y: y + height / 2 },
        data: { items: [], files: [path], dragOperationsMask: 1 },
      });
    }
  }

  function marks(): Promise<string[]> {
    return app.browser.execute(() => [...document.querySelectorAll('mark')].map((mark) => mark.textContent ?? ''));
  }

  async function focus(id: string): Promise<void> {
    await focusIn(`#${id}`);
  }

  async function focusIn(selector: string): Promise<void> {
    await app.browser.execute((wanted) => document.querySelector<HTMLElement>(wanted)?.focus(), selector);
  }

  function cards(): Promise<string[]> {
    return app.browser.execute(() =>
      [...document.querySelectorAll<HTMLElement>('[data-testid="question-card"]')].map(
        (card) => card.dataset['question'] ?? '',
      ),
    );
  }

  function field(id: string): ReturnType<typeof app.browser.$> {
    return app.browser.$(`#${id}`);
  }

  function at(name: string): ReturnType<typeof app.browser.$> {
    return app.browser.$(`[data-testid="${name}"]`);
  }
});
