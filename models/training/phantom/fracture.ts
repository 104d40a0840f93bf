import { seededRandom } from '#core/random.ts';
import { between, mix } from './maths.ts';
import type { Finding, PhantomSpec } from './spec.ts';

/** Where ribs of one side are broken: pairs (0 is the first rib), share of the way round, and how far apart. */
export interface Break {
  readonly sign: number;
  readonly pairs: readonly number[];
  readonly part: number;
  /** Step between the ends, in units. */
  readonly step: number;
  /** Density of the blood around the ends, which lifts the pleura and often shows before the break itself. */
  readonly bleeding: number;
}

export function breaksOf(spec: PhantomSpec): Break[] {
  return spec.findings.filter((each) => each.kind === 'fracture').map((finding) => breakOf(spec, finding));
}

/** One or two neighbouring ribs break at the side of the chest; the ends step apart with severity. */
export function breakOf(spec: PhantomSpec, finding: Finding): Break {
  const random = seededRandom(spec.patient).fork(`fracture ${finding.side ?? ''}`);
  const first = 4 + random.integer(3);
  const pairs = random.uniform() < 0.6 || finding.severity > 0.6 ? [first, first + 1] : [first];
  return {
    sign: finding.side === 'left' ? 1 : -1,
    pairs,
    part: between(random, 0.3, 0.4),
    step: mix(0.026, 0.076, finding.severity),
    bleeding: mix(0.12, 0.26, finding.severity),
  };
}
