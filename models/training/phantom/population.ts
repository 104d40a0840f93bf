import type { Random } from '#core/random.ts';
import { bell, clamp, pick } from './maths.ts';
import {
  findingKinds,
  sampleFinding,
  type Finding,
  type FindingKind,
  type PhantomSpec,
  type PhantomView,
} from './spec.ts';

/** How often each finding is there, in upright patients and at the bedside. */
type Rates = Readonly<Record<FindingKind, readonly [upright: number, bedside: number]>>;

/** Rates of the kind that emergency and ward films have (rounded; no one hospital's). */
const natural: Rates = {
  cardiomegaly: [0.12, 0.25],
  effusion: [0.1, 0.3],
  pneumothorax: [0.02, 0.05],
  consolidation: [0.08, 0.16],
  nodule: [0.06, 0.03],
  oedema: [0.04, 0.18],
  atelectasis: [0.08, 0.2],
  fracture: [0.03, 0.03],
  pacemaker: [0.05, 0.08],
  'tracheal-tube': [0, 0.25],
  'enteric-tube': [0, 0.25],
  'central-line': [0.03, 0.35],
  'chest-tube': [0.005, 0.06],
  clips: [0.05, 0.06],
};

/** Rates for training: whatever is rare reaches a tenth of the patients. */
const enriched: Rates = {
  cardiomegaly: [0.22, 0.28],
  effusion: [0.22, 0.3],
  pneumothorax: [0.18, 0.2],
  consolidation: [0.2, 0.2],
  nodule: [0.2, 0.14],
  oedema: [0.12, 0.2],
  atelectasis: [0.16, 0.2],
  fracture: [0.16, 0.14],
  pacemaker: [0.12, 0.16],
  'tracheal-tube': [0.02, 0.34],
  'enteric-tube': [0.02, 0.34],
  'central-line': [0.1, 0.36],
  'chest-tube': [0.1, 0.2],
  clips: [0.13, 0.13],
};

export const populations = { natural, enriched };
export type Population = keyof typeof populations;

/** Both sides are filled or blown up more often than two chances would have it. */
const otherSide: Partial<Record<FindingKind, number>> = {
  effusion: 0.3,
  atelectasis: 0.25,
  consolidation: 0.15,
  nodule: 0.1,
};

/** Findings of one patient by chance; several at once, most often none of them. */
export function sampleFindings(random: Random, view: PhantomView, population: Population): Finding[] {
  const findings: Finding[] = [];
  const place = view === 'AP' ? 1 : 0;
  for (const kind of findingKinds) {
    if (random.uniform() >= populations[population][kind][place]) continue;
    const first = sampleFinding(random, kind);
    findings.push(first);
    if (random.uniform() < (otherSide[kind] ?? 0)) {
      findings.push(sampleFinding(random, kind, first.side === 'right' ? 'left' : 'right'));
    }
  }
  return findings;
}

/** Someone by chance: adults, the old more often than the young. */
export function samplePerson(random: Random): { sex: 'F' | 'M'; age: number } {
  return { sex: random.uniform() < 0.5 ? 'F' : 'M', age: Math.round(clamp(58 + 17 * bell(random), 18, 95)) };
}

/** A phantom by chance, for a look at many kinds of film. */
export function samplePhantom(random: Random, population: Population = 'enriched'): PhantomSpec {
  const view = pick<PhantomView>(random, ['PA', 'PA', 'AP', 'LATERAL']);
  const patient = random.integer(0x7fffffff);
  const exposure = random.integer(0x7fffffff);
  return { patient, exposure, view, ...samplePerson(random), findings: sampleFindings(random, view, population) };
}
