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
  'atelectasis',
  'fracture',
  'pacemaker',
  'tracheal-tube',
  'enteric-tube',
  'central-line',
  'chest-tube',
  'clips',
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
  'atelectasis',
  'fracture',
  'pacemaker',
  'central-line',
  'chest-tube',
  'clips',
];
const zonedKinds: readonly FindingKind[] = ['consolidation', 'nodule'];
const deviceKinds: readonly FindingKind[] = [
  'pacemaker',
  'tracheal-tube',
  'enteric-tube',
  'central-line',
  'chest-tube',
  'clips',
];

export function isDevice(kind: FindingKind): boolean {
  return deviceKinds.includes(kind);
}

/** Below this severity a reader would not swear to a finding, and reports hedge. */
const borderline = 0.1;

export function isBorderline(finding: Finding): boolean {
  return !isDevice(finding.kind) && finding.severity < borderline;
}

/** How often a device is on the right. */
const rightShare: Partial<Record<FindingKind, number>> = { 'central-line': 0.75, pacemaker: 0.2 };

/** A finding of a kind with side, place and severity by chance; the left lung has no middle zone. */
export function sampleFinding(random: Random, kind: FindingKind, side?: Side): Finding {
  const chosen = side ?? (random.uniform() < (rightShare[kind] ?? 0.5) ? 'right' : 'left');
  return {
    kind,
    side: sidedKinds.includes(kind) ? chosen : null,
    zone: zonedKinds.includes(kind)
      ? pick<Zone>(random, chosen === 'right' ? ['upper', 'middle', 'lower'] : ['upper', 'lower'])
      : null,
    severity: isDevice(kind) ? 0.5 : between(random, 0, 1),
  };
}
