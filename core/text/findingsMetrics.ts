import { fiveFindings, findings } from './findings.ts';
import { findingsF1, type FindingsF1 } from './labeller/findingsF1.ts';
import { labelReport, type Labels } from './labeller/label.ts';
import type { Metric, Scores, TextPair } from './metric.ts';

/** The labels of a text and of what it should be, whoever told them. */
export interface Labelled {
  readonly reference: Labels;
  readonly candidate: Labels;
}

/** The F1 of the findings that texts name, for each mean and each list. */
export const findingsMetrics = {
  'findings-micro-14': metric('micro', 'fourteen', findings.length),
  'findings-macro-14': metric('macro', 'fourteen', findings.length),
  'findings-micro-5': metric('micro', 'five', fiveFindings.length),
  'findings-macro-5': metric('macro', 'five', fiveFindings.length),
} satisfies Record<string, Metric>;

/** The labels of texts that several metrics score one after the other. */
const known = new WeakMap<readonly TextPair[], readonly Labelled[]>();

function metric(mean: 'micro' | 'macro', list: keyof FindingsF1, size: number): Metric {
  return {
    definition: `${mean} F1 of ${size} CheXpert findings by our rules, uncertain as not there, 0 to 1; a text's own is micro`,
    score: (pairs) => scoreFindings(labelsOf(pairs), mean, list),
  };
}

/** The F1 of labels over all texts, and the micro F1 of each alone. */
export function scoreFindings(labelled: readonly Labelled[], mean: 'micro' | 'macro', list: keyof FindingsF1): Scores {
  return {
    corpus: findingsF1(labelled)[list][mean === 'micro' ? 'microF1' : 'macroF1'],
    each: labelled.map((pair) => findingsF1([pair])[list].microF1),
  };
}

function labelsOf(pairs: readonly TextPair[]): readonly Labelled[] {
  const before = known.get(pairs);
  if (before !== undefined) return before;
  const labelled = pairs.map(({ candidate, references }) => ({
    reference: labelReport(references.join('\n\n')).labels,
    candidate: labelReport(candidate).labels,
  }));
  known.set(pairs, labelled);
  return labelled;
}
