import { findings } from '#core/text/findings.ts';
import type { Label } from './record.ts';

/** What an uncertain label of CheXpert counts as; those of the other findings stay uncertain and are not asked about. */
const UNCERTAIN: Readonly<Record<string, Label>> = {
  Atelectasis: 1,
  Edema: 1,
  'Pleural Effusion': 1,
  Cardiomegaly: 0,
  Consolidation: 0,
};

export const NO_FINDING = 'No Finding';

/** The fourteen columns that CheXpert, MIMIC-CXR and BRAX share, in this order of no meaning. */
export const chexpertColumns: readonly string[] = findings;

/** A cell of a label column: empty counts as not there. Null for anything but 1, 0 and -1. */
export function readLabel(cell: string): Label | null {
  if (cell === '') return 0;
  const value = Number(cell);
  return value === 1 || value === 0 || value === -1 ? value : null;
}

export function withoutUncertain(name: string, label: Label): Label {
  return label === -1 ? (UNCERTAIN[name] ?? -1) : label;
}
