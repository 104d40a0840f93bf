/** Names of the official tensors, written once; everything that reads weights takes them from here. */

export const EMBEDDING = 'model.embed_tokens.weight';
export const HEAD = 'lm_head';
export const FINAL_NORM = 'model.final_layernorm';
export const DECODER_LAYERS = 'model.layers.';
export const VISUAL = 'model.visual.';
export const TOWER = `${VISUAL}model.`;
export const TOWER_LAYERS = `${TOWER}encoder.layers.`;
export const PATCH = `${TOWER}embeddings.patch_embedding`;
export const POSITION = `${TOWER}embeddings.position_embedding.weight`;
export const BRIDGE = {
  /** [tokens, width], added to the tower's output */
  table: `${VISUAL}pos_embed`,
  first: `${VISUAL}attn_pool.0`,
  second: `${VISUAL}attn_pool.2`,
  norm: `${VISUAL}ln_post`,
  /** [in, out]: multiplied from the right as stored */
  proj: `${VISUAL}proj`,
} as const;

export function decoderLayer(layer: number) {
  return decoderLayerNames(`${DECODER_LAYERS}${layer}.`);
}

export function decoderLayerNames(prefix: string) {
  return {
    norm: `${prefix}input_layernorm`,
    query: `${prefix}self_attn.q_proj`,
    key: `${prefix}self_attn.k_proj`,
    value: `${prefix}self_attn.v_proj`,
    dense: `${prefix}self_attn.dense`,
    up: `${prefix}mlp.fc1`,
    down: `${prefix}mlp.fc2`,
  } as const;
}

export function towerLayer(layer: number) {
  return towerLayerNames(`${TOWER_LAYERS}${layer}.`);
}

export function towerLayerNames(prefix: string) {
  return {
    attentionNorm: `${prefix}layer_norm1`,
    query: `${prefix}self_attn.q_proj`,
    key: `${prefix}self_attn.k_proj`,
    value: `${prefix}self_attn.v_proj`,
    out: `${prefix}self_attn.out_proj`,
    mlpNorm: `${prefix}layer_norm2`,
    up: `${prefix}mlp.fc1`,
    down: `${prefix}mlp.fc2`,
  } as const;
}

/** Stored with the tower and never on the way to the decoder: its last norm and its pooling head, 13 tensors. */
export function isUnused(name: string): boolean {
  return name.startsWith(`${TOWER}post_layernorm.`) || name.startsWith(`${TOWER}head.`);
}
