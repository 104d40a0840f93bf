import { seededRandom, type Random } from '#core/random.ts';
import { firstBodyOutside } from '#models/training/corpus/splits.ts';
import { sampleFinding, type Finding, type FindingKind, type PhantomSpec } from '#models/training/phantom/spec.ts';

/** What a case of the demo study is to show. */
interface CasePlan {
  readonly view: 'PA' | 'AP';
  readonly kinds: readonly FindingKind[];
  /** How the case has changed since its earlier film; left out where there is none. */
  readonly since?: 'better' | 'worse' | 'same' | 'new';
}

/** The mix of a reading list: normal and abnormal, single and several findings, upright and bedside. */
const plans: readonly CasePlan[] = [
  { view: 'PA', kinds: ['effusion'] },
  { view: 'PA', kinds: [] },
  { view: 'PA', kinds: ['consolidation'], since: 'new' },
  { view: 'PA', kinds: ['cardiomegaly', 'oedema'], since: 'better' },
  { view: 'AP', kinds: ['consolidation', 'tracheal-tube', 'enteric-tube', 'central-line'] },
  { view: 'PA', kinds: ['pneumothorax'] },
  { view: 'PA', kinds: ['nodule'] },
  { view: 'PA', kinds: [], since: 'same' },
  { view: 'PA', kinds: ['effusion', 'cardiomegaly'], since: 'worse' },
  { view: 'AP', kinds: ['pneumothorax', 'chest-tube', 'central-line'], since: 'same' },
  { view: 'PA', kinds: ['consolidation', 'effusion'] },
  { view: 'PA', kinds: ['cardiomegaly', 'pacemaker'] },
  { view: 'PA', kinds: [] },
  { view: 'AP', kinds: ['oedema', 'effusion', 'central-line'] },
  { view: 'PA', kinds: ['nodule', 'effusion'] },
  { view: 'PA', kinds: ['atelectasis'], since: 'better' },
  { view: 'PA', kinds: ['fracture', 'pneumothorax'] },
  { view: 'PA', kinds: ['atelectasis', 'clips'] },
];

/** The films of one case, the current ones first, and the truth of now and before. */
export interface PlannedCase {
  readonly current: readonly PhantomSpec[];
  readonly prior: PhantomSpec | null;
}

export function planCase(random: Random, index: number): PlannedCase {
  const plan = plans[index % plans.length] as CasePlan;
  const findings = plan.kinds.map((kind) => visible(random, sampleFinding(random, kind)));
  const base = {
    patient: firstBodyOutside + random.integer(2 ** 29),
    sex: random.uniform() < 0.5 ? 'F' : 'M',
    age: 24 + random.integer(63),
  } as const;
  const film = (view: PhantomSpec['view'], shown: readonly Finding[]): PhantomSpec => {
    return { ...base, exposure: random.integer(0x7fffffff), view, findings: shown };
  };
  const frontal = film(plan.view, findings);
  const current = plan.view === 'AP' ? [frontal] : [frontal, film('LATERAL', findings)];
  return { current, prior: plan.since ? film(plan.view, before(findings, plan.since)) : null };
}

/** Demo findings are to be seen: the lowest severities are left to the training data. */
function visible(random: Random, finding: Finding): Finding {
  return finding.severity < 0.2 ? { ...finding, severity: 0.2 + 0.5 * random.uniform() } : finding;
}

function before(findings: readonly Finding[], since: NonNullable<CasePlan['since']>): Finding[] {
  if (since === 'new') return [];
  const step = { same: 0, worse: -0.3, better: 0.3 }[since];
  return findings.map((each) => ({ ...each, severity: Math.min(1, Math.max(0.05, each.severity + step)) }));
}

/** The stream of chance of one case: cases don't depend on how many there are. */
export function caseRandom(seed: number, index: number): Random {
  return seededRandom(seed).fork(`demo case ${index}`);
}
