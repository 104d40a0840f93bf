import type { Random } from '#core/random.ts';
import { sizeWord } from '#models/training/phantom/measure.ts';
import { samePlace } from '#models/training/phantom/report.ts';
import { isDevice, sampleFinding, sidedKinds, type Finding, type FindingKind } from '#models/training/phantom/spec.ts';

/** The four content reasons for an edit that the study's questionnaire names. */
export const plantKinds = ['missed-finding', 'false-finding', 'wrong-side', 'wrong-severity'] as const;
export type PlantKind = (typeof plantKinds)[number];

/** Findings as an erring writer saw them, and what is wrong with them. */
export interface Planted {
  readonly kind: PlantKind;
  readonly findings: readonly Finding[];
  /** In words, for the sealed key only. */
  readonly what: string;
}

/** Plants one error of the kind; null where the findings leave no room for it. */
export function plant(random: Random, kind: PlantKind, findings: readonly Finding[]): Planted | null {
  const diseases = random.shuffle(findings.filter((each) => !isDevice(each.kind)));
  const planted = planters[kind](random, diseases, findings);
  return planted && { kind, ...planted };
}

type Planter = (
  random: Random,
  diseases: readonly Finding[],
  all: readonly Finding[],
) => { findings: readonly Finding[]; what: string } | null;

const planters: Record<PlantKind, Planter> = {
  'missed-finding': (_, [target], all) =>
    target ? { findings: all.filter((each) => each !== target), what: `${named(target)} is left out` } : null,
  'false-finding': plantFalse,
  'wrong-side': plantWrongSide,
  'wrong-severity': plantWrongSeverity,
};

const falseKinds: readonly FindingKind[] = [
  'effusion',
  'consolidation',
  'nodule',
  'cardiomegaly',
  'pneumothorax',
  'atelectasis',
];

function plantFalse(random: Random, _: readonly Finding[], all: readonly Finding[]): ReturnType<Planter> {
  const kind = random.shuffle(falseKinds).find((each) => !all.some((there) => there.kind === each));
  if (!kind) return null;
  const added = { ...sampleFinding(random, kind), severity: 0.15 + 0.3 * random.uniform() };
  return { findings: [...all, added], what: `${named(added)} is made up` };
}

function plantWrongSide(_: Random, diseases: readonly Finding[], all: readonly Finding[]): ReturnType<Planter> {
  // The middle zone is only in the right lung, and a finding on both sides has no wrong one.
  const target = diseases.find((each) => {
    if (!sidedKinds.includes(each.kind) || each.zone === 'middle') return false;
    return !all.some((other) => samePlace(other, mirrored(each)));
  });
  if (!target) return null;
  const wrong = mirrored(target);
  const findings = all.map((each) => (each === target ? wrong : each));
  return { findings, what: `${named(target)} becomes ${named(wrong)}` };
}

function plantWrongSeverity(_: Random, [target]: readonly Finding[], all: readonly Finding[]): ReturnType<Planter> {
  if (!target) return null;
  const wrong = { ...target, severity: target.severity < 0.5 ? 0.9 : 0.1 };
  const findings = all.map((each) => (each === target ? wrong : each));
  return { findings, what: `${named(target)} becomes ${named(wrong)}` };
}

function mirrored(finding: Finding): Finding {
  return { ...finding, side: finding.side === 'right' ? 'left' : 'right' };
}

function named(finding: Finding): string {
  return [sizeWord(finding), finding.side, finding.zone, finding.kind].filter((word) => word).join(' ');
}
