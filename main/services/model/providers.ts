import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure, toFailureData } from '#core/errors.ts';
import { failureWords } from '#core/messages/messages.ts';
import type { Quantisation } from '#models/chexagent/architecture.ts';
import { chooseProvider, TOLERANCE, type ProviderTrial } from '#models/chexagent/provider/choose.ts';
import { probeGraph } from '#models/chexagent/provider/probeModel.ts';
import { probeDifference, type ProbeRun } from '#models/chexagent/provider/probeRun.ts';
import { writeGraph } from './graphFiles.ts';
import { connectRuntime } from './runtime/connect.ts';
import type { StartRuntime } from './runtime/fork.ts';
import { PROVIDER_NAMES, PROVIDERS, type Provider } from './runtime/provider.ts';

/** A provider that doesn't answer within this is as good as absent. */
const PATIENCE = 30_000;

export interface ProviderProbe {
  readonly provider: Provider;
  /** Why this one, in words. */
  readonly reason: string;
  readonly trials: readonly ProviderTrial[];
}

/**
 * Tries every provider of this machine on a small graph in the model's precision, each in a process of its own, and
 * compares it with the CPU. Takes the fastest that agrees.
 */
export async function probeProviders(
  start: StartRuntime,
  quantisation: Quantisation,
  threads: number,
): Promise<ProviderProbe> {
  const folder = await mkdtemp(join(tmpdir(), 'chexstudy-probe-'));
  try {
    const precision = quantisation === 'mixed' ? 'int4' : quantisation;
    await writeGraph(folder, 'probe.onnx', probeGraph(precision, 'probe.onnx.data'));
    const file = join(folder, 'probe.onnx');
    const expected = await probeOne(start, file, 'cpu', threads);
    const trials: ProviderTrial[] = [];
    for (const provider of await knownProviders(start)) {
      const run = provider === 'cpu' ? expected : await tryOne(start, file, provider, threads);
      trials.push(trialOf(provider, expected, run));
    }
    const best = chooseProvider(trials);
    const provider = PROVIDERS.find((name) => name === best?.provider) ?? 'cpu';
    return { provider, reason: reasonOf(provider, trials), trials };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function knownProviders(start: StartRuntime): Promise<Provider[]> {
  const runtime = connectRuntime(start());
  try {
    const { providers } = await runtime.ask('about', {});
    return PROVIDERS.filter((provider) => providers.includes(provider));
  } finally {
    runtime.close();
  }
}

async function tryOne(
  start: StartRuntime,
  file: string,
  provider: Provider,
  threads: number,
): Promise<ProbeRun | string> {
  try {
    return await probeOne(start, file, provider, threads);
  } catch (thrown) {
    return failureWords(toFailureData(thrown));
  }
}

async function probeOne(start: StartRuntime, file: string, provider: Provider, threads: number): Promise<ProbeRun> {
  const runtime = connectRuntime(start());
  const timer = setTimeout(() => runtime.close(), PATIENCE);
  try {
    return await runtime.ask('probe', { file, provider, threads });
  } finally {
    clearTimeout(timer);
    runtime.close();
  }
}

function trialOf(provider: Provider, expected: ProbeRun, run: ProbeRun | string): ProviderTrial {
  if (typeof run === 'string') return { provider, milliseconds: null, difference: null, reason: run };
  const difference = probeDifference(expected.values, run.values);
  const reason = difference > TOLERANCE ? `differs from the CPU by ${(100 * difference).toFixed(1)} %` : null;
  return { provider, milliseconds: run.milliseconds, difference, reason };
}

function reasonOf(chosen: Provider, trials: readonly ProviderTrial[]): string {
  const others = trials
    .filter((trial) => trial.provider !== chosen)
    .map((trial) => {
      const name = PROVIDERS.find((provider) => provider === trial.provider);
      const found = trial.reason ?? `${(trial.milliseconds ?? 0).toFixed(0)} ms`;
      return `${name ? PROVIDER_NAMES[name] : trial.provider}: ${found}`;
    });
  const own = trials.find((trial) => trial.provider === chosen)?.milliseconds ?? 0;
  return [`fastest that agrees with the CPU (${own.toFixed(0)} ms)`, ...others].join('; ');
}

/** A provider as it was named on the command line or in the settings. Throws provider-unknown. */
export function providerNamed(name: string): Provider {
  const found = PROVIDERS.find((provider) => provider === name.toLowerCase());
  if (!found) throw new Failure('provider-unknown', { provider: name, providers: PROVIDERS.join(', ') });
  return found;
}
