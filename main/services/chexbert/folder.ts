import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { Failure } from '#core/errors.ts';
import { buildFolder, jsonText, onFile, readBytes, readJson, writeNew } from '#main/services/files.ts';
import { openCheckpointFolder } from '#main/services/model/checkpointFolder.ts';
import { writeGraph, writeHashed } from '#main/services/model/graphFiles.ts';
import type { Progress } from '#main/services/progress.ts';
import { openWeights, weightsOf } from '#models/chexagent/checkpoint/weights.ts';
import { chexbertGraph, encoderShape, readShape } from '#models/chexbert/network.ts';
import { readTorchFile } from '#models/chexbert/torchFile.ts';
import { wordPieces, type EncodeText } from '#models/chexbert/wordPiece.ts';

/** `chexbert.json`: what a folder of CheXbert is. */
const chexbertManifest = z.object({
  format: z.literal(1),
  kind: z.literal('chexbert'),
  shape: encoderShape,
  source: z.string(),
  files: z.record(z.string(), z.object({ bytes: z.int(), sha256: z.string() })),
});
export type ChexbertManifest = z.infer<typeof chexbertManifest>;

const MANIFEST = 'chexbert.json';
const VOCABULARY = 'vocab.txt';
/** As its authors give it away. */
const WEIGHTS = 'chexbert.pth';
const GRAPH = 'chexbert.onnx';

const config = z.object({ num_attention_heads: z.int().positive().optional() });

/**
 * Turns CheXbert's weights into a folder that texts are labelled with: `checkpoint` holds chexbert.pth or
 * model.safetensors with the names of its authors, and vocab.txt (and config.json, where it is not of the usual shape) of the BERT it was trained
 * from. Throws checkpoint-*, model-tokenizer, file-exists.
 */
export async function convertChexbert(checkpoint: string, out: string, progress: Progress): Promise<ChexbertManifest> {
  const folder = await openCheckpointFolder(checkpoint);
  try {
    if (!folder.names.includes(VOCABULARY))
      throw new Failure('checkpoint-missing', { folder: checkpoint, file: VOCABULARY });
    const vocabulary = await folder.text(VOCABULARY);
    const heads = folder.names.includes('config.json') ? headsIn(await folder.text('config.json')) : null;
    const weights = folder.names.includes(WEIGHTS)
      ? weightsOf(await readTorchFile(await folder.open(WEIGHTS)))
      : await openWeights(folder);
    const shape = readShape(weights, heads);
    wordPieces(vocabulary, shape.positions);
    const graph = chexbertGraph(shape, weights, `${GRAPH}.data`);
    return await buildFolder(out, async (aside) => {
      let done = 0;
      const told = (bytes: number): void => progress('bytes', (done += bytes), graph.dataBytes);
      const files = [
        ...(await writeGraph(aside, GRAPH, graph, told)),
        await writeHashed(join(aside, VOCABULARY), vocabulary),
      ];
      const manifest: ChexbertManifest = {
        format: 1,
        kind: 'chexbert',
        shape,
        source: basename(resolve(checkpoint)),
        files: Object.fromEntries(files.map(({ name, bytes, sha256 }) => [name, { bytes, sha256 }])),
      };
      await writeNew(join(aside, MANIFEST), jsonText(manifest));
      return manifest;
    });
  } finally {
    await folder.close();
  }
}

function headsIn(text: string): number | null {
  try {
    return config.parse(JSON.parse(text)).num_attention_heads ?? null;
  } catch (thrown) {
    throw new Failure('bad-input', { where: 'config.json', reason: 'tells no number of heads' }, thrown);
  }
}

/** A folder of CheXbert that was found whole. */
export interface ChexbertFolder {
  readonly graph: string;
  readonly encode: EncodeText;
}

/** Throws chexbert-missing where the folder holds none, model-damaged where a file is not as it was written. */
export async function openChexbert(folder: string): Promise<ChexbertFolder> {
  const manifest = await readJson(join(folder, MANIFEST), chexbertManifest).catch((thrown: unknown) => {
    throw new Failure('chexbert-missing', { folder }, thrown);
  });
  for (const [name, { bytes }] of Object.entries(manifest.files)) {
    const file = join(folder, name);
    const { size } = await onFile(file, () => stat(file));
    if (size !== bytes) throw new Failure('model-damaged', { file, reason: `${size} bytes in place of ${bytes}` });
  }
  const vocabulary = (await readBytes(join(folder, VOCABULARY))).toString('utf8');
  return { graph: join(folder, GRAPH), encode: wordPieces(vocabulary, manifest.shape.positions) };
}
