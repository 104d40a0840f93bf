import type { FindingKind } from '../phantom/spec.ts';

/**
 * How radiologists name what the labels know, from the vocabulary of chest radiology (Fleischner glossary terms,
 * CheXpert's mention lists, abbreviations in common use); lower case. Nothing here comes from the report grammar.
 */
export const mentions: readonly (readonly [FindingKind, RegExp])[] = [
  ['cardiomegaly', /\bcardiomegal(?:y|ic)\b/],
  [
    'cardiomegaly',
    /\b(?:heart|cardiac|cardiomediastinal|cardiopericardial)(?: (?!normal\b|no\b)[a-z]+){0,6}? (?:enlarged|enlargement|increased|prominent|dilated|borderline)\b/,
  ],
  ['cardiomegaly', /\b(?:heart|cardiac|cardiomediastinal)(?: [a-z]+){0,5}? upper limits? of normal\b/],
  [
    'cardiomegaly',
    /\b(?:enlarged|enlargement of|increased|increase in|prominent|borderline)(?: [a-z]+){0,3}? (?:heart|cardiac|cardiomediastinal|cardiopericardial)\b/,
  ],
  ['cardiomegaly', /\bcardiothoracic ratio(?: [a-z]+){0,3} (?:increased|elevated|above|exceeds|greater)\b/],
  ['effusion', /(?<!pericardial )\beffusions?\b/],
  [
    'effusion',
    /\bpleural fluid\b|\bfluid in the pleural\b|\bhydropneumothora(?:x|ces)\b|\bhydrothorax\b|\bhemothorax\b/,
  ],
  ['pneumothorax', /\b(?:hydro)?pneumothora(?:x|ces)\b|\bptx\b|\bpleural air\b/],
  ['pneumothorax', /\bvisceral pleural (?:line|edge)\b/],
  ['consolidation', /\bconsolidat(?:ions?|ed|ive)\b|\bpneumonias?\b|\binfiltrates?\b|\bair ?bronchograms?\b/],
  ['consolidation', /\bair ?space (?:opacity|opacities|opacification|disease|process|shadowing)\b/],
  [
    'consolidation',
    /\b(?:patchy|confluent|dense|hazy|fluffy|focal|alveolar|lobar|lobe|zone|ill-defined)(?: (?:lung|pulmonary|parenchymal))? (?:opacity|opacities|opacification)\b/,
  ],
  [
    'consolidation',
    /(?<!(?:linear|like|discoid|streaky|subsegmental|round|rounded|nodular|mm|cm) )\b(?:opacity|opacification)(?: is seen| is present)? (?:in|of|within) the (?:right|left)? ?(?:upper|middle|lower|mid) (?:lobe|lung|zone)/,
  ],
  [
    'nodule',
    /\bnodules?\b|\bmass(?:es)?\b|\bcoin lesion\b|\bnodular (?:opacity|opacities|density|densities|shadow|lesion)\b/,
  ],
  ['nodule', /\b(?:rounded|round|spherical)(?: \d+ ?(?:mm|cm))?(?: [a-z]+){0,1}? (?:opacity|density|lesion|shadow)\b/],
  [
    'oedema',
    /(?<!subcutaneous |soft tissue )\b(?:o?edema)\b|\bkerley\b|\bsept(?:al|a) (?:lines|thickening)\b|\bseptal\b/,
  ],
  ['oedema', /\b(?:vascular|venous|pulmonary) congestion\b|\bheart failure\b|\bchf\b|\bfluid overload\b/],
  ['atelectasis', /\batelecta(?:sis|ses|tic)\b|\bvolume loss\b|\bcollapse of the\b|\blobar collapse\b/],
  [
    'atelectasis',
    /\b(?:linear|band-?like|plate-?like|discoid|subsegmental|streaky)(?: [a-z]+){0,1}? (?:opacity|opacities|density|densities)\b/,
  ],
  [
    'fracture',
    /(?<!compression |vertebral |vertebral body |clavicular |humeral )\bfractur(?:es?|ed)\b|\bbroken ribs?\b/,
  ],
  [
    'fracture',
    /\bribs? (?:is|are) broken\b|\b(?:irregularity|step-?off|discontinuity) of (?:a |an |the )?(?:[a-z]+ ){0,3}ribs?\b/,
  ],
  [
    'pacemaker',
    /\bpace-?makers?\b|\bpacers?\b|\bpacing (?:device|leads?|wires?)\b|\ba?icd\b|\bdefibrillator\b|\b(?:pulse|pacemaker) generator\b/,
  ],
  ['tracheal-tube', /\b(?:endotracheal|tracheal|et) tube\b|\bett\b|\bintubated\b/],
  ['enteric-tube', /\b(?:enteric|nasogastric|orogastric|gastric|feeding|ng|og|dobhoff) tube\b|\bngt\b|\bogt\b/],
  [
    'central-line',
    /\bcentral (?:venous )?(?:line|catheter|access)\b|\bcentral venous\b|\bpicc\b|\bcvc\b|\b(?:port-?a-?cath|chest port|mediport)\b/,
  ],
  ['central-line', /\b(?:jugular|subclavian|ij) (?:[a-z]+ )?(?:line|catheter|cvc)\b|\bdialysis catheter\b/],
  [
    'chest-tube',
    /\bchest (?:tube|drain)s?\b|\bthoracostomy\b|\b(?:pleural|pigtail|intercostal|thoracic) (?:drain|catheter|tube)s?\b/,
  ],
  ['clips', /\b(?:surgical |axillary |metallic |metal )?(?:clips?|staples)\b/],
];

/** Sentences that say that all is well with an organ, and what they rule out. */
export const wellness: readonly (readonly [RegExp, readonly FindingKind[]])[] = [
  [
    /\b(?:heart|cardiac|cardiomediastinal)\b[^.;]*\b(?:normal(?! variant)|unremarkable|within (?:normal )?limits)\b/,
    ['cardiomegaly'],
  ],
  [/\bnormal (?:in size |size of the )?(?:heart|cardiac|cardiomediastinal)\b/, ['cardiomegaly']],
  [
    /\b(?:lungs?|lung fields) (?:is|are|remain|appear)(?: (?:both|well|fully|expanded|inflated|aerated|and)){0,4} clear\b|\bclear lungs\b/,
    ['consolidation', 'nodule', 'oedema', 'atelectasis'],
  ],
  [/\bpleural spaces? (?:is|are) (?:clear|normal|unremarkable)\b/, ['effusion', 'pneumothorax']],
  [/\bcostophrenic (?:angles?|sulci) (?:is|are) (?:sharp|clear|preserved)\b/, ['effusion']],
  [
    /\b(?:bones?|ribs?|osseous structures|bony thorax|skeleton)\b[^.;]*\b(?:intact|unremarkable|normal)\b/,
    ['fracture'],
  ],
  [/\bno (?:acute )?(?:osseous|bony|skeletal) (?:abnormality|injury|lesion)\b/, ['fracture']],
];

/** What takes the meaning of a mention away: other findings explained by it, or questions about change only. */
export const notMentions =
  /\b(?:no|without)(?: [a-z]+){0,2} (?:change|increase|decrease|enlargement|progression|improvement) (?:in|of|from)\b|\bnot (?:significantly |appreciably )?(?:changed|increased|decreased|only)\b|\bno longer intubated\b/g;
