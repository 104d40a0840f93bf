import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openCheckpointFolder } from '#main/services/model/checkpointFolder.ts';
import { writeGraph } from '#main/services/model/graphFiles.ts';
import { openSession, type OpenSession } from '#main/services/model/runtime/onnx.ts';
import { openCheckpoint, type Checkpoint } from '#models/chexagent/checkpoint/checkpoint.ts';
import type { OnnxFile } from '#models/chexagent/convert/onnxGraph.ts';
import { writeCheckpoint, writeTower } from './checkpoint.ts';
import { SMALL, type CheckpointShape } from './checkpointShape.ts';
import { sayingTensors } from './sayingTensors.ts';
import { smallTokenizerFiles } from './smallTokenizer.ts';

/** A small random checkpoint and its tower folder, written into `folder`; with `says` it always answers that. */
export function writeSmall(
  folder: string,
  shape: CheckpointShape = SMALL,
  says?: string,
): { checkpoint: string; tower: string } {
  const paths = { checkpoint: join(folder, 'checkpoint'), tower: join(folder, 'tower') };
  const files = smallTokenizerFiles();
  const plans = says === undefined ? {} : { plans: sayingTensors(shape, files, says) };
  writeCheckpoint(paths.checkpoint, shape, files, { shardBytes: 6e6, ...plans });
  writeTower(paths.tower, shape);
  return paths;
}

export async function openSmall(folder: string, shape: CheckpointShape = SMALL): Promise<Checkpoint> {
  const paths = writeSmall(folder, shape);
  return openCheckpoint(await openCheckpointFolder(paths.checkpoint), await openCheckpointFolder(paths.tower));
}

/** Writes a graph built for the data file `<name>.data` and opens it on the CPU. */
export async function openWritten(folder: string, name: string, graph: OnnxFile): Promise<OpenSession> {
  mkdirSync(folder, { recursive: true });
  await writeGraph(folder, name, graph);
  return openSession(join(folder, name), 'cpu', 1);
}
