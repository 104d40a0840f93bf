import { expect, it } from 'vitest';
import { providerNamed, probeProviders } from '#main/services/model/providers.ts';
import { buildRuntime, starter } from '#test/tools/runtimeBuild.ts';

const runtime = await buildRuntime();

it('tries what the runtime knows, tells why each was not taken, and takes one that agrees with the CPU', async () => {
  const probe = await probeProviders(starter(runtime), 'int8', 2);
  console.log(probe);
  expect(probe.trials.map((trial) => trial.provider)).toContain('cpu');
});

it('a provider by another name is refused', () => {
  expect(providerNamed('WebGPU')).toBe('webgpu');
  expect(() => providerNamed('tpu')).toThrow(/provider-unknown.*tpu/);
});
