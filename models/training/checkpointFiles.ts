import { Failure } from '#core/errors.ts';
import { MODEL_FILES, type Architecture } from '#models/chexagent/architecture.ts';
import { neededTensors } from '#models/chexagent/checkpoint/inventory.ts';
import type { TokenizerFiles } from '#models/chexagent/tokenizer.ts';
import type { Parameter, Parameters } from './network/parameters.ts';
import { encodeSafetensors } from './safetensors.ts';

/** Files by name. */
export type Files = ReadonlyMap<string, string | Uint8Array>;

const CARD = `---
license: apache-2.0
---
Trained on synthetic phantoms only, which are drawn by a program: it has seen no patient. A demonstration, not for
clinical use.
`;

/** Questions of training show one film each. */
const LEARNED_FILMS = 1;

/** The snapshot as the official one is laid out: what \`model convert\` reads. Helpers of training are left out. */
export function checkpointFiles(architecture: Architecture, parameters: Parameters, tokenizer: TokenizerFiles): Files {
  const tensors = new Map<string, Parameter>();
  for (const { name, shape } of neededTensors(architecture)) {
    const parameter = parameters.get(name);
    if (!parameter || parameter.dims.join() !== shape.join()) {
      throw new Failure('checkpoint-tensor', { tensor: name, reason: 'not what the architecture needs' });
    }
    tensors.set(name, parameter);
  }
  return new Map<string, string | Uint8Array>([
    ['config.json', json(decoderConfig(architecture))],
    [MODEL_FILES.vocabulary, tokenizer.vocabulary],
    [MODEL_FILES.merges, tokenizer.merges],
    [MODEL_FILES.addedTokens, tokenizer.addedTokens],
    ['README.md', CARD],
    ['model.safetensors', encodeSafetensors({ tensors, metadata: { format: 'pt' } })],
  ]);
}

function decoderConfig({ decoder, vision, tokens }: Architecture): object {
  return {
    architectures: ['CheXagentForCausalLM'],
    bos_token_id: tokens.eos,
    eos_token_id: tokens.eos,
    hidden_act: decoder.activation,
    hidden_size: decoder.hidden,
    intermediate_size: decoder.intermediate,
    layer_norm_eps: decoder.eps,
    model_type: 'phi',
    num_attention_heads: decoder.heads,
    num_hidden_layers: decoder.layers,
    num_key_value_heads: decoder.heads,
    partial_rotary_factor: decoder.rotary / decoder.headSize,
    qk_layernorm: false,
    rope_scaling: null,
    rope_theta: decoder.ropeTheta,
    tie_word_embeddings: false,
    torch_dtype: 'float32',
    visual: { image_size: vision.size, output_dim: decoder.hidden, films: LEARNED_FILMS },
    vocab_size: decoder.vocab,
  };
}

/** The second snapshot, of the vision tower alone: its configuration and its image processor's. */
export function towerFiles({ vision }: Architecture): Files {
  return new Map([
    [
      'config.json',
      json({
        model_type: 'siglip',
        vision_config: {
          model_type: 'siglip_vision_model',
          hidden_act: vision.activation,
          hidden_size: vision.width,
          image_size: vision.size,
          intermediate_size: vision.intermediate,
          layer_norm_eps: vision.eps,
          num_attention_heads: vision.heads,
          num_hidden_layers: vision.layers,
          patch_size: vision.patch,
        },
      }),
    ],
    [
      'preprocessor_config.json',
      json({
        do_resize: true,
        image_mean: vision.mean,
        image_std: vision.std,
        resample: 3,
        rescale_factor: 1 / 255,
        size: { height: vision.size, width: vision.size },
      }),
    ],
  ]);
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
