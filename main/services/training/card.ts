import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { jsonText, readJson, writeWhole } from '#main/services/files.ts';
import type { ModelManifest } from '#models/chexagent/architecture.ts';
import { cardText, speed, type Speed } from '#models/training/card.ts';
import { curvesSvg } from '#models/training/curves.ts';
import type { Evaluation } from '#models/training/evaluation.ts';
import { STAGE_NAMES } from '#models/training/stages/stage.ts';
import { lossOf } from '#models/training/train.ts';
import { readLog, readPlan, RUN_FILES } from './runFolder.ts';

/** Writes card, curves and evaluation of a finished run. */
export async function writeCard(
  folder: string,
  manifest: ModelManifest,
  evaluations: readonly Evaluation[],
  exact: Evaluation,
  data: Readonly<Record<string, string>>,
): Promise<void> {
  const steps = await readLog(folder);
  const ofStage = (stage: string) => steps.filter((step) => step.stage === stage);
  const curves = STAGE_NAMES.map((name) => ({ name, values: ofStage(name).map(lossOf) }));
  const text = cardText({
    plan: await readPlan(folder),
    parameters: manifest.provenance.parameters,
    bytes: Object.values(manifest.files).reduce((sum, { bytes }) => sum + bytes, 0),
    hashes: manifest.provenance.files,
    seconds: Object.fromEntries(
      STAGE_NAMES.map((stage) => [stage, ofStage(stage).reduce((sum, { seconds }) => sum + seconds, 0)]),
    ),
    ...{ evaluations, exact, data, speed: await readSpeed(folder) },
  });
  await writeWhole(join(folder, RUN_FILES.curves), curvesSvg(curves));
  await writeWhole(join(folder, RUN_FILES.evaluation), jsonText(evaluations));
  await writeWhole(join(folder, RUN_FILES.card), text);
}

/** What `npm run bench:train -- --out` left in the run's folder; null where it was not measured. */
async function readSpeed(folder: string): Promise<Speed | null> {
  const file = join(folder, RUN_FILES.speed);
  return existsSync(file) ? readJson(file, speed) : null;
}
