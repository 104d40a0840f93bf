import type { Random } from '#core/random.ts';
import { reportText, writeReport, type ReportContent } from '#models/training/phantom/report.ts';
import { plant, plantKinds, type Planted } from './plant.ts';
import type { PlannedCase } from './plan.ts';

export interface DemoDraft {
  readonly source: 'model' | 'resident' | 'reference';
  readonly text: string;
  /** Goes into the sealed key only. */
  readonly provenance: string;
}

/** Share of the drafts that carry a planted error. */
const errorShare = { resident: 0.4, model: 0.5 };

/**
 * The texts of one case. All come from one grammar with its full variety, so that wording does not tell the source; no
 * model was run for the draft of source `model`, and its provenance says so.
 */
export function demoDrafts(random: Random, planned: PlannedCase): DemoDraft[] {
  const truth: ReportContent = {
    views: planned.current.length > 1 ? 'both' : (planned.current[0]?.view ?? 'PA') === 'AP' ? 'AP' : 'PA',
    findings: planned.current[0]?.findings ?? [],
    prior: planned.prior?.findings ?? null,
  };
  const reference: DemoDraft = {
    source: 'reference',
    text: reportText(writeReport(random.fork('reference'), truth)),
    provenance: 'demo: the truth of the phantom in the words of the report grammar',
  };
  return [erring(random.fork('model'), 'model', truth), erring(random.fork('resident'), 'resident', truth), reference];
}

const writers = {
  model: 'demo: report grammar in the place of a drafting model, no model was run',
  resident: 'demo: report grammar in the place of a resident',
};

function erring(random: Random, source: 'model' | 'resident', truth: ReportContent): DemoDraft {
  const error = random.uniform() < errorShare[source] ? anyError(random, truth) : null;
  const invents = source === 'model' && !error && !truth.prior && random.uniform() < 0.25;
  const content = {
    ...truth,
    findings: error?.findings ?? truth.findings,
    prior: invents ? truth.findings : truth.prior,
  };
  const planted = error
    ? `${error.kind} (${error.what})`
    : invents
      ? 'invented-comparison (there is no prior)'
      : 'none';
  return {
    source,
    text: reportText(writeReport(random, content)),
    provenance: `${writers[source]}; planted error: ${planted}`,
  };
}

/** The first kind, in an order by chance, that the findings leave room for. */
function anyError(random: Random, truth: ReportContent): Planted | null {
  for (const kind of random.shuffle(plantKinds)) {
    const planted = plant(random, kind, truth.findings);
    if (planted) return planted;
  }
  return null;
}
