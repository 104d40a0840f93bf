import type { FindingKind } from './spec.ts';

/**
 * What a report says, as templates of `wording.ts`: {size} is the word for the severity, {side} where it is (empty where
 * the film does not show it), {zone} the place in the lung, {mm} the diameter.
 */
export interface Phrases {
  readonly findings: readonly string[];
  readonly impression: readonly string[];
  /** Where the severity is borderline: the same in both sections. Devices are there or not. */
  readonly possible?: readonly string[];
}

export const present: Record<FindingKind, Phrases> = {
  cardiomegaly: {
    findings: [
      '(the heart|the cardiac silhouette|the cardiomediastinal silhouette) is {size} enlarged.',
      'heart size is {size} (increased|enlarged).',
      '{size} enlarged (heart|cardiac silhouette|cardiac contour).',
      'there is {size} (increased heart size|enlarged heart size).',
    ],
    impression: ['{size} enlarged (heart|cardiac silhouette).', '(heart|cardiac silhouette) {size} enlarged.'],
    possible: [
      '(heart size|the heart size|the cardiac silhouette) is (borderline|at the upper limit of normal).',
      'borderline (heart size|cardiac enlargement).',
    ],
  },
  effusion: {
    findings: [
      '(there is|note is made of) a {size} {side} pleural effusion.',
      '{size} {side} (pleural effusion|effusion) is (present|seen|noted).',
      'a {size} pleural effusion is (present|seen)[ on the {side}].',
      '(opacity|blunting) at the[ {side}] base is (in keeping with|consistent with) a {size} pleural effusion.',
      '{size} {side} pleural effusion[ with fluid at the {side} base].',
    ],
    impression: ['{size} {side} pleural effusion.', 'pleural effusion[ on the {side}], {size}.'],
    possible: [
      '(possible|questionable) trace {side} pleural effusion.',
      '(minimal|slight) blunting of the {side} costophrenic angle may (represent|reflect) a trace effusion.',
    ],
  },
  pneumothorax: {
    findings: [
      'there is a {size} {side} pneumothorax with a visible pleural line.',
      'a {size} {side} pneumothorax is (present|seen|noted).',
      'the {side} visceral pleural line is visible, (consistent with|in keeping with) a {size} pneumothorax.',
      '{size} {side} pneumothorax without lung markings beyond the pleural line.',
      '{size} {side} pneumothorax.',
    ],
    impression: ['{size} {side} pneumothorax.', 'pneumothorax[ on the {side}], {size}.'],
    possible: [
      '(possible|questionable) tiny {side} apical pneumothorax.',
      'a tiny {side} pneumothorax (cannot be excluded|is possible).',
    ],
  },
  consolidation: {
    findings: [
      'there is {size} (consolidation|airspace consolidation) in the {side} {zone} lobe.',
      '{size} (airspace opacity|consolidation) is seen in the {side} {zone} lobe[ with air bronchograms].',
      'the {side} {zone} lobe shows {size} consolidation.',
      '{size} consolidation projects over the {side} {zone} (lung|lung zone).',
      '{size} {side} {zone} lobe (consolidation|airspace opacity).',
    ],
    impression: [
      '{side} {zone} lobe consolidation, (concerning|suspicious) for pneumonia.',
      '(consolidation|airspace disease) of the {side} {zone} lobe; pneumonia is (likely|the leading consideration).',
      '{side} {zone} lobe (airspace opacity|consolidation), likely infectious.',
    ],
    possible: [
      '(subtle|faint) opacity in the {side} {zone} lobe (may represent|could reflect) early consolidation.',
      '(possible|questionable) early consolidation in the {side} {zone} lobe.',
    ],
  },
  nodule: {
    findings: [
      'a {mm} mm nodule (projects over|is seen in|is present in) the {side} {zone} lung.',
      'there is a (rounded {mm} mm opacity|{mm} mm nodule|{mm} mm nodular opacity) in the {side} {zone} lung[ zone].',
      'a well-defined nodule of about {mm} mm is seen in the {side} {zone} lung.',
      '{mm} mm (nodule|pulmonary nodule) in the {side} {zone} lung.',
    ],
    impression: [
      '{side} {zone} lung nodule measuring {mm} mm; CT is recommended.',
      '{mm} mm nodule in the {side} {zone} lung. Recommend CT.',
    ],
    possible: [
      '(possible|questionable) {mm} mm nodule in the {side} {zone} lung.',
      'a {mm} mm nodular density over the {side} {zone} lung may be (a nodule|a true nodule or overlap).',
    ],
  },
  oedema: {
    findings: [
      'there is {size} pulmonary edema with perihilar haze and septal lines.',
      '{size} interstitial edema with (prominent|increased) perihilar markings.',
      '(indistinct vessels|perihilar haze) and septal thickening are consistent with {size} pulmonary edema.',
      '{size} (pulmonary|interstitial) edema is (present|seen|noted).',
    ],
    impression: ['{size} (pulmonary|interstitial) edema.', '(findings of|appearance of) {size} pulmonary edema.'],
    possible: [
      '(possible|questionable) (early|minimal) interstitial edema.',
      'slight perihilar haze may (represent|reflect) early edema.',
    ],
  },
  atelectasis: {
    findings: [
      '(there is|note is made of) {size} {side} basilar atelectasis.',
      '{size} linear atelectasis (is seen|is present) at the {side} (base|lung base).',
      '{size} (bandlike|linear) opacity at the {side} base is (consistent with|in keeping with) atelectasis.',
      '{size} {side} (basilar|lower lobe) atelectasis[ with elevation of the {side} hemidiaphragm].',
    ],
    impression: ['{size} {side} basilar atelectasis.', '{side} basilar atelectasis, {size}.'],
    possible: [
      '(possible|questionable) minimal {side} basilar atelectasis.',
      'faint linear density at the {side} base may (represent|reflect) atelectasis.',
    ],
  },
  fracture: {
    findings: [
      'there is a {size} displaced {side} rib fracture.',
      'a {size} displaced fracture of a {side} (lateral rib|rib) is (seen|present|noted).',
      '{size} displaced {side} rib fracture.',
      '(cortical step-off|discontinuity) of a {side} lateral rib is consistent with a {size} displaced fracture.',
    ],
    impression: ['{side} rib fracture, {size} displaced.', '{size} displaced {side} rib fracture.'],
    possible: [
      '(possible|questionable) nondisplaced {side} rib fracture.',
      'subtle irregularity of a {side} rib may (represent|reflect) a fracture.',
    ],
  },
  pacemaker: {
    findings: [
      'a {side} (chest wall|pectoral) pacemaker has leads in the right atrium and ventricle.',
      '(a|there is a) {side} pacemaker with leads over the right atrium and ventricle.',
      '{side} (pectoral pacemaker|pacemaker generator) with intact leads.',
    ],
    impression: ['{side} pacemaker with leads in (place|expected position).'],
  },
  'tracheal-tube': {
    findings: [
      '(the|an) endotracheal tube (terminates|ends) above the carina.',
      'endotracheal tube tip (lies|is) in the mid trachea.',
      'an endotracheal tube is in (satisfactory|good|standard) position.',
      'the patient is intubated with the endotracheal tube tip above the carina.',
    ],
    impression: ['endotracheal tube in (satisfactory|good|standard) position.'],
  },
  'enteric-tube': {
    findings: [
      '(an enteric|a nasogastric) tube courses below the diaphragm with its tip over the stomach.',
      'the (nasogastric|enteric) tube tip (projects over|is in) the stomach.',
      '(enteric|nasogastric) tube ends in the stomach.',
    ],
    impression: ['(enteric|nasogastric) tube in the stomach.'],
  },
  'central-line': {
    findings: [
      'a {side} internal jugular central venous catheter ends in the (superior vena cava|SVC).',
      '{side} central venous catheter with its tip over the (SVC|superior vena cava).',
      'the tip of the {side} (jugular central line|central line) projects over the (superior vena cava|SVC).',
    ],
    impression: ['{side} central venous catheter tip in the SVC.'],
  },
  'chest-tube': {
    findings: [
      'a {side} chest tube is (in place|present).',
      '{side} (chest tube|pleural drain) with its tip (towards the apex|in the upper chest).',
      'a {side} (thoracostomy tube|pleural drain) projects over the {side} (chest|lung).',
    ],
    impression: ['{side} chest tube in place.'],
  },
  clips: {
    findings: [
      'surgical clips (project over|are seen over|overlie) the {side} axilla.',
      '{side} axillary surgical clips are (present|noted).',
    ],
    impression: ['{side} axillary surgical clips.'],
  },
};

