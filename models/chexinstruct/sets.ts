import { instructTasks, type InstructTask, type SourceName } from './names.ts';

const labelled = [
  ...(['chestx-ray14', 'chexpert', 'mimic-cxr', 'padchest', 'rsna', 'covidx-cxr-3'] as const),
  ...(['cxr-lt', 'brax', 'nlm-tb'] as const),
] as const;
const vindr = ['vindr-cxr', 'vindr-pcxr'] as const;
const reports = ['mimic-cxr', 'chexpert'] as const;
const asked = ['vqa-rad', 'slake', 'medvqa-2019', 'pmc-vqa', 'rad-restruct', 'mimic-cxr-vqa'] as const;
const described = ['mimic-cxr', 'roco'] as const;

/** Which source feeds which task: the matrix of the paper. */
const matrix = {
  'Image Classification': labelled,
  'Temporal Image Classification': ['ms-cxr-t'],
  'View Classification': ['mimic-cxr', 'chexpert'],
  'View Matching': ['mimic-cxr'],
  'Abnormality Detection': vindr,
  'Abnormality Grounding': vindr,
  'Pneumothorax Segmentation': ['candid-ptx', 'siim'],
  'Rib Fracture Segmentation': ['candid-ptx'],
  'Chest Tube Segmentation': ['candid-ptx'],
  'Foreign Object Detection': ['object-cxr'],
  'Phrase Grounding': ['ms-cxr'],
  'Grounded Captioning': ['ms-cxr'],
  'Grounded Phrase Extraction': ['ms-cxr'],
  'Grounded Classification': ['ms-cxr', ...vindr],
  'Findings Generation': [...reports, 'openi'],
  'Impression Generation': [...reports, 'openi', 'candid-ptx', 'padchest', 'bimcv-covid19'],
  'Progression Findings Generation': reports,
  'Progression Impression Generation': reports,
  'Local Findings Generation': reports,
  'Local Impression Generation': reports,
  'Local Progression Findings Generation': reports,
  'Local Progression Impression Generation': reports,
  'Caption Generation': ['roco'],
  'Findings Summarization': ['mimic-cxr', 'openi', 'mimic-iii'],
  'Open-Ended VQA': asked,
  'Close-Ended VQA': asked,
  'Difference VQA': ['mimic-diff-vqa'],
  'Text QA': ['radqa'],
  'Image-Text Matching': described,
  'Image-Text Selection': described,
  'Report Evaluation': ['rexval'],
  'Natural Language Explanation': ['mimic-nle'],
  'Natural Language Inference': ['radnli'],
  'Temporal Sentence Similarity': ['ms-cxr-t'],
  'Named Entity Recognition': ['radgraph'],
} as const satisfies Record<InstructTask, readonly SourceName[]>;

/** One task on one source; the two tasks from reports are also set with the indication in the question. */
export interface InstructSet {
  readonly task: InstructTask;
  readonly source: SourceName;
  readonly withIndication: boolean;
}

const alsoWithIndication: readonly InstructTask[] = ['Findings Generation', 'Impression Generation'];

/** The 80 sets: 76 and the four with indication. */
export const instructSets: readonly InstructSet[] = instructTasks.flatMap((task) =>
  matrix[task].flatMap((source): InstructSet[] => {
    const twice = alsoWithIndication.includes(task) && (reports as readonly string[]).includes(source);
    return [false, ...(twice ? [true] : [])].map((withIndication) => ({ task, source, withIndication }));
  }),
);

/** What the samples of a set call their task. */
export function setName({ task, withIndication }: InstructSet): string {
  return withIndication ? `${task} with Indication` : task;
}
