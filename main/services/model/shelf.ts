import { mkdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { Failure, toFailureData, type FailureData } from '#core/errors.ts';
import type { SignalPayload } from '#core/ipc/contract.ts';
import { modelBench, provider, type ModelProvider, type ModelRow } from '#core/ipc/models.ts';
import { hashBytes, jsonText, onFile, readJson, writeWhole } from '#main/services/files.ts';
import { MODEL_FILES, type Quantisation } from '#models/chexagent/architecture.ts';
import { chosenProvider } from './chosenProvider.ts';
import { readModelFolder, type ModelFolder } from './modelFolder.ts';
import { listModels, modelBytes } from './places.ts';
import { providerNamed, type ProviderProbe } from './providers.ts';
import { benchPlan, benchSummary } from './benchSummary.ts';
import { connectRuntime, type RuntimeClient } from './runtime/connect.ts';
import type { StartRuntime } from './runtime/fork.ts';
import { defaultThreads, type Provider } from './runtime/provider.ts';

type Work = SignalPayload<'work'>;

const failureData = z.custom<FailureData>((value) => z.object({ code: z.string() }).safeParse(value).success);
const check = z.object({ digest: z.string(), failure: failureData.nullable(), time: z.number() });
const bench = z.object({ digest: z.string(), figures: modelBench });
const shelfFile = z.object({
  format: z.literal(1),
  /** Folders outside the user's own. */
  added: z.array(z.string()),
  /** The last check, by the model's folder. */
  checks: z.record(z.string(), check),
  /** The last benchmark, likewise; files of earlier versions have none. */
  benches: z.record(z.string(), bench).default({}),
  /** Where a person wants a model to run, by its folder; without it the trials decide. */
  providers: z.record(z.string(), provider).default({}),
});
type ShelfFile = z.infer<typeof shelfFile>;

export interface ShelfParts {
  /** Holds `models/` and what this shelf remembers. */
  readonly userData: string;
  /** Folders of models that came with the program. */
  readonly shipped: readonly string[];
  readonly start: StartRuntime;
  readonly version: string;
  now(): number;
  tell(work: Work): void;
}

/** The models that this user's app knows. Conversion, check and benchmark run in a process of their own, one at a time. */
export interface ModelShelf {
  rows(): Promise<ModelRow[]>;
  /** A model folder is added, a checkpoint converted into `models/` first. Throws checkpoint-*, model-*, cancelled. */
  add(folder: string, quantisation: Quantisation): Promise<ModelRow>;
  check(key: string): Promise<ModelRow>;
  bench(key: string): Promise<ModelRow>;
  remove(key: string): Promise<void>;
  cancel(): void;
  /** A reader needs the machine: conversion and check keep still, what is timed ends, nothing new begins. */
  rest(): void;
  goOn(): void;
  /** Where a model is to run. Throws cancelled and reader-signed-in where that has to be tried out first. */
  provider(key: string): Promise<Provider>;
  /** The same with the trials. */
  trials(key: string): Promise<ModelProvider>;
  useProvider(key: string, provider: Provider | null): Promise<void>;
  /** Throws model-missing for a key that it never gave. */
  folderOf(key: string): Promise<string>;
  close(): void;
}

/** Words of the runtime for its steps, as the window's catalogue knows them. */
const STEPS: Readonly<Record<string, Work['step']>> = {
  'converted, MB': 'convert',
  'probe, parts': 'probe',
  'snapshot hashed, files': 'hash',
  'hashed, files': 'hash',
};

export function createModelShelf({ userData, shipped, start, version, now, tell }: ShelfParts): ModelShelf {
  const own = join(userData, 'models');
  const file = join(userData, 'models.json');
  const threads = defaultThreads();
  let working: { runtime: RuntimeClient; stop: AbortController; timed: boolean } | null = null;
  let resting = false;
  let probing = new AbortController();
  const probes = new Map<Quantisation, Promise<ProviderProbe>>();

  async function remembered(): Promise<ShelfFile> {
    try {
      return await readJson(file, shelfFile);
    } catch (thrown) {
      if (thrown instanceof Failure && thrown.code === 'file-missing')
        return { format: 1, added: [], checks: {}, benches: {}, providers: {} };
      throw thrown;
    }
  }

  async function remember(change: (before: ShelfFile) => Partial<ShelfFile>): Promise<void> {
    const before = await remembered();
    await onFile(file, () => mkdir(dirname(file), { recursive: true }));
    await writeWhole(file, jsonText({ ...before, ...change(before) }));
  }

  async function rows(): Promise<ModelRow[]> {
    const { added } = await remembered();
    const installed = (await listModels([own, ...shipped])).map(({ folder }) => folder);
    return Promise.all([...installed, ...added].map(rowOf));
  }

  async function rowOf(folder: string): Promise<ModelRow> {
    const { added, checks, benches } = await remembered();
    const row = { key: keyOf(folder), folder, added: added.includes(folder) };
    try {
      const model = await readModelFolder(folder);
      const last = checks[folder];
      const known = last?.digest === model.digest ? { failure: last.failure, time: last.time } : null;
      const timed = benches[folder]?.digest === model.digest ? benches[folder].figures : null;
      return { ...row, card: cardOf(model), problem: null, check: known, bench: timed };
    } catch (thrown) {
      return { ...row, card: null, problem: toFailureData(thrown), check: null, bench: null };
    }
  }

  async function folderOf(key: string): Promise<string> {
    const found = (await rows()).find((row) => row.key === key);
    if (!found) throw new Failure('model-missing', { folder: key });
    return found.folder;
  }

  /** One piece of work in a process of its own. What is timed is ended at once, the rest clears up. */
  async function work<T>(
    run: (runtime: RuntimeClient, options: Parameters<RuntimeClient['ask']>[2]) => Promise<T>,
    timed = false,
  ) {
    if (resting) throw new Failure('reader-signed-in');
    if (working)
      throw new Failure('bad-input', { where: 'models', reason: 'another conversion, check or benchmark is running' });
    const stop = new AbortController();
    const runtime = connectRuntime(start());
    working = { runtime, stop, timed };
    if (timed) stop.signal.addEventListener('abort', () => runtime.close());
    try {
      return await run(runtime, {
        signal: stop.signal,
        onEvent: (event) => {
          if (event.kind === 'progress') tell({ ...event.progress, step: 'bench' });
          if (event.kind !== 'work') return;
          tell({ step: STEPS[event.what] ?? 'run', done: event.done, total: event.total });
        },
      });
    } catch (thrown) {
      throw timed && stop.signal.aborted ? new Failure('cancelled') : thrown;
    } finally {
      working = null;
      runtime.close();
    }
  }

  async function convert(checkpoint: string, quantisation: Quantisation): Promise<string> {
    await onFile(own, () => mkdir(own, { recursive: true }));
    const out = freeName(join(own, `${basename(checkpoint)}-${quantisation}`));
    const order = { checkpoint, tower: null, out, quantisation };
    const converter = `chexstudy ${version}`;
    const time = new Date(now()).toISOString();
    await work((runtime, options) => runtime.ask('convert', { order, converter, now: time, threads }, options));
    return out;
  }

  async function chosenFor(key: string): Promise<Provider | null> {
    const folder = await folderOf(key);
    return (await remembered()).providers[folder] ?? null;
  }

  async function providerOf(key: string): Promise<Provider> {
    return (await chosenFor(key)) ?? (await probeFor(key)).provider;
  }

  async function probeFor(key: string): Promise<ProviderProbe> {
    if (resting) throw new Failure('reader-signed-in');
    const { manifest } = await readModelFolder(await folderOf(key));
    const { quantisation } = manifest;
    const options = { file: join(userData, 'providers.json'), program: version, signal: probing.signal };
    const probe = probes.get(quantisation) ?? chosenProvider(start, quantisation, threads, options);
    probes.set(quantisation, probe);
    // A failure is no answer: the next one who asks tries again.
    probe.catch(() => probes.delete(quantisation));
    return probe;
  }

  return {
    rows,
    folderOf,
    provider: providerOf,
    async trials(key) {
      const [chosen, probe] = [await chosenFor(key), await probeFor(key)];
      const trials = probe.trials.map((trial) => ({ ...trial, provider: providerNamed(trial.provider) }));
      return { provider: chosen ?? probe.provider, byHand: chosen !== null, trials };
    },
    async useProvider(key, chosen) {
      const folder = await folderOf(key);
      await remember(({ providers: { [folder]: _before, ...others } }) => ({
        providers: chosen === null ? others : { ...others, [folder]: chosen },
      }));
    },
    async add(chosen, quantisation) {
      const folder = resolve(chosen);
      if (!existsSync(join(folder, MODEL_FILES.manifest))) return rowOf(await convert(folder, quantisation));
      await readModelFolder(folder);
      await remember(({ added }) =>
        dirname(folder) === own || added.includes(folder) ? {} : { added: [...added, folder] },
      );
      return rowOf(folder);
    },
    async check(key) {
      const folder = await folderOf(key);
      const { digest } = await readModelFolder(folder);
      const outcome = await work((runtime, options) =>
        runtime.ask('check', { folder, against: null, threads }, options).then(() => null),
      ).catch((thrown: unknown) => toFailureData(thrown));
      if (outcome?.code === 'cancelled') throw new Failure('cancelled');
      await remember(({ checks }) => ({ checks: { ...checks, [folder]: { digest, failure: outcome, time: now() } } }));
      return rowOf(folder);
    },
    async remove(key) {
      const folder = await folderOf(key);
      await remember(({ added }) => ({ added: added.filter((each) => each !== folder) }));
    },
    async bench(key) {
      const folder = await folderOf(key);
      const { digest, manifest } = await readModelFolder(folder);
      const where = await providerOf(key);
      const plan = benchPlan(manifest.architecture);
      const found = await work(async (runtime, options) => {
        tell({ step: 'load', done: 0, total: 1 });
        await runtime.ask('load', { folder, provider: where, threads }, options);
        return runtime.ask('bench', plan, options);
      }, true);
      const figures = { ...benchSummary(plan, found), time: now(), provider: where, threads };
      await remember(({ benches }) => ({ benches: { ...benches, [folder]: { digest, figures } } }));
      return rowOf(folder);
    },
    cancel: () => working?.stop.abort(),
    rest() {
      resting = true;
      probing.abort();
      probing = new AbortController();
      if (working?.timed) working.stop.abort();
      else working?.runtime.rest(true);
    },
    goOn() {
      resting = false;
      working?.runtime.rest(false);
    },
    close: () => working?.runtime.close(),
  };
}

/** The same for a folder for good, and no path. */
function keyOf(folder: string): string {
  return hashBytes(folder).slice(0, 16);
}

function freeName(wanted: string): string {
  let name = wanted;
  for (let number = 2; existsSync(name); number++) name = `${wanted}-${number}`;
  return name;
}

function cardOf({ manifest, digest }: ModelFolder): ModelRow['card'] {
  const { name, quantisation, licence, provenance, assumptions, architecture } = manifest;
  const { decoder, vision } = architecture;
  const { source, converter, created, parameters } = provenance;
  return {
    ...{ name, quantisation, parameters, licence, source, converter, created, digest, assumptions },
    bytes: modelBytes(manifest),
    decoder: { layers: decoder.layers, hidden: decoder.hidden },
    vision: { layers: vision.layers, width: vision.width, size: vision.size },
  };
}
