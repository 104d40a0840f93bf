/** The 32 sources of CheXinstruct by the names that `--source NAME=DIR` takes, with the names that the samples bear. */
export const sourceTitles = {
  'chestx-ray14': 'ChestX-ray14',
  chexpert: 'CheXpert',
  'mimic-cxr': 'MIMIC-CXR',
  padchest: 'PadChest',
  rsna: 'RSNA',
  'covidx-cxr-3': 'COVIDx-CXR-3',
  'cxr-lt': 'CXR-LT',
  brax: 'BRAX',
  'nlm-tb': 'NLM-TB',
  'ms-cxr-t': 'MS-CXR-T',
  'vindr-cxr': 'VinDr-CXR',
  'vindr-pcxr': 'VinDr-PCXR',
  'candid-ptx': 'CANDID-PTX',
  siim: 'SIIM',
  'object-cxr': 'Object-CXR',
  'ms-cxr': 'MS-CXR',
  openi: 'OpenI',
  'bimcv-covid19': 'BIMCV-COVID19',
  roco: 'ROCO',
  'mimic-iii': 'MIMIC-III',
  'vqa-rad': 'VQA-RAD',
  slake: 'SLAKE',
  'medvqa-2019': 'MedVQA-2019',
  'pmc-vqa': 'PMC-VQA',
  'rad-restruct': 'Rad-Restruct',
  'mimic-cxr-vqa': 'MIMIC-CXR-VQA',
  'mimic-diff-vqa': 'MIMIC-Diff-VQA',
  radqa: 'RadQA',
  rexval: 'ReXVal',
  'mimic-nle': 'MIMIC-NLE',
  radnli: 'RadNLI',
  radgraph: 'RadGraph',
} as const;

export type SourceName = keyof typeof sourceTitles;
export const sourceNames = Object.keys(sourceTitles) as SourceName[];

/** The five categories of the paper with their 35 tasks. */
export const categories = {
  'coarse-grained perception': [
    'Image Classification',
    'Temporal Image Classification',
    'View Classification',
    'View Matching',
  ],
  'fine-grained perception': [
    'Abnormality Detection',
    'Abnormality Grounding',
    'Pneumothorax Segmentation',
    'Rib Fracture Segmentation',
    'Chest Tube Segmentation',
    'Foreign Object Detection',
    'Phrase Grounding',
    'Grounded Captioning',
    'Grounded Phrase Extraction',
    'Grounded Classification',
  ],
  'text generation': [
    'Findings Generation',
    'Impression Generation',
    'Progression Findings Generation',
    'Progression Impression Generation',
    'Local Findings Generation',
    'Local Impression Generation',
    'Local Progression Findings Generation',
    'Local Progression Impression Generation',
    'Caption Generation',
    'Findings Summarization',
  ],
  'question answering': ['Open-Ended VQA', 'Close-Ended VQA', 'Difference VQA', 'Text QA'],
  miscellaneous: [
    'Image-Text Matching',
    'Image-Text Selection',
    'Report Evaluation',
    'Natural Language Explanation',
    'Natural Language Inference',
    'Temporal Sentence Similarity',
    'Named Entity Recognition',
  ],
} as const;

export type InstructTask = (typeof categories)[keyof typeof categories][number];
export const instructTasks: readonly InstructTask[] = Object.values(categories).flat();
