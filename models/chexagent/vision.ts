import { VISION_INPUT, VISION_OUTPUT, type Architecture, type Session } from './architecture.ts';
import { imagePatches, type Picture } from './image.ts';

/** An image of a question; `digest` tells images apart. */
export interface AgentImage {
  readonly digest: string;
  readonly picture: Picture;
}

/** Image rows kept for later questions. */
const KEPT = 4;

/** Reads images into rows [tokens, hidden] of the decoder; the last few are remembered. */
export function createImageReader(architecture: Architecture, vision: Session) {
  const { tokens, patch } = architecture.vision;
  const known = new Map<string, Float32Array>();

  return async function readImage(image: AgentImage): Promise<Float32Array> {
    const rows = known.get(image.digest) ?? (await runTower(image.picture));
    known.delete(image.digest);
    known.set(image.digest, rows);
    if (known.size > KEPT) known.delete(known.keys().next().value ?? '');
    return rows;
  };

  async function runTower(picture: Picture): Promise<Float32Array> {
    const data = imagePatches(picture, architecture.vision);
    const patches = { type: 'float32', dims: [1, tokens, 3 * patch * patch], data } as const;
    const outputs = await vision.run({ [VISION_INPUT]: patches }, [VISION_OUTPUT]);
    const rows = outputs[VISION_OUTPUT];
    if (rows?.type !== 'float32') throw new Error('the tower gave no rows');
    return rows.data;
  }
}
