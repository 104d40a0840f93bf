import { isBorderline, type Finding, type FindingKind } from '../phantom/spec.ts';

/** What questions call the findings. */
export const askedAs: Record<FindingKind, string> = {
  cardiomegaly: 'cardiomegaly',
  effusion: 'pleural effusion',
  pneumothorax: 'pneumothorax',
  consolidation: 'consolidation',
  nodule: 'lung nodule',
  oedema: 'pulmonary edema',
  atelectasis: 'atelectasis',
  fracture: 'rib fracture',
  pacemaker: 'pacemaker',
  'tracheal-tube': 'endotracheal tube',
  'enteric-tube': 'enteric tube',
  'central-line': 'central venous catheter',
  'chest-tube': 'chest tube',
  clips: 'surgical clips',
};

/** Borderline findings that count as absent in yes or no questions; all others count as there (as CheXinstruct has it). */
const absentWhenBorderline: readonly FindingKind[] = ['cardiomegaly', 'consolidation'];

export function countsAsThere(finding: Finding): boolean {
  return !isBorderline(finding) || !absentWhenBorderline.includes(finding.kind);
}
