import type { Anatomy } from './anatomy.ts';
import { wall } from './cavity.ts';
import type { Film } from './film.ts';
import type { Break } from './fracture.ts';
import { mix, ramp, type Point } from './maths.ts';
import { drawRod, type Rod } from './stroke.ts';

const pairs = 11;
const steps = 44;
/** How far the blood of a broken rib reaches into the chest, in units. */
const INWARDS = 0.035;

/** Ribs as hollow rods around the chest: back at the spine, down along the side, and the fainter front part. */
export function drawRibs(film: Film, anatomy: Anatomy, breaks: readonly Break[]): void {
  for (let pair = 0; pair < pairs; pair++) {
    for (const sign of [-1, 1]) {
      const broken = breaks.find((each) => each.sign === sign && each.pairs.includes(pair));
      drawRib(film, anatomy, pair, sign, broken);
    }
  }
}

function drawRib(film: Film, anatomy: Anatomy, pair: number, sign: number, broken: Break | undefined): void {
  const { lateral } = film.camera;
  const rib = ribOf(anatomy, pair, sign, lateral);
  const weight = (lateral ? 2.4 : 4.6) * anatomy.bone;
  for (const piece of broken ? piecesOf(rib, broken) : [rib]) drawRod(film, film.density, piece, 'bone', weight);
  if (!broken) return;
  const [across, down, back] = breakPoint(anatomy, broken, pair, lateral);
  const within: Point = [across - broken.sign * INWARDS, down, back];
  drawRod(film, film.density, { points: [within, within], radii: [0.085, 0.085] }, 'cloud', broken.bleeding);
}

/** The two ends of a broken rib: the outer one has slipped down and inwards, and they part a little. */
function piecesOf(rib: Rod, { part, step, sign }: Break): Rod[] {
  const at = Math.round(part * steps);
  const masses = rib.masses ?? [];
  const slipped = rib.points.slice(at + 1).map(([across, down, back], index): Point => {
    const slip = step * (1 - index / (steps - at));
    return [across - sign * 0.4 * slip, down + slip, back];
  });
  return [
    { points: rib.points.slice(0, at), radii: rib.radii.slice(0, at), masses: masses.slice(0, at) },
    { points: slipped, radii: rib.radii.slice(at + 1), masses: masses.slice(at + 1) },
  ];
}

/** Middle of a break, for the box around it. */
export function breakPoint(anatomy: Anatomy, broken: Break, pair: number, lateral: boolean): Point {
  return ribOf(anatomy, pair, broken.sign, lateral).points[Math.round(broken.part * steps)] as Point;
}

function ribOf(anatomy: Anatomy, pair: number, sign: number, lateral: boolean): Required<Rod> {
  const start = anatomy.apex + 0.02 + pair * anatomy.ribSpacing;
  const end = pair < 8 ? 0.87 - 0.012 * pair : pair < 10 ? 0.72 : 0.5;
  const fall = pair === 0 ? 0.26 : anatomy.ribFall + 0.018 * pair;
  const points: Point[] = [];
  const radii: number[] = [];
  const masses: number[] = [];
  for (let step = 0; step <= steps; step++) {
    const part = 0.045 + (end - 0.045) * (step / steps);
    const down =
      start - 0.04 * ramp(0.02, 0.2, part) + fall * descent(part) + 0.05 * ramp(0.03, 0.3, part) * (pair / 10);
    const edge = wall(anatomy, Math.min(down, 0.84), 0) ?? wall(anatomy, anatomy.apex + 0.06, 0);
    if (!edge) continue;
    const { sine, cosine } = halfTurn(part);
    const outer = (edge.outer + 0.014) * (pair === 0 ? 0.6 : pair === 1 ? 0.86 : 1);
    const middle = (edge.back + edge.front) / 2;
    points.push([sign * outer * sine, down, middle + ((edge.back - edge.front) / 2 + 0.014) * cosine]);
    radii.push(mix(0.0265, 0.03, part) - (pair === 0 ? 0.002 : 0) - (pair > 8 ? 0.004 : 0));
    masses.push(
      (pair > 7 ? 0.65 : 1) *
        mix(1.05, 0.62, ramp(0.4, 0.75, part)) *
        ramp(0.03, 0.12, part) *
        (1 - ramp(end - 0.1, end, part)),
    );
  }
  foreshorten(points, masses, lateral);
  return { points, radii, masses };
}

/** How far a rib has come down on its way round (0 to 1): little at the back, most at the side. */
function descent(part: number): number {
  return 0.5 * ramp(0.2, 0.62, part) + 0.2 * part + 0.3 * ramp(0.5, 1, part);
}

/** Sine and cosine of half a turn times `part`, by the rational form of the circle. */
function halfTurn(part: number): { sine: number; cosine: number } {
  const tangent = part <= 0.5 ? 2 * part : 2 * (1 - part);
  const below = 1 + tangent * tangent;
  const cosine = (1 - tangent * tangent) / below;
  return { sine: (2 * tangent) / below, cosine: part <= 0.5 ? cosine : -cosine };
}

/** Where a rib runs along the ray, the ray crosses more bone. */
function foreshorten(points: readonly Point[], masses: number[], lateral: boolean): void {
  for (let index = 0; index < points.length; index++) {
    const before = points[Math.max(0, index - 1)] as Point;
    const after = points[Math.min(points.length - 1, index + 1)] as Point;
    const across = lateral ? after[2] - before[2] : after[0] - before[0];
    const along = lateral ? after[0] - before[0] : after[2] - before[2];
    const down = after[1] - before[1];
    const flat = across * across + down * down + 1e-6;
    const stretch = Math.sqrt((flat + along * along) / flat);
    masses[index] = (masses[index] as number) * Math.min(1.9, stretch);
  }
}
