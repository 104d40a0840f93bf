import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { Failure } from '#core/errors.ts';
import { buildNetwork, openNetwork, piecesFor, VOCABULARY } from '#main/services/bert/networkFolder.ts';
import { openCheckpointFolder, type OpenFolder } from '#main/services/model/checkpointFolder.ts';
import type { Progress } from '#main/services/progress.ts';
import { encoderShape, type EncoderShape } from '#models/bert/encoder.ts';
import { readTorchFile } from '#models/chexagent/checkpoint/torchFile.ts';
import { openWeights, weightsOf } from '#models/chexagent/checkpoint/weights.ts';
import { chexbertGraph, readShape } from '#models/chexbert/network.ts';

/** As its authors give it away. */
const WEIGHTS = 'chexbert.pth';
const GRAPH = 'chexbert.onnx';

const config = z.object({ num_attention_heads: z.int().positive().optional() });

/**
 * Turns CheXbert's weights into a folder that texts are labelled with: `checkpoint` holds chexbert.pth or
 * model.safetensors with the names of its authors, and vocab.txt (and config.json, where it is not of the usual shape) of the BERT it was trained
 * from. Throws checkpoint-*, model-tokenizer, file-exists.
 */
export async function convertChexbert(checkpoint: string, out: string, progress: Progress) {
  const folder = await openCheckpointFolder(checkpoint);
  const source = basename(resolve(checkpoint));
  try {
    return await buildNetwork<'chexbert', EncoderShape>(
      out,
      'chexbert',
      source,
      async (_, write) => write(await readCheckpoint(folder)),
      progress,
    );
  } finally {
    await folder.close();
  }
}

async function readCheckpoint(folder: OpenFolder) {
  if (!folder.names.includes(VOCABULARY))
    throw new Failure('checkpoint-missing', { folder: folder.path, file: VOCABULARY });
  const vocabulary = await folder.text(VOCABULARY);
  const heads = folder.names.includes('config.json') ? headsIn(await folder.text('config.json')) : null;
  const weights = folder.names.includes(WEIGHTS)
    ? weightsOf(await readTorchFile(await folder.open(WEIGHTS)))
    : await openWeights(folder);
  const shape = readShape(weights, heads);
  piecesFor(vocabulary, shape.vocabulary);
  return { shape, vocabulary, graphs: { [GRAPH]: chexbertGraph(shape, weights, `${GRAPH}.data`) } };
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
  /** Ids of a text with its marks, cut off before the end mark where it is too long, as CheXbert does. */
  encode(text: string): number[];
}

/** Throws network-missing where the folder holds none, model-damaged where a file is not as it was written. */
export async function openChexbert(folder: string): Promise<ChexbertFolder> {
  const { shape, vocabulary } = await openNetwork(folder, 'chexbert', encoderShape);
  const { pieces, marked } = piecesFor(vocabulary, shape.vocabulary);
  return { graph: join(folder, GRAPH), encode: (text) => marked(pieces(text).slice(0, shape.positions - 2)) };
}
