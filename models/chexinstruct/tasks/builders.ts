import type { InstructTask } from '../names.ts';
import { closedQuestions, openQuestions, textQuestions } from './asking.ts';
import type { TaskBuilder } from './draft.ts';
import { classification, temporal, view, viewMatching } from './perception.ts';
import {
  detection,
  groundedCaptioning,
  groundedClassification,
  groundedPhrase,
  grounding,
  phraseGrounding,
  searched,
} from './regions.ts';
import { explanation, matching, namedEntities, relation, reportEvaluation, selection } from './texts.ts';
import { caption, generation, local, progression, summarization } from './writing.ts';

/** How each of the 35 tasks makes samples of a record. */
export const taskBuilders: Readonly<Record<InstructTask, TaskBuilder>> = {
  'Image Classification': classification,
  'Temporal Image Classification': temporal,
  'View Classification': view,
  'View Matching': viewMatching,
  'Abnormality Detection': detection,
  'Abnormality Grounding': grounding,
  'Pneumothorax Segmentation': searched('pneumothorax', 'pneumothorax', 'none'),
  'Rib Fracture Segmentation': searched('rib-fracture', 'rib fracture', 'each'),
  'Chest Tube Segmentation': searched('chest-tube', 'chest tube', 'each'),
  'Foreign Object Detection': searched('foreign-object', 'foreign object', 'none'),
  'Phrase Grounding': phraseGrounding,
  'Grounded Captioning': groundedCaptioning,
  'Grounded Phrase Extraction': groundedPhrase,
  'Grounded Classification': groundedClassification,
  'Findings Generation': generation('findings'),
  'Impression Generation': generation('impression'),
  'Progression Findings Generation': progression('findings'),
  'Progression Impression Generation': progression('impression'),
  'Local Findings Generation': local('findings', false),
  'Local Impression Generation': local('impression', false),
  'Local Progression Findings Generation': local('findings', true),
  'Local Progression Impression Generation': local('impression', true),
  'Caption Generation': caption,
  'Findings Summarization': summarization,
  'Open-Ended VQA': openQuestions,
  'Close-Ended VQA': closedQuestions,
  'Difference VQA': openQuestions,
  'Text QA': textQuestions,
  'Image-Text Matching': matching,
  'Image-Text Selection': selection,
  'Report Evaluation': reportEvaluation,
  'Natural Language Explanation': explanation,
  'Natural Language Inference': relation('inference', ['entailment', 'neutral', 'contradiction']),
  'Temporal Sentence Similarity': relation('similarity', ['paraphrase', 'contradiction']),
  'Named Entity Recognition': namedEntities,
};
