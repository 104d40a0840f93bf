import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode, encode } from 'fast-png';
import { root } from '#scripts/folders.mjs';
import { launchApp, type App } from './support/app.ts';
import { commandJson } from './support/command-line.ts';
import { FILM_SECRETS, writeLabelledFilm } from './support/films.ts';
import { takePictures } from './support/pictures.ts';
import { scratchFolder, usedBefore } from './support/studies.ts';
import { answersSeen, pageSeen, watchAnswers } from './support/watch.ts';

/** What the model answers to every question; no token of its small vocabulary comes twice in it. */
const SAYS = '<|ref|>heart<|/ref|><|box|>12,34 56;78<|/box|>';
/** The same in parts of the film. */
const BOX = { left: 0.12, top: 0.34, right: 0.56, bottom: 0.78 };
/** An upright picture: its box is no square, though the model saw one. */
const PICTURE = { width: 300, height: 450 };
/** The colour of what is marked, from renderer/styles/tokens.css. */
const MARK = [0xf2, 0xc1, 0x4e];

describe('asking a model about a film', function () {
  this.timeout(120_000);
  const userData = usedBefore();
  const place = scratchFolder('asking');
  const picture = join(place, 'film.png');
  let app: App;

  before(async () => {
    const checkpoint = join(place, 'checkpoint');
    const make = ['test/tools/run.mjs', 'test/tools/makeCheckpoint.ts', checkpoint, '--says', SAYS];
    execFileSync(process.execPath, make, { cwd: root });
    mkdirSync(join(userData, 'models'), { recursive: true });
    commandJson('model', 'convert', checkpoint, '--out', join(userData, 'models', 'pointing'), '--quant', 'int8');
    writeLabelledFilm(place, 'chest.dcm');
    writePicture(picture);
    app = await launchApp({ userData });
    await watchAnswers(app);
    await at('to-models').click();
    await at('to-asking').click();
    await at('asking-empty').waitForExist();
  });
  after(() => app.close());

  it('needs a film, and tells what it may be', async () => {
    await takePictures(app, 'asking-empty', ['light', 'dark']);
    assert.equal(await at('ask').isEnabled(), false);
    await choose(picture);
    assert.equal(await at('ask').isEnabled(), true);
  });

  it('draws the box where the model saw it, on the film as it is shown', async () => {
    await at('ask-phrase').setValue('heart');
    await app.browser.keys('Enter');
    await at('ask-answer').waitForExist({ timeout: 60_000 });
    assert.equal(await at('ask-answer').getAttribute('data-kind'), 'boxes');
    assert.match(await at('ask-box').getText(), /1\s*heart\s*12, 34 to 56, 78 %/);
    assert.equal(await at('mark').getText(), '1 heart');
    await takePictures(app, 'asking', ['light', 'dark']);
    await markIs(fitted);
    assert.deepEqual(await borderColour(), MARK);
  });

  it('follows zoom and pan, and goes with its key', async () => {
    await at('pane').click();
    await app.browser.keys('z');
    await app.browser.keys('ArrowLeft');
    await markIs((pane) => {
      const scale = 1.2 * Math.min(pane.width / PICTURE.width, pane.height / PICTURE.height);
      return {
        scale,
        left: pane.width / 2 - (PICTURE.width * scale) / 2 + pane.width * 0.1,
        top: pane.height / 2 - (PICTURE.height * scale) / 2,
      };
    });
    await app.browser.keys('r');
    await markIs(fitted);
    await app.browser.keys('o');
    await at('mark').waitForExist({ reverse: true });
    assert.equal(await at('toggle-marks').isSelected(), false);
    await at('toggle-marks').click();
    await at('mark').waitForExist();
  });

  it('lets no word of a header through, and refuses what is no chest until it is told to take it', async () => {
    await choose(join(place, 'chest.dcm'));
    await at('ask').click();
    await at('mark').waitForExist({ timeout: 60_000 });
    const seen = [...(await answersSeen(app)), ...(await pageSeen(app))].join('\n');
    for (const secret of FILM_SECRETS) assert.ok(!seen.includes(secret), secret);
    writeLabelledFilm(place, 'hand.dcm', '', 'HAND');
    await chooseFile(join(place, 'hand.dcm'));
    await at('film-refused').waitForExist();
    assert.match(await at('film-refused').getText(), /hand\.dcm: not a human chest radiograph \(body part HAND\)/);
    await takePictures(app, 'asking-refused', ['light']);
    await at('take-refused').click();
    await named('hand.dcm');
    await at('back').click();
    await at('models').waitForExist();
  });

  function at(name: string): ReturnType<typeof app.browser.$> {
    return app.browser.$(`[data-testid="${name}"]`);
  }

  async function choose(file: string): Promise<void> {
    await chooseFile(file);
    await named(file.split('/').at(-1) ?? '');
    await app.browser.$('[data-testid="pane"][data-painted="true"]').waitForExist();
  }

  async function chooseFile(file: string): Promise<void> {
    await app.inMain(({ dialog }, path) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
    }, file);
    await at('choose-film').click();
  }

  async function named(name: string): Promise<void> {
    await app.browser.waitUntil(async () => (await at('ask-film').getText()) === name, { timeoutMsg: `no ${name}` });
  }

  /** In the pixels of the window, in the middle of the box's left side. */
  async function borderColour(): Promise<number[]> {
    const [x, y] = await app.browser.execute(() => {
      const { left, top, height } = document.querySelector('[data-testid="mark"]')!.getBoundingClientRect();
      return [Math.round((left + 1) * devicePixelRatio), Math.round((top + height / 2) * devicePixelRatio)];
    });
    const { width, channels, data } = decode(Buffer.from(await app.browser.takeScreenshot(), 'base64'));
    const start = ((y ?? 0) * width + (x ?? 0)) * channels;
    return [...data.subarray(start, start + 3)];
  }

  type Size = { width: number; height: number };
  type Placed = { scale: number; left: number; top: number };

  function fitted(pane: Size): Placed {
    const scale = Math.min(pane.width / PICTURE.width, pane.height / PICTURE.height);
    return { scale, left: (pane.width - PICTURE.width * scale) / 2, top: (pane.height - PICTURE.height * scale) / 2 };
  }

  /** The box on the screen is where a ruler would draw it. */
  async function markIs(place: (pane: Size) => Placed): Promise<void> {
    const { pane, mark } = await app.browser.execute(() => {
      const rectangle = (name: string) => {
        const { left, top, width, height } = document.querySelector(`[data-testid="${name}"]`)!.getBoundingClientRect();
        return { left, top, width, height };
      };
      return { pane: rectangle('pane'), mark: rectangle('mark') };
    });
    const { scale, left, top } = place(pane);
    const expected = {
      left: pane.left + left + BOX.left * PICTURE.width * scale,
      top: pane.top + top + BOX.top * PICTURE.height * scale,
      width: (BOX.right - BOX.left) * PICTURE.width * scale,
      height: (BOX.bottom - BOX.top) * PICTURE.height * scale,
    };
    for (const side of ['left', 'top', 'width', 'height'] as const) {
      const difference = Math.abs(mark[side] - expected[side]);
      assert.ok(difference < 1, `${side}: ${mark[side]} for ${expected[side]}`);
    }
  }
});

/** A grey picture of PICTURE's size. */
function writePicture(file: string): void {
  const { width, height } = PICTURE;
  const data = Uint8Array.from({ length: width * height }, (_, index) => {
    const [x, y] = [(index % width) / width - 0.5, Math.floor(index / width) / height - 0.5];
    return 60 + 150 * Math.exp(-20 * (x + 0.15) ** 2 - 12 * y ** 2);
  });
  writeFileSync(file, encode({ width, height, channels: 1, depth: 8, data }));
}
