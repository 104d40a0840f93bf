// All that can be said of the code without opening the window: `npm run check`.
import { pathToFileURL } from 'node:url';
import { besideStep, runSteps, toolStep } from './steps.mjs';

const layers = ['pure', 'main', 'renderer', 'test', 'scripts'];

export const checkSteps = [
  // The longest first: the others fill the cores beside it.
  besideStep('lint', 'eslint', '.'),
  besideStep('format', 'prettier', '--check', '--log-level', 'warn', '.'),
  ...layers.map((layer) => besideStep(`types ${layer}`, 'tsc', '-p', `tsconfig.${layer}.json`)),
  besideStep(
    'svelte-check',
    'svelte-check',
    '--tsconfig',
    'tsconfig.renderer.json',
    '--fail-on-warnings',
    '--output',
    'human',
  ),
  besideStep(
    'borders',
    'depcruise',
    '--config',
    '.dependency-cruiser.cjs',
    'core',
    'models',
    'studies',
    'main',
    'renderer',
    'test',
  ),
  besideStep('dead code', 'knip', '--no-progress'),
  toolStep('unit tests', 'vitest', 'run'),
];

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = (await runSteps(checkSteps)) ? 0 : 1;
}
