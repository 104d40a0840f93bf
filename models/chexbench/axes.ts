import type { BenchTask } from './items.ts';

/** Short names of the lists, for commands. */
export const taskKeys = {
  view: 'View Classification',
  binary: 'Binary Disease Classification',
  single: 'Single Disease Identification',
  multiple: 'Multiple Disease Identification',
  temporal: 'Temporal Classification',
  'fine-grained': 'Fine-Grained Reasoning',
  vqa: 'Visual Question Answering',
  grounding: 'Phrase Grounding',
  findings: 'Findings Generation',
  summary: 'Findings Summarization',
} as const satisfies Record<string, BenchTask>;

/** The axes of the paper, with their lists in its order. */
export const axes = [
  {
    axis: 'image perception',
    tasks: [taskKeys.view, taskKeys.binary, taskKeys.single, taskKeys.multiple, taskKeys.temporal],
  },
  { axis: 'image-text reasoning', tasks: [taskKeys['fine-grained'], taskKeys.vqa, taskKeys.grounding] },
  { axis: 'text generation', tasks: [taskKeys.findings, taskKeys.summary] },
] as const satisfies readonly { readonly axis: string; readonly tasks: readonly BenchTask[] }[];

export const axisNames = axes.map(({ axis }) => axis);
export type AxisName = (typeof axisNames)[number];
