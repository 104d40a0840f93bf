/** The stages at the paper's size, for an engine that trains on many accelerators: docs/training-at-scale.md explains. */

interface ScaleStage {
  readonly stage: number;
  readonly name: string;
  readonly objective: string;
  /** Prefixes of the official tensor names that are trained; all others are frozen. */
  readonly trains: readonly string[];
  /** Members of the shards that the stage reads. */
  readonly reads: readonly string[];
  readonly peakRate: number;
  readonly weightDecay: number;
  readonly epochs: number;
  readonly globalBatch: number;
  readonly textLength: number | null;
  readonly zero: number | null;
}

const DECODER = ['model.embed_tokens.', 'model.layers.', 'model.final_layernorm.', 'lm_head.'];
const TOWER = ['model.visual.model.'];
const BRIDGE = ['model.visual.attn_pool.', 'model.visual.ln_post.', 'model.visual.proj'];

/** arXiv 2401.12208v2, Extended Data Table 1: rates, decay, epochs, batches, lengths, ZeRO stages. */
const STAGES: readonly ScaleStage[] = [
  {
    stage: 0,
    name: 'language',
    objective: 'next token of report texts',
    trains: DECODER,
    reads: ['text'],
    peakRate: 2e-5,
    weightDecay: 0.1,
    epochs: 3,
    globalBatch: 1024,
    textLength: 4096,
    zero: 2,
  },
  {
    stage: 1,
    name: 'vision',
    objective: 'sigmoid contrast of images and texts, with captions',
    trains: TOWER,
    reads: ['image', 'report'],
    peakRate: 5e-4,
    weightDecay: 0.2,
    epochs: 20,
    globalBatch: 512,
    textLength: null,
    zero: null,
  },
  {
    stage: 2,
    name: 'bridge',
    objective: 'next token of captions',
    trains: BRIDGE,
    reads: ['image', 'report'],
    peakRate: 1e-4,
    weightDecay: 0.1,
    epochs: 3,
    globalBatch: 512,
    textLength: 4096,
    zero: 2,
  },
  {
    stage: 3,
    name: 'instruction',
    objective: 'next token of answers only',
    // The tower for the first epoch alone.
    trains: [...DECODER, ...BRIDGE, ...TOWER],
    reads: ['image', 'conversations'],
    peakRate: 1e-5,
    weightDecay: 0.1,
    epochs: 4,
    globalBatch: 256,
    textLength: 4096,
    zero: 3,
  },
];

/** One configuration a stage, with what DeepSpeed reads of it under `deepspeed` where the paper used it. */
export function scaleConfigurations(): { readonly name: string; readonly value: object }[] {
  return STAGES.map(({ zero, ...stage }) => ({
    name: `stage-${stage.stage}-${stage.name}.json`,
    value: {
      ...stage,
      ...(stage.stage === 3 ? { trainsTowerForEpochs: 1 } : {}),
      schedule: { kind: 'cosine', warmUpShare: 0.05 },
      deepspeed: {
        train_batch_size: stage.globalBatch,
        gradient_accumulation_steps: 1,
        gradient_clipping: 1,
        bf16: { enabled: true },
        zero_optimization: { stage: zero ?? 0 },
        optimizer: {
          type: 'AdamW',
          params: { lr: stage.peakRate, betas: [0.9, 0.98], eps: 1e-6, weight_decay: stage.weightDecay },
        },
      },
    },
  }));
}
