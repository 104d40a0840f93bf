import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { briefPlan } from '#models/training/brief.ts';
import { launchApp, type App } from './support/app.ts';
import { takePictures } from './support/pictures.ts';
import { usedBefore } from './support/studies.ts';

/** Machines of tests are busy; what is aimed at is a minute for the whole. */
const PATIENCE = 240_000;

describe('training in the app', function () {
  this.timeout(2 * PATIENCE);
  const userData = usedBefore();
  let app: App;

  before(async () => {
    app = await launchApp({ userData });
  });
  after(() => app.close());

  it('is reached from the models, explains the stages and shows the phantoms before anything is trained', async () => {
    await at('to-models').click();
    await at('to-training').click();
    await at('training-idle').waitForExist();
    await at('phantom').waitForExist({ timeout: 60_000 });
    assert.equal(await app.browser.$$('[data-testid="phantom"]').length, 3);
    const parts = await app.browser.$$('[data-testid="stage"] svg[role="img"]:first-of-type').map((each) => {
      return each.getAttribute('aria-label');
    });
    assert.match(parts[2] ?? '', /Learns: bridge\. Frozen: tower, decoder\./);
    await takePictures(app, 'training-idle', ['light', 'dark']);
  });

  it('starts a run from a seed, shows its films and steps as they come, pauses and goes on', async () => {
    await at('training-seed').setValue('7');
    await at('start-training').click();
    await app.browser.$('[data-testid="training-status"][data-part="films"]').waitForExist({ timeout: PATIENCE });
    await app.browser.$('[data-testid="training-status"][data-part="stages"]').waitForExist({ timeout: PATIENCE });
    await app.browser.waitUntil(async () => (await stepsDone()) > 4, { timeout: PATIENCE });
    await takePictures(app, 'training-running', ['light', 'dark']);
    await at('pause-training').click();
    await app.browser.$('[data-testid="training-status"][data-phase="paused"]').waitForExist({ timeout: 30_000 });
    const steps = await stepsDone();
    assert.ok(steps > 0);
    await at('resume-training').click();
    await app.browser.waitUntil(async () => (await stepsDone()) > steps, { timeout: PATIENCE });
    await at('pause-training').click();
    await at('resume-training').waitForExist({ timeout: 30_000 });
  });

  it('shows a run to its end: drafts of every stage, figures, and the model among the models', async () => {
    await app.close();
    planRun('brief-seed-8');
    app = await launchApp({ userData });
    await at('to-models').click();
    await at('to-training').click();
    await at('training-run').selectByAttribute('value', 'brief-seed-8');
    await at('resume-training').click();
    await at('training-figures').waitForExist({ timeout: PATIENCE });
    const drafts = await app.browser.$$('[data-testid="sample-draft"]').map((each) => each.getText());
    assert.equal(drafts.length, 15);
    assert.ok(drafts.every((text) => text !== ''));
    await takePictures(app, 'training-done', ['light', 'dark']);
    await at('install-run').click();
    await app.browser.$('[data-testid="install-run"][disabled]').waitForExist();
    await at('back').click();
    await at('model').waitForExist();
    assert.match(await at('model').getText(), /brief-seed-8/);
  });

  /** As it would be after Start, with one step a stage. */
  function planRun(name: string): void {
    const plan = briefPlan(8);
    const stages = plan.stages.map(({ stage, schedule }) => ({ stage, schedule: { ...schedule, steps: 1 } }));
    const folder = join(userData, 'training', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'plan.json'), JSON.stringify({ ...plan, patients: 8, stages }));
  }

  async function stepsDone(): Promise<number> {
    return Number(await at('training-status').getAttribute('data-steps'));
  }

  function at(name: string): ReturnType<typeof app.browser.$> {
    return app.browser.$(`[data-testid="${name}"]`);
  }
});
