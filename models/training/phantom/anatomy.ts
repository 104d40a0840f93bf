import { seededRandom } from '#core/random.ts';
import { bell, between, mix, unit, type Point } from './maths.ts';
import type { PhantomSpec, Side } from './spec.ts';

/** A round solid of blood and muscle: a spheroid with its long axis in any direction. */
export interface Spheroid {
  readonly centre: Point;
  readonly axis: Point;
  readonly long: number;
  readonly short: number;
}

/** The measures of one patient in one posture; units and directions as `Point`. */
export interface Anatomy {
  readonly apex: number;
  /** Half the inner width of the chest at its widest. */
  readonly width: number;
  /** 1 for a chest as deep as the mean. */
  readonly depth: number;
  readonly domeRight: number;
  readonly domeLeft: number;
  readonly carina: number;
  readonly heart: readonly Spheroid[];
  /** Left border and bottom of the heart. */
  readonly heartLeft: number;
  readonly heartBottom: number;
  readonly ribSpacing: number;
  readonly ribFall: number;
  /** 1 for young bone, less with age. */
  readonly bone: number;
  readonly breast: number;
  /** Half the soft-tissue width of the trunk. */
  readonly trunk: number;
  readonly kyphosis: number;
  readonly gas: boolean;
}

/** Draws the body from the patient's seed; posture (view) and disease change it, chance does not. */
export function sampleAnatomy(spec: PhantomSpec): Anatomy {
  const random = seededRandom(spec.patient).fork('body');
  const bedside = spec.view === 'AP';
  const female = spec.sex === 'F';
  const old = Math.max(0, (spec.age - 50) / 40);
  const size = (female ? 0.765 : 0.8) + 0.022 * bell(random);
  const breath = (bedside ? 0.3 : 0.44) + 0.045 * bell(random) - 0.03 * severity(spec, 'oedema');
  const ratio = mix(0.4, 0.475, random.uniform()) + 0.015 * old;
  const enlarged = severity(spec, 'cardiomegaly');
  const heartRatio = (enlarged > 0 ? 0.5 + 0.18 * enlarged : ratio) * (bedside ? 1.06 : 1);
  const domeRight = breath - 0.11 * volumeLoss(spec, 'right');
  const domeLeft = breath + 0.045 + 0.012 * bell(random) - 0.11 * volumeLoss(spec, 'left');
  const heart = heartShape(heartRatio, size, Math.max(domeLeft, breath - 0.02), old + 0.2 * random.uniform());
  return {
    apex: -0.82 + 0.015 * bell(random) + (bedside ? 0.03 : 0),
    width: size,
    depth: 1 + 0.05 * bell(random) + 0.08 * old,
    domeRight,
    domeLeft,
    carina: -0.26 + 0.015 * bell(random),
    ...heart,
    ribSpacing: 0.142 + 0.004 * bell(random),
    ribFall: 0.47 + 0.03 * bell(random),
    bone: (female ? 0.92 : 1) * (1 - 0.28 * old),
    breast: female ? between(random, 0.35, 1) : 0,
    trunk: size + between(random, 0.1, 0.2),
    kyphosis: 0.5 + 0.8 * old + 0.15 * bell(random),
    gas: random.uniform() < 0.8,
  };
}

function volumeLoss(spec: PhantomSpec, side: Side): number {
  return spec.findings.find((each) => each.kind === 'atelectasis' && each.side === side)?.severity ?? 0;
}

export function severity(spec: PhantomSpec, kind: PhantomSpec['findings'][number]['kind']): number {
  const found = spec.findings.find((each) => each.kind === kind);
  return found ? Math.max(0.02, found.severity) : 0;
}

/** Chambers and great vessels for a cardiothoracic ratio; the aorta unfolds with age (`unfolded`, 0 to 1). */
function heartShape(
  ratio: number,
  width: number,
  floor: number,
  unfolded: number,
): Pick<Anatomy, 'heart' | 'heartLeft' | 'heartBottom'> {
  const whole = ratio * 2 * width;
  const right = 0.34 * whole;
  const left = 0.66 * whole;
  const swell = whole / 0.7;
  const axis = unit([0.79, 0.55, -0.28]);
  const long = 0.4 * swell;
  const short = 0.235 * swell;
  const across = Math.sqrt(short * short + (long * long - short * short) * axis[0] * axis[0]);
  const down = Math.sqrt(short * short + (long * long - short * short) * axis[1] * axis[1]);
  const bottom = floor + 0.075;
  const ventricle: Spheroid = { centre: [left - across, bottom - down, -0.16], axis, long, short };
  const atrium: Spheroid = {
    centre: [0.19 * swell - right, bottom - 0.31 * swell, -0.1],
    axis: unit([0.14, 1, 0]),
    long: 0.34 * swell,
    short: 0.185 * swell,
  };
  const behind: Spheroid = {
    centre: [0.02, bottom - 0.4 * swell, 0.02],
    axis: [1, 0, 0],
    long: 0.16 * swell,
    short: 0.13 * swell,
  };
  const tip: Point = [left - 0.1 * swell, bottom - 0.12 * swell, -0.2];
  const conus: Spheroid = {
    centre: [(0.12 + tip[0]) / 2, (tip[1] - 0.16) / 2, -0.14],
    axis: unit([tip[0] - 0.12, tip[1] + 0.16, -0.08]),
    long: 0.36 * swell,
    short: 0.15 * swell,
  };
  const rightChamber: Spheroid = {
    centre: [0.02, bottom - 0.21 * swell, -0.29],
    axis: unit([1, 0.3, -0.2]),
    long: 0.25 * swell,
    short: 0.19 * swell,
  };
  const trunk: Spheroid = { centre: [0.105, -0.13, -0.08], axis: unit([0.3, 1, 0]), long: 0.22, short: 0.11 };
  const knob: Spheroid = {
    centre: [0.085 + 0.03 * unfolded, -0.36, 0.08],
    axis: unit([0.15, 0.3, 1]),
    long: 0.17,
    short: 0.088 + 0.018 * unfolded,
  };
  const ascending: Spheroid = {
    centre: [-0.08 - 0.03 * unfolded, -0.24, -0.08],
    axis: unit([-0.05, 1, 0]),
    long: 0.42,
    short: 0.085 + 0.02 * unfolded,
  };
  const neckRight: Spheroid = { centre: [-0.095, -0.66, 0], axis: unit([-0.1, 1, 0]), long: 0.42, short: 0.075 };
  const neckLeft: Spheroid = { centre: [0.1, -0.68, 0.05], axis: unit([0.12, 1, 0]), long: 0.42, short: 0.07 };
  return {
    heart: [neckRight, neckLeft, ventricle, atrium, behind, conus, rightChamber, trunk, knob, ascending],
    heartLeft: left,
    heartBottom: bottom,
  };
}
