import { join } from 'node:path';
import { Failure } from '#core/errors.ts';
import type { PatientProgress } from '#main/services/progress.ts';
import type { Quantisation } from '#models/chexagent/architecture.ts';
import { openCheckpoint } from '#models/chexagent/checkpoint/checkpoint.ts';
import { compareWith, runProbe, type Agreement } from '#models/chexagent/convert/agreement.ts';
import { exactRun, type OpenGraph } from '#models/chexagent/convert/exactRun.ts';
import { checkProbe, type ProbeErrors } from '#models/chexagent/convert/probe.ts';
import { openCheckpointFolder } from './checkpointFolder.ts';
import { hashFile } from './convert.ts';
import { checkSizes, readModelFolder } from './modelFolder.ts';
import type { LoadedModel } from './runtime/loadModel.ts';

export interface ModelCheck {
  readonly quantisation: Quantisation;
  readonly files: number;
  /** Relative errors against what the checkpoint gave when it was converted. */
  readonly probe: ProbeErrors;
  /** With --against: how near the model is to the checkpoint. */
  readonly agreement: Agreement | null;
}

export interface CheckTools {
  readonly load: (folder: string) => Promise<LoadedModel>;
  readonly open: OpenGraph;
  readonly progress: PatientProgress;
}

/** A checkpoint to compare with, and the tower's folder if it was converted with one. */
export interface Against {
  readonly checkpoint: string;
  readonly tower: string | null;
}

/**
 * Proves a model folder: every file's hash, then a run of the probe against the expectation. Throws model-missing,
 * model-damaged naming the file, model-disagrees.
 */
export async function checkModel(folder: string, against: Against | null, tools: CheckTools): Promise<ModelCheck> {
  const model = await readModelFolder(folder);
  const { manifest } = model;
  await checkSizes(model);
  const files = Object.entries(manifest.files);
  for (const [index, [name, { sha256 }]] of files.entries()) {
    const file = join(folder, name);
    const told = () => tools.progress('hashed, files', index, files.length);
    if ((await hashFile(file, told)) !== sha256)
      throw new Failure('model-damaged', { file, reason: 'not the bytes that were written' });
    await tools.progress('hashed, files', index + 1, files.length);
  }
  const loaded = await tools.load(folder);
  try {
    const probe = checkProbe(await runProbe(loaded), manifest.probe, manifest.quantisation);
    const agreement = against === null ? null : await agreementWith(against, loaded, tools);
    return { quantisation: manifest.quantisation, files: files.length, probe, agreement };
  } finally {
    await loaded.close();
  }
}

async function agreementWith(against: Against, loaded: LoadedModel, tools: CheckTools): Promise<Agreement> {
  const files = await openCheckpointFolder(against.checkpoint);
  const tower = against.tower === null ? null : await openCheckpointFolder(against.tower);
  try {
    const checkpoint = await openCheckpoint(files, tower);
    const parts = checkpoint.architecture.decoder.layers + 2;
    let done = 0;
    const exact = exactRun(checkpoint, tools.open, () => tools.progress('checkpoint run, parts', ++done, parts));
    const { vocab, hidden } = checkpoint.architecture.decoder;
    if (vocab !== loaded.architecture.decoder.vocab || hidden !== loaded.architecture.decoder.hidden) {
      throw new Failure('bad-input', { where: against.checkpoint, reason: 'of another size than the model' });
    }
    return await compareWith(exact, loaded, loaded.tokenizer, (row, rows) =>
      tools.progress('model run, positions', row, rows),
    );
  } finally {
    await files.close();
    await tower?.close();
  }
}
