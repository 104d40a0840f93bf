import { parseArgs } from 'node:util';
import { writeCheckpoint, writeTower } from './checkpoint.ts';
import { OFFICIAL, SMALL, type CheckpointShape } from './checkpointShape.ts';
import { gpt2TokenizerFiles } from './gpt2Tokenizer.ts';
import { sayingTensors } from './sayingTensors.ts';
import { smallTokenizerFiles } from './smallTokenizer.ts';

/**
 * node test/tools/run.mjs test/tools/makeCheckpoint.ts FOLDER [--size official|small] [--layers N] [--storage F32|BF16|F16]
 * [--tower FOLDER] [--says TEXT]: a random checkpoint; --layers shortens decoder and tower and keeps the official width;
 * with --says its weights are such that it answers every question with that text.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: 'string', default: 'small' },
    layers: { type: 'string' },
    storage: { type: 'string', default: 'F32' },
    tower: { type: 'string' },
    says: { type: 'string' },
  },
});
const folder = positionals[0] ?? 'checkpoint';
const official = values.size === 'official';
const shape = withLayers(official ? OFFICIAL : SMALL, values.layers);
const tokenizer = official ? gpt2TokenizerFiles() : smallTokenizerFiles();
let shown = -1;

writeCheckpoint(folder, shape, tokenizer, {
  ...(values.says === undefined ? {} : { plans: sayingTensors(shape, tokenizer, values.says) }),
  storage: values.storage as 'F32' | 'BF16' | 'F16',
  onProgress(bytes, total) {
    const percent = Math.floor((100 * bytes) / total);
    if (percent > shown) process.stderr.write(`\r${folder}: ${(shown = percent)} %`);
  },
});
if (values.tower) writeTower(values.tower, shape);
process.stderr.write('\n');

function withLayers(whole: CheckpointShape, layers: string | undefined): CheckpointShape {
  if (layers === undefined) return whole;
  return {
    ...whole,
    decoder: { ...whole.decoder, layers: Number(layers) },
    vision: { ...whole.vision, layers: Math.min(Number(layers), whole.vision.layers) },
  };
}
