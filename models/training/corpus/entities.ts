import type { parseEntities } from '#models/chexagent/tasks/answers.ts';

type Entity = ReturnType<typeof parseEntities>[number];

/** Words for places, longest first where one holds another. */
const ANATOMY = [
  'superior vena cava',
  'costophrenic angle',
  'cardiomediastinal silhouette',
  'cardiomediastinal contours',
  'cardiomediastinal contour',
  'cardiac silhouette',
  'cardiac contour',
  'right atrium',
  'hemidiaphragms',
  'hemidiaphragm',
  'pleural spaces',
  'visceral pleural line',
  'central airways',
  'main bronchi',
  'bony thorax',
  'lung zone',
  'chest wall',
  'lung base',
  'perihilar',
  'ventricle',
  'diaphragm',
  'pleural',
  'trachea',
  'stomach',
  'axillary',
  'axilla',
  'carina',
  'basilar',
  'lungs',
  'lung',
  'lobe',
  'heart',
  'bones',
  'ribs',
  'rib',
  'base',
  'SVC',
];

/** Words for what is seen. */
const OBSERVATIONS = [
  'central venous catheter',
  'jugular central line',
  'central line',
  'endotracheal tube',
  'nasogastric tube',
  'thoracostomy tube',
  'surgical clips',
  'pleural drain',
  'enteric tube',
  'chest tube',
  'pacemaker generator',
  'pacemaker',
  'airspace consolidation',
  'airspace opacity',
  'airspace disease',
  'air bronchograms',
  'nodular opacity',
  'nodular density',
  'septal thickening',
  'septal lines',
  'pulmonary edema',
  'interstitial edema',
  'consolidation',
  'pneumothorax',
  'atelectasis',
  'effusions',
  'effusion',
  'fracture',
  'nodule',
  'opacity',
  'edema',
  'haze',
  'blunting',
  'enlarged',
  'enlargement',
  'abnormality',
  'borderline',
  'clear',
  'normal',
  'intact',
  'unremarkable',
  'midline',
];

const NEGATED = /\b(?:no|not|without)\b/i;
const HEDGED = /\b(?:possible|questionable|may|could|cannot be excluded|borderline|upper limit)\b/i;

/** The entities of one sentence in their order: places, and what is seen there, is not, or may be. */
export function entitiesOf(sentence: string): Entity[] {
  const words = [...ANATOMY, ...OBSERVATIONS].sort((one, other) => other.length - one.length);
  const pattern = new RegExp(`\\b(?:${words.join('|')})\\b`, 'gi');
  return [...sentence.matchAll(pattern)].map(([text], index, all) => {
    const at = all[index]?.index ?? 0;
    const anatomy = ANATOMY.some((word) => word.toLowerCase() === text.toLowerCase());
    return { type: anatomy ? 'Anatomy' : observed(sentence, at), text };
  });
}

/** A negation counts for what follows it, a hedge for the whole sentence. */
function observed(sentence: string, at: number): Entity['type'] {
  if (HEDGED.test(sentence)) return 'Observation (Uncertain)';
  return NEGATED.test(sentence.slice(0, at)) ? 'Observation (Definitely Absent)' : 'Observation (Definitely Present)';
}
