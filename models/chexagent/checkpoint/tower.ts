import { z } from 'zod';
import { Failure } from '#core/errors.ts';
import type { Activation } from '../architecture.ts';

/** What the tower's own repository says and the checkpoint doesn't; sizes that shapes tell are compared. */
export interface TowerConfig {
  readonly heads: number;
  readonly activation: Activation;
  readonly eps: number;
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  readonly imageSize: number | undefined;
}

const size = z.int().positive();
const triple = z.tuple([z.number(), z.number(), z.number()]);

/** SigLIP configurations store only what differs from the library's defaults, which stand here. */
const visionConfig = z.object({
  num_attention_heads: size.default(12),
  hidden_act: z.enum(['gelu_new', 'gelu_pytorch_tanh', 'gelu']).default('gelu_pytorch_tanh'),
  layer_norm_eps: z.number().positive().default(1e-6),
  image_size: size.optional(),
});
/** The tower's part of a two-tower configuration, or a configuration of the tower alone. */
const towerConfig = z
  .looseObject({ vision_config: z.unknown() })
  .transform((value) => value.vision_config ?? value)
  .pipe(visionConfig);

const processorConfig = z.object({ image_mean: triple, image_std: triple });

/** Reads the tower's config.json and preprocessor_config.json. Throws checkpoint-config. */
export function readTowerConfig(configText: string, processorText: string): TowerConfig {
  const config = parsed(configText, 'config.json of the tower', towerConfig);
  const processor = parsed(processorText, 'preprocessor_config.json of the tower', processorConfig);
  return {
    heads: config.num_attention_heads,
    activation: config.hidden_act,
    eps: config.layer_norm_eps,
    mean: processor.image_mean,
    std: processor.image_std,
    imageSize: config.image_size,
  };
}

const HEAD_WIDTH = 64;

/** Without the tower's files: SigLIP-large as published. Every value is named in the assumptions. */
export function assumedTower(width: number): { tower: TowerConfig; assumptions: string[] } {
  if (width % HEAD_WIDTH !== 0) {
    const reason = `a tower of width ${width} has no known number of heads; name its folder with --tower`;
    throw new Failure('checkpoint-config', { file: 'config.json of the tower', key: 'num_attention_heads', reason });
  }
  const heads = width / HEAD_WIDTH;
  const half = [0.5, 0.5, 0.5] as const;
  return {
    tower: { heads, activation: 'gelu_pytorch_tanh', eps: 1e-6, mean: half, std: half, imageSize: undefined },
    assumptions: [
      `vision tower: ${heads} heads of ${HEAD_WIDTH}, gelu_pytorch_tanh, layer_norm_eps 1e-6 (its config.json was not given)`,
      'image: mean and standard deviation 0.5 per channel (preprocessor_config.json of the tower was not given)',
    ],
  };
}

function parsed<S extends z.ZodType>(text: string, file: string, schema: S): z.output<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw new Failure('checkpoint-config', { file, key: 'the whole file', reason: 'not JSON' }, thrown);
  }
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  throw new Failure('checkpoint-config', {
    file,
    key: issue?.path.join('.') || 'the whole file',
    reason: issue?.message ?? 'not usable',
  });
}
