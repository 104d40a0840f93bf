import { mix } from './maths.ts';
import type { Finding, FindingKind } from './spec.ts';

/** Half the film's width, in millimetres, on a film 35 cm wide. */
export const millimetresPerUnit = 175;

/** Three words for a severity of 0 to 1; the borders are the same for pictures, reports and their comparison. */
const sizeWords: Partial<Record<FindingKind, readonly [string, string, string]>> = {
  cardiomegaly: ['mildly', 'moderately', 'markedly'],
  effusion: ['small', 'moderate', 'large'],
  pneumothorax: ['small', 'moderate', 'large'],
  consolidation: ['patchy', 'confluent', 'dense'],
  nodule: ['small', 'moderate', 'large'],
  oedema: ['mild', 'moderate', 'severe'],
  atelectasis: ['mild', 'moderate', 'marked'],
  fracture: ['minimally', 'mildly', 'clearly'],
};

function severityStep(severity: number): 0 | 1 | 2 {
  return severity < 0.34 ? 0 : severity < 0.67 ? 1 : 2;
}

/** The word for how severe a finding is; empty for devices. */
export function sizeWord(finding: Finding): string {
  return sizeWords[finding.kind]?.[severityStep(finding.severity)] ?? '';
}

/** Radius of a nodule in units; what the renderer draws and the report measures. */
export function noduleRadius(severity: number): number {
  return mix(0.045, 0.085, severity);
}

export function noduleMillimetres(severity: number): number {
  return Math.round(2 * noduleRadius(severity) * millimetresPerUnit);
}
