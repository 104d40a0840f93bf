import { describe, expect, it } from 'vitest';
import { probeProviders, providerNamed } from '#main/services/model/providers.ts';
import type { StartRuntime } from '#main/services/model/runtime/fork.ts';
import type { FromRuntime } from '#main/services/model/runtime/messages.ts';
import { chooseProvider, TOLERANCE } from '#models/chexagent/provider/choose.ts';
import { probeDifference } from '#models/chexagent/provider/probeRun.ts';
import { buildRuntime, starter } from '#test/tools/runtimeBuild.ts';
import { swiftShader } from '#test/tools/swiftShader.ts';

const environment = swiftShader();
const runtime = await buildRuntime();

describe('the probe of this machine', () => {
  it('tries what the runtime knows, and says why each was not taken', async () => {
    // No Vulkan driver: what is missing must be found wanting, and not be fatal.
    const probe = await probeProviders(starter(runtime, { VK_DRIVER_FILES: '/nowhere' }), 'int8', 2);
    expect(probe.reason).toMatch(/^fastest that agrees with the CPU \(\d+ ms\)/);
    const cpu = probe.trials.find((trial) => trial.provider === 'cpu');
    expect(cpu).toMatchObject({ difference: 0, reason: null });
    for (const trial of probe.trials.filter((each) => each.milliseconds === null)) {
      expect(trial.difference).toBeNull();
      expect(trial.reason).toMatch(/can't run on|ended/);
    }
  }, 240_000);

  it.skipIf(!environment)(
    'finds WebGPU on a software driver in agreement, and slower',
    async () => {
      const probe = await probeProviders(starter(runtime, environment ?? {}), 'int8', 2, { patience: 200_000 });
      const trial = probe.trials.find((each) => each.provider === 'webgpu');
      expect(trial?.difference).toBeLessThan(TOLERANCE);
      expect(probe.provider).toBe('cpu');
      expect(probe.reason).toMatch(/WebGPU: \d+ ms/);
    },
    240_000,
  );
});

describe('a provider that is slow', () => {
  /** Processes whose answer to a probe of the provider never comes, although they live on when they are told to go. */
  function stuck(name: string, ended: string[] = []): StartRuntime {
    return () => {
      let deaf = false;
      const listeners: ((message: FromRuntime) => void)[] = [];
      const tell = (message: FromRuntime) => setTimeout(() => listeners.forEach((listener) => listener(message)), 0);
      return {
        post(message) {
          if (!('ask' in message)) return;
          const { id, ask, input } = message;
          if (ask === 'about') tell({ id, output: { providers: ['webgpu', 'cpu'], version: '1' } });
          deaf = ask === 'probe' && (input as { provider: string }).provider === name;
          if (ask === 'probe' && !deaf) tell({ id, output: { values: Float32Array.of(1, 2), milliseconds: 7 } });
        },
        onMessage: (listener) => listeners.push(listener),
        onExit: () => {},
        kill: () => void (deaf && ended.push(name)),
      };
    };
  }

  it('loses after its time, its reason is said in words, and its process is ended', async () => {
    const ended: string[] = [];
    const probe = await probeProviders(stuck('webgpu', ended), 'int4', 1, { patience: 50 });
    expect(probe.provider).toBe('cpu');
    expect(probe.trials).toEqual([
      { provider: 'webgpu', milliseconds: null, difference: null, reason: 'It gave no answer within 0.05 s' },
      { provider: 'cpu', milliseconds: 7, difference: 0, reason: null },
    ]);
    expect(probe.reason).toMatch(/WebGPU: It gave no answer within 0\.05 s/);
    expect(ended).toEqual(['webgpu']);
  });

  it('leaves the CPU, where that is the slow one', async () => {
    const probe = await probeProviders(stuck('cpu'), 'int4', 1, { patience: 50 });
    expect(probe).toMatchObject({ provider: 'cpu', trials: [{ provider: 'cpu', milliseconds: null }] });
  });

  it('is left at once when the trial is cancelled', async () => {
    const stop = new AbortController();
    const probe = probeProviders(stuck('webgpu'), 'int4', 1, { patience: 60_000, signal: stop.signal });
    setTimeout(() => stop.abort(), 100);
    await expect(probe).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('the choice', () => {
  const trial = (provider: string, milliseconds: number | null, difference: number | null) => ({
    provider,
    milliseconds,
    difference,
    reason: null,
  });
  it.each([
    ['the fastest', [trial('cuda', 5, 0.01), trial('webgpu', 9, 0.01), trial('cpu', 50, 0)], 'cuda'],
    ['not one that disagrees', [trial('cuda', 5, 0.2), trial('webgpu', 9, 0.01), trial('cpu', 50, 0)], 'webgpu'],
    ['not one that failed', [trial('cuda', null, null), trial('cpu', 50, 0)], 'cpu'],
    ['the CPU when it is the fastest', [trial('webgpu', 90, 0), trial('cpu', 50, 0)], 'cpu'],
  ])('is %s', (_name, trials, expected) => {
    expect(chooseProvider(trials)?.provider).toBe(expected);
  });

  it('is none where nothing runs', () => {
    expect(chooseProvider([trial('cpu', null, null)])).toBeNull();
  });
});

describe('the difference of two runs', () => {
  it('is in parts of the largest value, and beyond measure for what is no number', () => {
    expect(probeDifference(Float32Array.of(1, -4, 2), Float32Array.of(1, -4, 1))).toBe(0.25);
    expect(probeDifference(Float32Array.of(1), Float32Array.of(Number.NaN))).toBe(Number.POSITIVE_INFINITY);
    expect(probeDifference(Float32Array.of(1), Float32Array.of(1, 2))).toBe(Number.POSITIVE_INFINITY);
  });
});

it('a provider by another name is refused', () => {
  expect(providerNamed('WebGPU')).toBe('webgpu');
  expect(() => providerNamed('tpu')).toThrow(/provider-unknown.*tpu/);
});
