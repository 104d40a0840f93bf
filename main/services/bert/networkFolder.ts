import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '#core/errors.ts';
import { buildFolder, jsonText, onFile, readBytes, readJson, writeNew } from '#main/services/files.ts';
import { writeGraph, writeHashed } from '#main/services/model/graphFiles.ts';
import type { Progress } from '#main/services/progress.ts';
import { wordPieces, type WordPieces } from '#models/bert/wordPiece.ts';
import type { OnnxFile } from '#models/chexagent/convert/onnxGraph.ts';

/** A network that reads texts, as a folder: graphs, vocab.txt, and `<kind>.json` that tells what they are. */
export type NetworkKind = 'chexbert' | 'radgraph';

const NAMES: Readonly<Record<NetworkKind, string>> = { chexbert: 'CheXbert', radgraph: 'RadGraph' };
export const VOCABULARY = 'vocab.txt';
/** Where what is needed only while a folder is made may lie. */
const SCRATCH = 'scratch';

/** `<kind>.json`, with the network's own shape. */
interface NetworkManifest<K extends NetworkKind, S> {
  readonly format: 1;
  readonly kind: K;
  readonly shape: S;
  /** Name of the checkpoint. */
  readonly source: string;
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
}

function manifestType<S>(kind: NetworkKind, shape: z.ZodType<S>) {
  return z.object({
    format: z.literal(1),
    kind: z.literal(kind),
    shape,
    source: z.string(),
    files: z.record(z.string(), z.object({ bytes: z.int(), sha256: z.string() })),
  });
}

/** What a conversion has read of a checkpoint, before anything of it is written. */
interface ReadNetwork<S> {
  readonly shape: S;
  readonly vocabulary: string;
  /** Graphs by file name. */
  readonly graphs: Readonly<Record<string, OnnxFile>>;
}

/**
 * Makes such a folder whole or not at all: `fill` reads the checkpoint and has its network written; what it unpacks into
 * `scratch` is gone at the end. Throws what `fill` throws, file-exists.
 */
export function buildNetwork<K extends NetworkKind, S>(
  out: string,
  kind: K,
  source: string,
  fill: (
    scratch: string,
    write: (network: ReadNetwork<S>) => Promise<NetworkManifest<K, S>>,
  ) => Promise<NetworkManifest<K, S>>,
  progress: Progress,
): Promise<NetworkManifest<K, S>> {
  return buildFolder(out, async (aside) => {
    async function write({ shape, vocabulary, graphs }: ReadNetwork<S>): Promise<NetworkManifest<K, S>> {
      const total = Object.values(graphs).reduce((sum, { dataBytes }) => sum + dataBytes, 0);
      let done = 0;
      const told = (bytes: number): void => progress('bytes', (done += bytes), total);
      const files = [await writeHashed(join(aside, VOCABULARY), vocabulary)];
      for (const [name, graph] of Object.entries(graphs)) files.push(...(await writeGraph(aside, name, graph, told)));
      const hashes = Object.fromEntries(files.map(({ name, bytes, sha256 }) => [name, { bytes, sha256 }]));
      const manifest = { format: 1 as const, kind, shape, source, files: hashes };
      await writeNew(join(aside, `${kind}.json`), jsonText(manifest));
      return manifest;
    }
    const scratch = join(aside, SCRATCH);
    const manifest = await fill(scratch, write);
    await rm(scratch, { recursive: true, force: true });
    return manifest;
  });
}

/** The pieces of a vocabulary that an encoder of so many words knows all of. Throws model-tokenizer. */
export function piecesFor(vocabulary: string, known: number): WordPieces {
  const pieces = wordPieces(vocabulary);
  if (pieces.size <= known) return pieces;
  const reason = `${pieces.size} pieces, the network knows ${known}`;
  throw new Failure('model-tokenizer', { file: VOCABULARY, reason });
}

/**
 * Reads `<kind>.json` and the vocabulary. Throws network-missing where the folder holds none, model-damaged where a file
 * is not as it was written.
 */
export async function openNetwork<S>(
  folder: string,
  kind: NetworkKind,
  shapeType: z.ZodType<S>,
): Promise<{ readonly shape: S; readonly vocabulary: string }> {
  const type = manifestType(kind, shapeType);
  const { shape, files } = await readJson(join(folder, `${kind}.json`), type).catch((thrown: unknown) => {
    throw new Failure('network-missing', { folder, network: NAMES[kind], kind }, thrown);
  });
  for (const [name, { bytes }] of Object.entries(files)) {
    const file = join(folder, name);
    const { size } = await onFile(file, () => stat(file));
    if (size !== bytes) throw new Failure('model-damaged', { file, reason: `${size} bytes in place of ${bytes}` });
  }
  const vocabulary = (await readBytes(join(folder, VOCABULARY))).toString('utf8');
  return { shape, vocabulary };
}

/** Which of a network's metrics are asked for. Throws network-needed where one is and no network is given. */
export function metricsWanted(
  kind: NetworkKind,
  known: readonly string[],
  metric: string,
  folder: string | undefined,
): string[] {
  const names = known.filter((name) => metric === 'all' || metric === name);
  if (folder !== undefined) return names;
  if (metric !== 'all' && names.length > 0) throw new Failure('network-needed', { metric, network: NAMES[kind], kind });
  return [];
}
