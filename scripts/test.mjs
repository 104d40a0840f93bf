// `npm test`: everything, from a clean clone on.
import { setUp } from './setup.mjs';

/** Imported after set-up only: these need packages. */
async function runAll() {
  const { build } = await import('./build.mjs');
  const { checkSteps } = await import('./check.mjs');
  const { endToEnd } = await import('./e2e.mjs');
  const { runSteps } = await import('./steps.mjs');
  return runSteps([
    { name: 'build', run: () => build([], console.log) },
    ...checkSteps,
    { name: 'end to end', run: () => endToEnd() },
  ]);
}

process.exitCode = (await setUp({ driver: true })) && (await runAll()) ? 0 : 1;
