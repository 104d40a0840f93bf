import assert from 'node:assert/strict';
import { labelReport } from '#models/training/labels/label.ts';
import { demoSeed } from '#studies/demo/demo.ts';
import { caseRandom, planCase } from '#studies/demo/plan.ts';
import { launchApp, type App } from './support/app.ts';
import { takePictures } from './support/pictures.ts';
import { scratchFolder } from './support/studies.ts';

describe('the first start', function () {
  this.timeout(180_000);
  let app: App;
  after(() => app.close());

  it('leads to the draft of a phantom by the model that is there, right about what is plain to see', async () => {
    const began = Date.now();
    app = await launchApp({ userData: scratchFolder('user') });
    await at('to-models').click();
    await at('to-asking').click();
    await at('take-phantom').click();
    await at('ask-task').selectByAttribute('value', 'findings-generation');
    await at('ask').waitForEnabled();
    await at('ask').click();
    await at('ask-answer').waitForExist({ timeout: 120_000 });
    console.log(`from first start to a drafted report: ${((Date.now() - began) / 1000).toFixed(1)} s`);
    const text = await at('ask-answer').getText();
    const [film] = planCase(caseRandom(demoSeed, 0), 0).current;
    const labels = labelReport(text);
    for (const { kind, side } of film?.findings ?? []) {
      assert.ok(
        labels.some((label) => label.kind === kind && label.side === side && label.state === 'present'),
        `${side} ${kind} in: ${text}`,
      );
    }
    await takePictures(app, 'asking-phantom', ['light', 'dark']);
  });

  it('gives another phantom each time', async () => {
    const before = await at('ask-film').getText();
    await at('take-phantom').click();
    await app.browser.waitUntil(async () => (await at('ask-film').getText()) !== before);
  });

  function at(name: string) {
    return app.browser.$(`[data-testid="${name}"]`);
  }
});