export const bothEffusions: Phrases = {
  findings: [
    '(there are|note is made of) bilateral pleural effusions, {sides}.',
    'bilateral (pleural effusions|effusions) are (present|seen), {sides}.',
    'bilateral pleural effusions, {sides}.',
  ],
  impression: ['bilateral pleural effusions, {sides}.'],
};

/** What is not there, each under the key of what it states. */
export const absent = {
  heart: [
    '(the heart size|heart size|the cardiac silhouette|cardiac size) is (normal|within normal limits).',
    '(the heart|the cardiac silhouette|the cardiomediastinal silhouette) is (not enlarged|unremarkable|normal in size).',
    'normal (heart size|cardiac silhouette|cardiomediastinal contours).',
    'the cardiomediastinal (silhouette|contour) is (normal|within normal limits).',
  ],
  lungs: [
    '(the lungs|both lungs|lungs) are (clear|well aerated and clear|clear bilaterally).',
    '(no|there is no) focal (consolidation|airspace disease|airspace opacity).',
    'the lungs are clear without focal (airspace disease|consolidation|opacity).',
    'no (focal|suspicious) (pulmonary|lung) opacity (is seen|is identified).',
  ],
  otherLung: [
    '(the lungs are|the remaining lung is|lungs) otherwise clear.',
    'no other focal (airspace opacity|consolidation|lung abnormality).',
    'no further focal (abnormality|opacity) of the lungs.',
  ],
  pleura: [
    '(no|there is no) pleural effusion or pneumothorax.',
    '(no|there is no) pneumothorax or (pleural effusion|effusion).',
    'no (pleural effusion|effusion) or pneumothorax is (seen|identified|present).',
    'the pleural spaces are clear.',
  ],
  effusion: ['(no|there is no) (pleural effusion|effusion).', 'no pleural effusion is (seen|identified|present).'],
  pneumothorax: ['(no|there is no) pneumothorax.', 'no pneumothorax is (seen|identified|present).'],
  bones: [
    '(no acute osseous|no acute bony|no) abnormality of the (visualized bones|bony thorax).',
    '(the visualized bones|the bones|osseous structures) are (intact|unremarkable).',
    '(no|there is no) (displaced|acute) rib fracture.',
    'no (acute osseous|acute bony) abnormality.',
  ],
  airway: ['the trachea is midline.', '(trachea and main bronchi|the central airways) are (unremarkable|patent).'],
  diaphragm: [
    '(the diaphragm|each hemidiaphragm) (appears normal|is unremarkable).',
    'the hemidiaphragms are (smooth|well defined).',
  ],
  impression: [
    'no (acute|active) (cardiopulmonary abnormality|cardiopulmonary process|disease of the chest|chest disease).',
    'no (radiographic evidence|evidence) of acute (disease|cardiopulmonary disease).',
    'normal (chest radiograph|chest|study).',
  ],
} as const;

