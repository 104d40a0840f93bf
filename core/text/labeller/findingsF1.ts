import { fiveFindings, findings, type Finding } from '../findings.ts';
import type { Labels } from './label.ts';
import { compareLabels, type Agreements } from './scores.ts';

/** Whether an uncertain finding counts as there. */
export type UncertainAs = 'negative' | 'positive';

/** Agreement of the findings of two reports, over CheXpert's fourteen and over its five. */
export interface FindingsF1 {
  readonly fourteen: Agreements<Finding>;
  readonly five: Agreements<Finding>;
}

/**
 * CheXbert-style F1 (Smit et al. 2020; the fourteen with `No Finding`, the five of CheXpert's competition): the label
 * is "there" or not, so that not there, not mentioned and, unless told otherwise, uncertain are one class. The labels
 * come from our rules, not from the CheXbert network: values are comparable with each other, not with published ones.
 */
export function findingsF1(
  pairs: readonly { readonly reference: Labels; readonly candidate: Labels }[],
  uncertain: UncertainAs = 'negative',
): FindingsF1 {
  const sets = pairs.map(({ reference, candidate }) => ({
    reference: present(reference, uncertain),
    candidate: present(candidate, uncertain),
  }));
  return { fourteen: compareLabels(findings, sets), five: compareLabels(fiveFindings, sets) };
}

/** The findings that count as there. */
function present(labels: Labels, uncertain: UncertainAs): ReadonlySet<Finding> {
  return new Set(
    findings.filter((finding) => labels[finding] === 1 || (uncertain === 'positive' && labels[finding] === -1)),
  );
}
