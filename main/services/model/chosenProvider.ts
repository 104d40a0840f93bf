import { mkdir, readFile } from 'node:fs/promises';
import { cpus, release } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { jsonText, onFile, writeWhole } from '#main/services/files.ts';
import type { Quantisation } from '#models/chexagent/architecture.ts';
import { userFolder } from './places.ts';
import { probeProviders, type ProbeOptions, type ProviderProbe } from './providers.ts';
import type { StartRuntime } from './runtime/fork.ts';
import { PROVIDERS } from './runtime/provider.ts';

const trial = z.object({
  provider: z.string(),
  milliseconds: z.number().nullable(),
  difference: z.number().nullable(),
  reason: z.string().nullable(),
});
const probe = z.object({ provider: z.enum(PROVIDERS), reason: z.string(), trials: z.array(trial) });
const remembered = z.record(z.string(), probe);

/** Where the outcome of probes is kept. */
export function providersFile(): string {
  return join(userFolder(process.platform, process.env), 'providers.json');
}

/**
 * The provider for models of this precision on this machine: probed once, then remembered as long as program, system and
 * processor are the same. `anew` probes again. A machine too busy to try even the CPU is asked again the next time.
 */
export async function chosenProvider(
  start: StartRuntime,
  quantisation: Quantisation,
  threads: number,
  options: ProbeOptions & { readonly file: string; readonly program: string; readonly anew?: boolean },
): Promise<ProviderProbe> {
  const key = [quantisation, options.program, process.platform, release(), cpus()[0]?.model ?? '', threads].join(' | ');
  const known = await readRemembered(options.file);
  const before = known[key];
  if (before && !options.anew) return before;
  const found = await probeProviders(start, quantisation, threads, options);
  if (found.trials.every(({ milliseconds }) => milliseconds === null)) return found;
  await onFile(options.file, () => mkdir(dirname(options.file), { recursive: true }));
  await writeWhole(options.file, jsonText({ ...known, [key]: found }));
  return found;
}

/** An unreadable memory is no memory. */
async function readRemembered(file: string): Promise<z.infer<typeof remembered>> {
  try {
    return remembered.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return {};
  }
}
