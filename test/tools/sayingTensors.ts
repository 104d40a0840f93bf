import { createTokenizer, type TokenizerFiles } from '#models/chexagent/tokenizer.ts';
import { officialTensors, type CheckpointShape, type TensorPlan } from './checkpointShape.ts';
import { fillWeights } from './weights.ts';

const EMBEDDING = 'model.embed_tokens.weight';
const HEAD = 'lm_head.weight';
const NOTHING = { base: 0, scale: 0 };
/** What ends the prompt, and so stands before the first token of every answer. */
const BEFORE = '\n';

/**
 * Weights of a model that answers every question with one text: its layers add nothing, so that a row is the embedding
 * of its token, and the head's row of each token of the text is the normalised embedding of the token before. Random
 * embeddings are nearly at right angles: the right row wins by far, in every quantisation. No token may come twice.
 */
export function sayingTensors(shape: CheckpointShape, files: TokenizerFiles, text: string): TensorPlan[] {
  const tokenizer = createTokenizer(files);
  const end = tokenizer.idOf('<|endoftext|>') ?? -1;
  const chain = [...tokenizer.encode(BEFORE), ...tokenizer.encode(text), end];
  if (new Set(chain).size < chain.length) throw new Error(`a token comes twice in ${JSON.stringify(text)}`);
  const { hidden, vocab } = shape.decoder;
  const embeddings = new Float32Array(vocab * hidden);
  fillWeights(embeddings, EMBEDDING, shape.seed, 0, { base: 0, scale: 1 });
  const head = new Float32Array(vocab * hidden);
  chain.slice(1).forEach((id, index) => {
    const before = chain[index] ?? 0;
    head.set(normalised(embeddings.subarray(before * hidden, (before + 1) * hidden)), id * hidden);
  });
  return officialTensors(shape).map((plan) => ({ ...plan, values: valuesOf(plan, embeddings, head) }));
}

function valuesOf({ name, values }: TensorPlan, embeddings: Float32Array, head: Float32Array): TensorPlan['values'] {
  if (name === EMBEDDING) return embeddings;
  if (name === HEAD) return head;
  if (name === 'model.final_layernorm.weight') return { base: 1, scale: 0 };
  if (name === 'model.final_layernorm.bias' || name === 'lm_head.bias') return NOTHING;
  return /^model\.layers\.\d+\.(self_attn\.dense|mlp\.fc2)\./.test(name) ? NOTHING : values;
}

/** As the decoder's last norm gives it. */
function normalised(row: Float32Array): Float32Array {
  const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
  const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
  return row.map((value) => (value - mean) / Math.sqrt(variance));
}
