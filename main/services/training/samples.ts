import { appendFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { z } from 'zod';
import { onFile } from '#main/services/files.ts';
import { convertModel, type ConversionTools } from '#main/services/model/convert.ts';
import { loadModel } from '#main/services/model/runtime/loadModel.ts';
import { GENERATE_DEFAULTS } from '#models/chexagent/generate/generate.ts';
import type { Architecture } from '#models/chexagent/architecture.ts';
import type { Parameters } from '#models/training/network/parameters.ts';
import { samplePhantoms } from '#models/training/samples.ts';
import { STAGE_NAMES, type StageName } from '#models/training/stages/stage.ts';
import type { TrainedVocabulary } from '#models/training/vocabulary.ts';
import { filmBytes } from './films.ts';
import { RUN_FILES, writeSnapshot } from './runFolder.ts';

const MOST_TOKENS = 120;
/** Nothing is kept of this model, so it has no date. */
const NO_TIME = new Date(0).toISOString();

const stageSamples = z.object({ stage: z.enum(STAGE_NAMES), texts: z.array(z.string()) });
export type StageSamples = z.infer<typeof stageSamples>;

/**
 * Lets the model as it is after a stage draft the sample phantoms, through the path that installed models take, and adds
 * the texts to the run.
 */
export async function draftSamples(
  folder: string,
  stage: StageName,
  { architecture, parameters, vocabulary }: Snapshot,
  { open, progress }: Pick<ConversionTools, 'open' | 'progress'>,
): Promise<void> {
  const place = join(folder, RUN_FILES.sampling);
  await writeSnapshot(place, architecture, parameters, vocabulary);
  const [checkpoint, tower, out] = [RUN_FILES.checkpoint, RUN_FILES.tower, RUN_FILES.model].map((name) =>
    join(place, name),
  ) as [string, string, string];
  await rm(out, { recursive: true, force: true });
  const order = { checkpoint, tower, out, quantisation: 'fp32' } as const;
  await convertModel(order, { open, progress: () => {}, converter: 'samples', now: NO_TIME });
  const model = await loadModel(out, 'cpu', 1);
  const texts: string[] = [];
  try {
    const { size } = architecture.vision;
    const phantoms = samplePhantoms();
    for (const { spec, question } of phantoms) {
      const picture = { rows: size, columns: size, channels: 1, data: filmBytes(spec, size) } as const;
      const options = { ...GENERATE_DEFAULTS, maxTokens: MOST_TOKENS, guesser: null };
      const { text } = await model.agent.answer([{ digest: `${spec.patient}`, picture }], question, options);
      texts.push(text.trim());
      await progress('phantoms drafted', texts.length, phantoms.length);
    }
  } finally {
    await model.close();
  }
  await rm(place, { recursive: true, force: true });
  const file = join(folder, RUN_FILES.samples);
  await onFile(file, () => appendFile(file, `${JSON.stringify({ stage, texts })}\n`));
}

interface Snapshot {
  readonly architecture: Architecture;
  readonly parameters: Parameters;
  readonly vocabulary: TrainedVocabulary;
}

/** The drafts after each stage, in the order of the stages; of a stage that was done again, the later ones. */
export async function readSamples(folder: string): Promise<StageSamples[]> {
  const text = await readFile(join(folder, RUN_FILES.samples), 'utf8').catch(() => '');
  const lines = text.split('\n').slice(0, -1);
  const samples = lines.map((line) => stageSamples.parse(JSON.parse(line)));
  return STAGE_NAMES.map((stage) => samples.findLast((each) => each.stage === stage)).filter(
    (found) => found !== undefined,
  );
}

export interface SampleFilm {
  readonly png: Uint8Array;
  readonly truth: string;
}

/** The sample phantoms to be looked at, as square pictures of `size` pixels. */
export function sampleFilms(size: number): SampleFilm[] {
  return samplePhantoms().map(({ spec, truth }) => ({
    png: encode({ width: size, height: size, data: filmBytes(spec, size), channels: 1, depth: 8 }),
    truth,
  }));
}
