import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { App } from './app.ts';

export type Theme = 'light' | 'dark';
type Size = readonly [width: number, height: number];

const SIZES: readonly Size[] = [
  [1366, 768],
  [2560, 1440],
];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Takes the view at every size in the themes, and lets axe look at it. */
export async function takePictures(
  app: App,
  name: string,
  themes: readonly Theme[],
  sizes: readonly Size[] = SIZES,
): Promise<void> {
  for (const theme of themes) {
    await app.inMain((electron, source) => {
      electron.nativeTheme.themeSource = source;
    }, theme);
    for (const [width, height] of sizes) {
      await app.resize(width, height);
      await drawn(app);
      await app.screenshot(`${name}-${theme}-${width}x${height}`);
    }
    assert.deepEqual(await complaintsOfAxe(app), [], `${name}, ${theme}`);
  }
}

/** The frame after the one in which the view took its new size: nothing in it moves by itself. */
async function drawn({ browser }: App): Promise<void> {
  await browser.execute(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );
}

async function complaintsOfAxe({ browser }: App): Promise<string[]> {
  // The policy forbids evaluated scripts; the driver's own world does not.
  if (!(await browser.execute(() => 'axe' in window))) await browser.execute(axe);
  return browser.execute(async () => {
    type Found = { violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] };
    type Axe = { run(options: { resultTypes: ['violations'] }): Promise<Found> };
    const { violations } = await (window as unknown as { axe: Axe }).axe.run({ resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
    );
  });
}
