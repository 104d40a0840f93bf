import type { FindingKind } from './spec.ts';

/**
 * What a report says of each finding. {size} is the word for its severity, {side} and {sides} where it is, {zone} the
 * place in the lung, {mm} its diameter.
 */
export interface Phrases {
  readonly findings: readonly string[];
  readonly impression: readonly string[];
}

export const present: Record<FindingKind, Phrases> = {
  cardiomegaly: {
    findings: [
      'The cardiac silhouette is {size} enlarged.',
      'The heart is {size} enlarged.',
      'The cardiomediastinal silhouette is {size} enlarged.',
      'Heart size is {size} increased.',
    ],
    impression: ['{Size} enlarged heart.', 'Heart {size} enlarged.', '{Size} enlarged cardiac silhouette.'],
  },
  effusion: {
    findings: [
      'There is a {size} {side} pleural effusion.',
      '{Size} {side} pleural effusion is present.',
      'A {size} pleural effusion is seen on the {side}.',
      'Opacity at the {side} base is in keeping with a {size} pleural effusion.',
    ],
    impression: ['{Size} {side} pleural effusion.', 'Pleural effusion on the {side}, {size}.'],
  },
  pneumothorax: {
    findings: [
      'There is a {size} {side} pneumothorax with a visible pleural line.',
      'A {size} {side} pneumothorax is present.',
      'The {side} visceral pleural line is visible, consistent with a {size} pneumothorax.',
    ],
    impression: ['{Size} {side} pneumothorax.', 'Pneumothorax on the {side}, {size}.'],
  },
  consolidation: {
    findings: [
      'There is {size} consolidation in the {side} {zone} lobe.',
      '{Size} airspace opacity is seen in the {side} {zone} lobe with air bronchograms.',
      'The {side} {zone} lobe shows {size} consolidation.',
      '{Size} consolidation projects over the {side} {zone} lung zone.',
    ],
    impression: [
      '{Side} {zone} lobe consolidation, concerning for pneumonia.',
      'Consolidation of the {side} {zone} lobe; pneumonia is the leading consideration.',
      '{Side} {zone} lobe airspace opacity, likely infectious.',
    ],
  },
  nodule: {
    findings: [
      'A {mm} mm nodule projects over the {side} {zone} lung.',
      'There is a rounded {mm} mm opacity in the {side} {zone} lung zone.',
      'A well-defined nodule of about {mm} mm is seen in the {side} {zone} lung.',
    ],
    impression: [
      '{Side} {zone} lung nodule measuring {mm} mm; CT is recommended.',
      '{mm} mm nodule in the {side} {zone} lung. Recommend CT for further characterization.',
    ],
  },
  oedema: {
    findings: [
      'There is {size} pulmonary edema with perihilar haze and septal lines.',
      '{Size} interstitial edema with prominent perihilar markings.',
      'Indistinct vessels and septal thickening are consistent with {size} pulmonary edema.',
    ],
    impression: ['{Size} pulmonary edema.', 'Findings of {size} pulmonary edema.'],
  },
  'tracheal-tube': {
    findings: [
      'The endotracheal tube terminates above the carina.',
      'Endotracheal tube tip lies in the mid trachea.',
      'An endotracheal tube is in satisfactory position.',
    ],
    impression: ['Endotracheal tube in satisfactory position.'],
  },
  'enteric-tube': {
    findings: [
      'An enteric tube courses below the diaphragm with its tip over the stomach.',
      'The nasogastric tube tip projects over the stomach.',
    ],
    impression: ['Enteric tube in the stomach.'],
  },
  'central-line': {
    findings: [
      'A {side} internal jugular central venous catheter ends in the superior vena cava.',
      '{Side} central venous catheter with its tip over the SVC.',
      'The tip of the {side} jugular central line projects over the superior vena cava.',
    ],
    impression: ['{Side} central venous catheter tip in the SVC.'],
  },
};

export const bothEffusions: Phrases = {
  findings: ['There are bilateral pleural effusions, {sides}.', 'Bilateral pleural effusions are present, {sides}.'],
  impression: ['Bilateral pleural effusions, {sides}.'],
};

export const absent = {
  heart: [
    'The heart size is normal.',
    'Cardiac silhouette is within normal limits.',
    'Heart size is normal.',
    'The cardiomediastinal silhouette is unremarkable.',
  ],
  lungs: [
    'The lungs are clear.',
    'No focal consolidation.',
    'Both lungs are clear.',
    'The lungs are clear without focal airspace disease.',
  ],
  otherLung: [
    'The lungs are otherwise clear.',
    'No other focal airspace opacity.',
    'No further focal abnormality of the lungs.',
  ],
  pleura: [
    'No pleural effusion or pneumothorax.',
    'There is no pneumothorax or pleural effusion.',
    'No effusion or pneumothorax is seen.',
  ],
  effusion: ['No pleural effusion.', 'There is no pleural effusion.'],
  pneumothorax: ['No pneumothorax.', 'There is no pneumothorax.', 'No pneumothorax is seen.'],
  bones: [
    'No acute osseous abnormality.',
    'The visualized bones are intact.',
    'Osseous structures are unremarkable.',
    'No displaced rib fracture.',
  ],
  impression: [
    'No acute cardiopulmonary abnormality.',
    'No acute cardiopulmonary process.',
    'No acute disease of the chest.',
    'No radiographic evidence of acute disease.',
  ],
} as const;

export const opening: Record<'PA' | 'AP' | 'both', readonly string[]> = {
  PA: ['Single frontal view of the chest.', 'Frontal radiograph of the chest.', 'PA view of the chest.'],
  AP: ['Portable AP view of the chest.', 'Single AP radiograph of the chest.', 'AP bedside radiograph of the chest.'],
  both: [
    'PA and lateral views of the chest.',
    'Frontal and lateral radiographs of the chest.',
    'Two views of the chest.',
  ],
};

/** {what} is a finding by its plain name. */
export const change = {
  worse: ['{What} has increased since the previous radiograph.', 'Compared with the prior study, {what} is larger.'],
  better: ['{What} has decreased since the previous radiograph.', 'Compared with the prior study, {what} is smaller.'],
  stable: ['{What} is unchanged from the previous radiograph.', 'Compared with the prior study, {what} is stable.'],
  new: ['{What} is new since the previous radiograph.', 'Compared with the prior study, {what} is new.'],
  gone: ['{What} seen previously has resolved.', 'Compared with the prior study, {what} has cleared.'],
  none: [
    'No significant change from the previous radiograph.',
    'Compared with the prior study, there is no new abnormality.',
  ],
} as const;

export const plainName: Record<FindingKind, string> = {
  cardiomegaly: 'the enlargement of the heart',
  effusion: 'the {side} pleural effusion',
  pneumothorax: 'the {side} pneumothorax',
  consolidation: 'the {side} {zone} lobe consolidation',
  nodule: 'the {side} {zone} lung nodule',
  oedema: 'the pulmonary edema',
  'tracheal-tube': 'the endotracheal tube',
  'enteric-tube': 'the enteric tube',
  'central-line': 'the {side} central venous catheter',
};
