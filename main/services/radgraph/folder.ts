import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Failure } from '#core/errors.ts';
import { buildNetwork, openNetwork, piecesFor, VOCABULARY } from '#main/services/bert/networkFolder.ts';
import { onFile, readBytes } from '#main/services/files.ts';
import { openCheckpointFolder, type OpenFolder } from '#main/services/model/checkpointFolder.ts';
import type { Progress } from '#main/services/progress.ts';
import type { WordPieces } from '#models/bert/wordPiece.ts';
import { readTorchFile } from '#models/chexagent/checkpoint/torchFile.ts';
import { weightsOf } from '#models/chexagent/checkpoint/weights.ts';
import { RADGRAPH_FILES, radgraphGraphs, type RadgraphPart } from '#models/radgraph/graphs.ts';
import { radgraphShape, readRadgraph, type RadgraphShape } from '#models/radgraph/shape.ts';
import { unpackArchive } from './unpack.ts';

export interface RadgraphOrder {
  /** The `.tar.gz` that its authors give away, or a folder with what it holds. */
  readonly archive: string;
  /** vocab.txt of the BERT that its config.json names; null for the one in the archive or beside it. */
  readonly vocabulary: string | null;
  readonly out: string;
}

/** Turns RadGraph's archive into a folder that texts are read with. Throws checkpoint-*, model-tokenizer, file-exists. */
export async function convertRadgraph(order: RadgraphOrder, progress: Progress) {
  const { archive, out } = order;
  const packed = (await onFile(archive, () => stat(archive))).isFile();
  return buildNetwork<'radgraph', RadgraphShape>(
    out,
    'radgraph',
    basename(resolve(archive)),
    async (scratch, write) => {
      if (packed) await unpackArchive(archive, scratch, progress);
      const folder = await openCheckpointFolder(packed ? scratch : archive);
      try {
        return await write(await readArchive(folder, order));
      } finally {
        await folder.close();
      }
    },
    progress,
  );
}

async function readArchive(folder: OpenFolder, { archive, vocabulary }: RadgraphOrder) {
  for (const file of ['config.json', 'weights.th'])
    if (!folder.names.includes(file)) throw new Failure('checkpoint-missing', { folder: archive, file });
  const labels: Record<string, string> = {};
  const labelFolder = await openCheckpointFolder(join(folder.path, 'vocabulary'));
  for (const name of labelFolder.names) labels[name] = await labelFolder.text(name);
  const weights = weightsOf(await readTorchFile(await folder.open('weights.th')));
  const shape = readRadgraph(weights, await folder.text('config.json'), labels);
  const beside = join(folder.names.includes(VOCABULARY) ? folder.path : dirname(archive), VOCABULARY);
  const pieces = await vocabularyText(vocabulary ?? beside, shape);
  piecesFor(pieces, shape.encoder.vocabulary);
  return { shape, vocabulary: pieces, graphs: radgraphGraphs(shape, weights) };
}

async function vocabularyText(file: string, { bert }: RadgraphShape): Promise<string> {
  const bytes = await readBytes(file).catch((thrown: unknown) => {
    throw new Failure('checkpoint-missing', { folder: dirname(file), file: `${VOCABULARY} of ${bert}` }, thrown);
  });
  return bytes.toString('utf8');
}

/** A folder of RadGraph that was found whole. */
export interface RadgraphFolder {
  readonly shape: RadgraphShape;
  readonly pieces: WordPieces;
  readonly files: Readonly<Record<RadgraphPart, string>>;
}

/** Throws network-missing where the folder holds none, model-damaged where a file is not as it was written. */
export async function openRadgraph(folder: string): Promise<RadgraphFolder> {
  const { shape, vocabulary } = await openNetwork(folder, 'radgraph', radgraphShape);
  const { encoder, spans, relations } = RADGRAPH_FILES;
  return {
    shape,
    pieces: piecesFor(vocabulary, shape.encoder.vocabulary),
    files: { encoder: join(folder, encoder), spans: join(folder, spans), relations: join(folder, relations) },
  };
}
