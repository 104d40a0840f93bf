/** The fourteen classes of the CheXpert labeller (Irvin et al. 2019), in the order of its papers. */
export const findings = [
  'Enlarged Cardiomediastinum',
  'Cardiomegaly',
  'Lung Opacity',
  'Lung Lesion',
  'Edema',
  'Consolidation',
  'Pneumonia',
  'Atelectasis',
  'Pneumothorax',
  'Pleural Effusion',
  'Pleural Other',
  'Fracture',
  'Support Devices',
  'No Finding',
] as const;

export type Finding = (typeof findings)[number];

/** The five that CheXpert competes in, and that "F1 over five" means. */
export const fiveFindings: readonly Finding[] = [
  'Cardiomegaly',
  'Edema',
  'Consolidation',
  'Atelectasis',
  'Pleural Effusion',
];
