import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Failure } from '#core/errors.ts';
import { jsonText, onFile, syncFolder, writeNew } from '#main/services/files.ts';
import type { PatientProgress } from '#main/services/progress.ts';
import {
  MODEL_FILES,
  modelManifest,
  type ModelManifest,
  type ProbeValues,
  type Quantisation,
} from '#models/chexagent/architecture.ts';
import { openCheckpoint, type Checkpoint } from '#models/chexagent/checkpoint/checkpoint.ts';
import { exactRun, type OpenGraph } from '#models/chexagent/convert/exactRun.ts';
import { planConversion, type ConversionPlan } from '#models/chexagent/convert/plan.ts';
import { pickProbe, probeOf, probeRows } from '#models/chexagent/convert/probe.ts';
import { openCheckpointFolder, type OpenFolder } from './checkpointFolder.ts';
import { writeGraph, writeHashed, writeSource, type WrittenFile } from './graphFiles.ts';

export interface ConversionOrder {
  /** Folder of the snapshot. */
  readonly checkpoint: string;
  /** Folder of the vision tower's own repository; without it its settings are assumed and the manifest says so. */
  readonly tower: string | null;
  /** The model's folder; must not be there yet. */
  readonly out: string;
  readonly quantisation: Quantisation;
}

export interface ConversionTools {
  readonly open: OpenGraph;
  readonly progress: PatientProgress;
  /** Names this program and its version. */
  readonly converter: string;
  /** The time, ISO 8601. */
  readonly now: string;
}

/**
 * Turns a checkpoint into a model folder. Everything is made in `<out>.partial`, model.json last, which is then renamed:
 * a conversion that was broken off leaves nothing that could be taken for a model, and the next one clears it away.
 * At most one tensor (the head's, 0.5 GB at full size) and one layer are in memory. Throws checkpoint-*, disk-full,
 * file-exists, bad-input.
 */
export async function convertModel(order: ConversionOrder, tools: ConversionTools): Promise<ModelManifest> {
  const files = await openCheckpointFolder(order.checkpoint);
  const tower = order.tower === null ? null : await openCheckpointFolder(order.tower);
  try {
    const checkpoint = await openCheckpoint(files, tower);
    const plan = planConversion(checkpoint, order.quantisation);
    return await inFolderAside(resolve(order.out), plan.bytes, async (aside) => {
      const written = await writePlan(aside, plan, tools);
      const probe = await expectProbe(checkpoint, tools);
      const manifest: ModelManifest = {
        format: 1,
        name: basename(resolve(order.out)),
        architecture: checkpoint.architecture,
        quantisation: order.quantisation,
        ...(checkpoint.films === undefined ? {} : { films: checkpoint.films }),
        ...plan.manifest,
        licence: checkpoint.licence,
        provenance: {
          source: basename(resolve(order.checkpoint)),
          files: await hashSnapshot(files, tools),
          parameters: checkpoint.parameters,
          converter: tools.converter,
          created: tools.now,
        },
        assumptions: [...checkpoint.assumptions],
        files: Object.fromEntries(written.map(({ name, bytes, sha256 }) => [name, { bytes, sha256 }])),
        probe,
      };
      await writeNew(join(aside, MODEL_FILES.manifest), jsonText(modelManifest.parse(manifest)));
      return manifest;
    });
  } finally {
    await files.close();
    await tower?.close();
  }
}

async function writePlan(folder: string, plan: ConversionPlan, tools: ConversionTools): Promise<WrittenFile[]> {
  let done = 0;
  async function onWritten(bytes: number): Promise<void> {
    done += bytes;
    await tools.progress('converted, MB', megabytes(done), megabytes(plan.bytes));
  }
  const written: WrittenFile[] = [];
  for (const { file, text } of plan.texts) written.push(await writeHashed(join(folder, file), text));
  written.push(await writeSource(join(folder, plan.embeddings.file), plan.embeddings.source, onWritten));
  for (const { file, graph } of plan.graphs) written.push(...(await writeGraph(folder, file, graph, onWritten)));
  return written;
}

/** What the checkpoint's own weights give for the probe, in float32. */
async function expectProbe(checkpoint: Checkpoint, tools: ConversionTools): Promise<ProbeValues> {
  const { architecture } = checkpoint;
  const total = architecture.decoder.layers + 2;
  let done = 0;
  const exact = exactRun(checkpoint, tools.open, () => tools.progress('probe, parts', ++done, total));
  const probe = probeOf(architecture);
  const image = await exact.image(probe.patches);
  const before = await exact.embed(probe.before);
  const after = await exact.embed(probe.after);
  const rows = probeRows(probe, architecture.decoder.hidden, image, (ids) => (ids === probe.before ? before : after));
  const logits = await exact.logits(rows, rows.length / architecture.decoder.hidden - 1);
  return pickProbe(image, logits, architecture.tokens.used);
}

async function hashSnapshot(folder: OpenFolder, tools: ConversionTools): Promise<Record<string, string>> {
  const names = folder.names.filter((name) => name === 'config.json' || name.endsWith('.safetensors'));
  const hashes: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const told = () => tools.progress('snapshot hashed, files', index, names.length);
    hashes[name] = await hashFile(join(folder.path, name), told);
    await tools.progress('snapshot hashed, files', index + 1, names.length);
  }
  return hashes;
}

/** SHA-256 of a file of any size; `between` is waited for now and then. */
export async function hashFile(file: string, between: () => void | Promise<void>): Promise<string> {
  const hash = createHash('sha256');
  let pieces = 0;
  await onFile(file, async () => {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
      hash.update(chunk as Buffer);
      if (++pieces % REST_EVERY === 0) await between();
    }
  });
  return hash.digest('hex');
}

/** Mebibytes of hashing between two chances to rest: a fraction of a second. */
const REST_EVERY = 64;

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}

const OWNER = 'converting.pid';

/** Makes a folder of a known size beside its place, then renames it; removes it when anything fails. */
async function inFolderAside<T>(out: string, bytes: number, fill: (aside: string) => Promise<T>): Promise<T> {
  if (await isThere(out)) throw new Failure('file-exists', { file: out });
  const aside = `${out}.partial`;
  await clearLeftovers(aside);
  await onFile(aside, () => mkdir(aside, { recursive: true }));
  try {
    await checkSpace(aside, bytes);
    await onFile(aside, () => writeFile(join(aside, OWNER), String(process.pid)));
    const result = await fill(aside);
    await rm(join(aside, OWNER));
    await onFile(out, async () => {
      await syncFolder(aside);
      await rename(aside, out);
      await syncFolder(dirname(out));
    });
    return result;
  } catch (thrown) {
    await rm(aside, { recursive: true, force: true });
    throw thrown;
  }
}

/** An earlier conversion's remains; a conversion that still runs is left alone. Throws bad-input. */
async function clearLeftovers(aside: string): Promise<void> {
  const owner = Number(await readFile(join(aside, OWNER), 'utf8').catch(() => ''));
  if (owner > 0 && owner !== process.pid && isRunning(owner)) {
    throw new Failure('bad-input', { where: aside, reason: `another conversion (process ${owner}) is writing here` });
  }
  await onFile(aside, () => rm(aside, { recursive: true, force: true }));
}

function isRunning(process_: number): boolean {
  try {
    process.kill(process_, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}

async function checkSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await onFile(folder, () => statfs(folder));
  const free = bavail * bsize;
  if (free < bytes) {
    throw new Failure('disk-too-small', { file: folder, needed: megabytes(bytes), free: Math.floor(free / 1e6) });
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
