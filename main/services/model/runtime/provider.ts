import { availableParallelism } from 'node:os';

/** Where a model can run, in the order of preference. */
export const PROVIDERS = ['cuda', 'dml', 'coreml', 'webgpu', 'cpu'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** Names for people. */
export const PROVIDER_NAMES: Readonly<Record<Provider, string>> = {
  cuda: 'CUDA',
  dml: 'DirectML',
  coreml: 'CoreML',
  webgpu: 'WebGPU',
  cpu: 'CPU',
};

/** Threads of a run: half of many processors, since twins of one core share the units that these sums keep busy. */
export function defaultThreads(): number {
  const processors = availableParallelism();
  return processors <= 4 ? processors : Math.ceil(processors / 2);
}
