import type { Random } from '#core/random.ts';
import { between, pick } from './maths.ts';

export type PhantomView = 'PA' | 'AP' | 'LATERAL';
export type Side = 'right' | 'left';
export type Zone = 'upper' | 'middle' | 'lower';

export const findingKinds = [
  'cardiomegaly',
  'effusion',
  'pneumothorax',
  'consolidation',
  'nodule',
  'oedema',
  'tracheal-tube',
  'enteric-tube',
  'central-line',
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** What is to be seen, and so what a report should say. */
export interface Finding {
  readonly kind: FindingKind;
  readonly side: Side | null;
  readonly zone: Zone | null;
  /** 0 (just visible) to 1 (gross), continuous; devices have 0.5. */
  readonly severity: number;
}

/** All that fixes the pixels of one phantom. */
export interface PhantomSpec {
  /** Seed of the body: the same patient keeps it over views and dates. */
  readonly patient: number;
  /** Seed of one exposure: positioning, technique, noise. */
  readonly exposure: number;
  readonly view: PhantomView;
  readonly sex: 'F' | 'M';
  /** Whole years. */
  readonly age: number;
  readonly findings: readonly Finding[];
}

export const sidedKinds: readonly FindingKind[] = [
  'effusion',
  'pneumothorax',
  'consolidation',
  'nodule',
  'central-line',
];
const zonedKinds: readonly FindingKind[] = ['consolidation', 'nodule'];
const deviceKinds: readonly FindingKind[] = ['tracheal-tube', 'enteric-tube', 'central-line'];

export function isDevice(kind: FindingKind): boolean {
  return deviceKinds.includes(kind);
}

/** A finding of a kind with side, place and severity by chance; the left lung has no middle zone. */
export function sampleFinding(random: Random, kind: FindingKind, side?: Side): Finding {
  const rightShare = kind === 'central-line' ? 0.75 : 0.5;
  const chosen = side ?? (random.uniform() < rightShare ? 'right' : 'left');
  return {
    kind,
    side: sidedKinds.includes(kind) ? chosen : null,
    zone: zonedKinds.includes(kind)
      ? pick<Zone>(random, chosen === 'right' ? ['upper', 'middle', 'lower'] : ['upper', 'lower'])
      : null,
    severity: isDevice(kind) ? 0.5 : between(random, 0, 1),
  };
}

/** How often each disease is there in a patient who is not normal. */
const prevalence: readonly (readonly [FindingKind, number])[] = [
  ['cardiomegaly', 0.3],
  ['effusion', 0.35],
  ['pneumothorax', 0.16],
  ['consolidation', 0.3],
  ['nodule', 0.2],
  ['oedema', 0.16],
];

/** Findings of one patient; about three in ten have none. Lines and tubes belong to bedside (AP) films. */
function sampleFindings(random: Random, view: PhantomView): Finding[] {
  const findings: Finding[] = [];
  if (random.uniform() > 0.3) {
    for (const [kind, share] of prevalence) if (random.uniform() < share) findings.push(sampleFinding(random, kind));
    const effusion = findings.find((each) => each.kind === 'effusion');
    if (effusion && random.uniform() < 0.35) {
      findings.push(sampleFinding(random, 'effusion', effusion.side === 'right' ? 'left' : 'right'));
    }
  }
  const bedside = view === 'AP' ? 1 : 0.12;
  if (random.uniform() < 0.45 * bedside) findings.push(sampleFinding(random, 'central-line'));
  if (random.uniform() < 0.35 * bedside) {
    findings.push(sampleFinding(random, 'tracheal-tube'), sampleFinding(random, 'enteric-tube'));
  }
  return findings;
}

/** A phantom by chance, as training needs it; a study chooses its own. */
export function samplePhantom(random: Random): PhantomSpec {
  const draw = random.uniform();
  const view: PhantomView = draw < 0.5 ? 'PA' : draw < 0.85 ? 'AP' : 'LATERAL';
  return {
    patient: random.integer(0x7fffffff),
    exposure: random.integer(0x7fffffff),
    view,
    sex: random.uniform() < 0.5 ? 'F' : 'M',
    age: 20 + random.integer(70),
    findings: sampleFindings(random, view),
  };
}