export const opening: Record<'PA' | 'AP' | 'LATERAL' | 'both', readonly string[]> = {
  PA: [
    '(single|one) (frontal|PA) view of the chest.',
    '(frontal|PA|upright PA) (radiograph|view) of the chest.',
    'PA (chest|chest radiograph).',
  ],
  AP: [
    '(portable|single|bedside) AP (view|radiograph) of the chest.',
    'AP (bedside radiograph|portable view) of the chest.',
    'portable AP (chest|chest radiograph).',
  ],
  LATERAL: ['(lateral|single lateral) (view|radiograph) of the chest.', 'lateral (chest|chest radiograph).'],
  both: [
    '(PA|frontal) and lateral (views|radiographs) of the chest.',
    '(two views|two-view radiographs) of the chest.',
    'PA and lateral (chest|chest radiographs).',
  ],
};

/** {what} is a finding by its plain name. */
export const change = {
  worse: [
    '{what} has (increased|worsened|progressed) since the (previous|prior) radiograph.',
    '(compared with|in comparison with) the prior study, {what} is (larger|worse|increased).',
    'interval worsening of {what}.',
  ],
  better: [
    '{what} has (decreased|improved) since the (previous|prior) radiograph.',
    '(compared with|in comparison with) the prior study, {what} is (smaller|improved|decreased).',
    'interval improvement of {what}.',
  ],
  stable: [
    '{what} is (unchanged|stable) from the (previous|prior) radiograph.',
    '(compared with|in comparison with) the prior study, {what} is (stable|unchanged).',
  ],
  new: [
    '{what} is new since the (previous|prior) radiograph.',
    '(compared with|in comparison with) the prior study, {what} is new.',
  ],
  gone: [
    '{what} seen previously has resolved.',
    '(compared with|in comparison with) the prior study, {what} has (cleared|resolved).',
  ],
  none: [
    'no (significant|relevant) change from the (previous|prior) radiograph.',
    '(compared with|in comparison with) the prior study, there is no (new abnormality|relevant change).',
  ],
} as const;

export const plainName: Record<FindingKind, string> = {
  cardiomegaly: 'the enlargement of the heart',
  effusion: 'the {side} pleural effusion',
  pneumothorax: 'the {side} pneumothorax',
  consolidation: 'the {side} {zone} lobe consolidation',
  nodule: 'the {side} {zone} lung nodule',
  oedema: 'the pulmonary edema',
  atelectasis: 'the {side} basilar atelectasis',
  fracture: 'the {side} rib fracture',
  pacemaker: 'the {side} pacemaker',
  'tracheal-tube': 'the endotracheal tube',
  'enteric-tube': 'the enteric tube',
  'central-line': 'the {side} central venous catheter',
  'chest-tube': 'the {side} chest tube',
  clips: 'the {side} axillary clips',
};
