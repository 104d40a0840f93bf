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
import { connectRuntime, type RuntimeClient } from './runtime/connect.ts';
import type { StartRuntime } from './runtime/fork.ts';
import { PROVIDER_NAMES, PROVIDERS, type Provider } from './runtime/provider.ts';

/** A provider that doesn't answer within this has lost, ms: the first start must not wait for it. */
const PATIENCE = 20_000;

export interface ProbeOptions {
  /** Milliseconds that each provider has. */
  readonly patience?: number;
  /** Ends it all. */
  readonly signal?: AbortSignal;
}

export interface ProviderProbe {
  readonly provider: Provider;
  /** Why this one, in words. */
  readonly reason: string;
  readonly trials: readonly ProviderTrial[];
}

/**
 * Tries every provider of this machine on a small graph in the model's precision, each in a process of its own and for a
 * limited time, and compares it with the CPU. Takes the fastest that agrees; the CPU where even that is too slow to be
 * compared with. Throws cancelled, and what keeps the CPU from running at all.
 */
export async function probeProviders(
  start: StartRuntime,
  quantisation: Quantisation,
  threads: number,
  options: ProbeOptions = {},
): Promise<ProviderProbe> {
  const folder = await mkdtemp(join(tmpdir(), 'chexstudy-probe-'));
  try {
    const precision = quantisation === 'mixed' ? 'int4' : quantisation;
    await writeGraph(folder, 'probe.onnx', probeGraph(precision, 'probe.onnx.data'));
    const file = join(folder, 'probe.onnx');
    const probe = (provider: Provider) =>
      asking(start, options, (runtime) => runtime.ask('probe', { file, provider, threads }));
    const known = await knownProviders(start, options);
    const expected = await orSlow(probe('cpu'));
    if (typeof expected === 'string') return { provider: 'cpu', reason: expected, trials: [failed('cpu', expected)] };
    const trials: ProviderTrial[] = [];
    for (const provider of known) {
      const run = provider === 'cpu' ? expected : await orReason(probe(provider), options);
      trials.push(trialOf(provider, expected, run));
    }
    const best = chooseProvider(trials);
    const provider = PROVIDERS.find((name) => name === best?.provider) ?? 'cpu';
    return { provider, reason: reasonOf(provider, trials), trials };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function knownProviders(start: StartRuntime, options: ProbeOptions): Promise<Provider[]> {
  const { providers } = await asking(start, options, (runtime) => runtime.ask('about', {}));
  return PROVIDERS.filter((provider) => providers.includes(provider));
}

/** One ask of a process of its own, which is ended when the time is over: throws runtime-slow or cancelled then. */
async function asking<T>(
  start: StartRuntime,
  { patience = PATIENCE, signal }: ProbeOptions,
  ask: (runtime: RuntimeClient) => Promise<T>,
): Promise<T> {
  if (signal?.aborted) throw new Failure('cancelled');
  const runtime = connectRuntime(start());
  let give = (_failure: Failure): void => {};
  // Not left to the end of the process: one that is stuck in a driver may take its time to go.
  const given = new Promise<never>((_, reject) => (give = reject));
  const timer = setTimeout(() => give(new Failure('runtime-slow', { seconds: patience / 1000 })), patience);
  const cancel = (): void => give(new Failure('cancelled'));
  signal?.addEventListener('abort', cancel);
  try {
    return await Promise.race([ask(runtime), given]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
    runtime.close();
  }
}

/** The run, or why there was none, in words. */
async function orReason(run: Promise<ProbeRun>, { signal }: ProbeOptions): Promise<ProbeRun | string> {
  try {
    return await run;
  } catch (thrown) {
    if (signal?.aborted) throw thrown;
    return failureWords(toFailureData(thrown));
  }
}

async function orSlow(run: Promise<ProbeRun>): Promise<ProbeRun | string> {
  try {
    return await run;
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.code !== 'runtime-slow') throw thrown;
    return failureWords(thrown);
  }
}

function failed(provider: Provider, reason: string): ProviderTrial {
  return { provider, milliseconds: null, difference: null, reason };
}

function trialOf(provider: Provider, expected: ProbeRun, run: ProbeRun | string): ProviderTrial {
  if (typeof run === 'string') return failed(provider, run);
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
