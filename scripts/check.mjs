// All that can be said of the code without opening the window: `npm run check`.
import { pathToFileURL } from 'node:url';
import { runSteps, toolStep } from './steps.mjs';

const layers = ['pure', 'main', 'renderer', 'test', 'scripts'];

export const checkSteps = [
  toolStep('format', 'prettier', '--check', '--log-level', 'warn', '.'),
  toolStep('lint', 'eslint', '.'),
  ...layers.map((layer) => toolStep(`types ${layer}`, 'tsc', '-p', `tsconfig.${layer}.json`)),
  toolStep(
    'svelte-check',
    'svelte-check',
    '--tsconfig',
    'tsconfig.renderer.json',
    '--fail-on-warnings',
    '--output',
    'human',
  ),
  toolStep(
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
  toolStep('dead code', 'knip', '--no-progress'),
  toolStep('unit tests', 'vitest', 'run'),
];

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = (await runSteps(checkSteps)) ? 0 : 1;
}
