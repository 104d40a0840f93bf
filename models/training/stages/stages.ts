import { instructionStage } from './instruction.ts';
import { languageStage } from './language.ts';
import type { Stage, StageName } from './stage.ts';
import { visionStage } from './vision.ts';

const describing = new Set(['findings-generation', 'impression-generation', 'captioning']);

/** Of what films show, beside the answers. */
const SIGHT = 0.3;

/** The stages of the paper; the last one is our own: small models gain most when all of it learns together. */
export const stages: Readonly<Record<StageName, Stage>> = {
  language: languageStage,
  vision: visionStage,
  bridge: instructionStage(['bridge'], { tasks: (task) => describing.has(task), images: 'some', rare: 0 }),
  instruction: instructionStage(['bridge', 'decoder'], { tasks: () => true, images: 'any', rare: 0.3 }),
  everything: instructionStage(
    ['tower', 'helper', 'bridge', 'decoder'],
    { tasks: () => true, images: 'any', rare: 0.3 },
    SIGHT,
  ),
};
