import { join } from 'node:path';
import { convertModel } from '#main/services/model/convert.ts';
import { openSession } from '#main/services/model/runtime/onnx.ts';
import type { Quantisation } from '#models/chexagent/architecture.ts';
import type { AgentImage } from '#models/chexagent/vision.ts';
import { SMALL } from './checkpointShape.ts';
import { writeSmall } from './smallModel.ts';

/** A converted small model in `folder`, random or one that always `says` a text; gives the path of its folder. */
export async function smallModelFolder(folder: string, quantisation: Quantisation, says?: string): Promise<string> {
  const out = join(folder, `small-${quantisation}`);
  await convertModel(
    { ...writeSmall(join(folder, quantisation), SMALL, says), out, quantisation },
    {
      open: (model) => openSession(model, 'cpu', 1),
      progress: () => {},
      converter: 'test',
      now: '2024-11-23T00:00:00Z',
    },
  );
  return out;
}

/** A picture with some structure. */
export function testImage(seed: number, side = 80): AgentImage {
  const data = Uint8Array.from({ length: side * side }, (_, index) => {
    const [x, y] = [index % side, Math.floor(index / side)];
    return 128 + 100 * Math.sin((x * seed) / 9) * Math.cos(y / (3 + seed));
  });
  return { digest: `picture ${seed}`, picture: { rows: side, columns: side, channels: 1, data } };
}
