import { seededRandom, type Random } from '#core/random.ts';
import type { Anatomy } from './anatomy.ts';
import { wall } from './cavity.ts';
import type { Film } from './film.ts';
import { bell, between, mix, type Point } from './maths.ts';
import { noduleRadius } from './measure.ts';
import { addNoise } from './noise.ts';
import type { Finding, PhantomSpec, Zone } from './spec.ts';
import { curve, drawRod, drawRods, type Rod } from './stroke.ts';

/** Disease of the lung itself. Its place belongs to the patient, so that other views and dates show it there too. */
export function drawLungFinding(film: Film, spec: PhantomSpec, anatomy: Anatomy, finding: Finding): void {
  const random = seededRandom(spec.patient).fork(`${finding.kind} ${finding.side ?? ''} ${finding.zone ?? ''}`);
  if (finding.kind === 'consolidation') drawConsolidation(film, random, anatomy, finding);
  if (finding.kind === 'nodule') drawNodule(film, random, anatomy, finding);
  if (finding.kind === 'atelectasis') drawAtelectasis(film, random, anatomy, finding);
  if (finding.kind === 'oedema') drawOedema(film, random, anatomy, finding.severity);
}

/** Middle of a zone, on the positive side. */
const zonePlace: Record<Zone, Point> = {
  upper: [0.42, -0.43, 0.05],
  middle: [0.46, 0.02, -0.22],
  lower: [0.46, 0.22, 0.22],
};

/** How much farther out what lies low on the left is: beside the heart, not over its border. */
const BESIDE_HEART = 0.12;

/** A place that suits the patient: what lies low follows the diaphragm. */
function findingPlace(random: Random, anatomy: Anatomy, finding: Finding, jitter: number): Point {
  const sign = finding.side === 'left' ? 1 : -1;
  const [across, down, back] = zonePlace[finding.zone ?? 'lower'];
  const lower = anatomy.domeRight - 0.44;
  const height = down + (finding.zone === 'upper' ? 0 : lower * 0.8) + jitter * bell(random);
  const beside = finding.side === 'left' && finding.zone === 'lower' ? BESIDE_HEART : 0;
  return [sign * (across + beside + jitter * bell(random)), height, back + 0.05 * bell(random)];
}

/** Fluffy filling of air spaces by many overlapping clouds, with a few open bronchi in it. */
function drawConsolidation(film: Film, random: Random, anatomy: Anatomy, finding: Finding): void {
  const middle = findingPlace(random, anatomy, finding, 0.03);
  const reach = mix(0.11, 0.25, finding.severity);
  const dense = mix(0.2, 0.62, finding.severity);
  for (let cloud = 0; cloud < 26; cloud++) {
    const place: Point = [
      middle[0] + 0.5 * reach * bell(random),
      middle[1] + 0.42 * reach * bell(random),
      middle[2] + 0.4 * reach * bell(random),
    ];
    addCloud(film, place, reach * between(random, 0.3, 0.75), dense * between(random, 0.25, 0.6));
  }
  const sign = finding.side === 'left' ? 1 : -1;
  const bronchi = Array.from({ length: 5 }, (): Rod => {
    const start: Point = [middle[0] - sign * 0.75 * reach, middle[1] - 0.1 * reach, middle[2]];
    const end: Point = [
      middle[0] + sign * reach * between(random, 0, 0.7),
      middle[1] + 0.5 * reach * bell(random),
      middle[2] + 0.4 * reach * bell(random),
    ];
    const bent: Point = [
      (start[0] + end[0]) / 2 + 0.1 * reach * bell(random),
      (start[1] + end[1]) / 2 + 0.14 * reach * bell(random),
      middle[2],
    ];
    return { points: curve([start, bent, end], 4), radii: Array.from({ length: 9 }, (_, at) => 0.011 - 0.0007 * at) };
  });
  drawRods(film, film.filled, bronchi, 'cloud', -0.16);
}

/** A round shadow of 9 to 17 hundredths of the half film across: 16 to 30 mm. */
function drawNodule(film: Film, random: Random, anatomy: Anatomy, finding: Finding): void {
  const place = findingPlace(random, anatomy, finding, 0.04);
  const radius = noduleRadius(finding.severity);
  for (let lobe = 0; lobe < 5; lobe++) {
    const size = radius * (lobe === 0 ? 1 : between(random, 0.45, 0.7));
    const shift = lobe === 0 ? 0 : 0.4 * radius;
    const point: Point = [place[0] + shift * bell(random), place[1] + shift * bell(random), place[2]];
    drawRod(
      film,
      film.density,
      { points: [point, point], radii: [size, size] },
      'rod',
      lobe === 0 ? mix(2.8, 3.2, Math.min(1, 3 * finding.severity)) : 0.6,
    );
  }
}

/** Bands of airless lung above the diaphragm, which has come up, and some haze between them. */
function drawAtelectasis(film: Film, random: Random, anatomy: Anatomy, finding: Finding): void {
  const sign = finding.side === 'left' ? 1 : -1;
  const floor = finding.side === 'left' ? anatomy.domeLeft : anatomy.domeRight;
  const bands = 2 + Math.round(2 * finding.severity);
  for (let band = 0; band < bands; band++) {
    const middle = sign * (0.44 + 0.07 * bell(random));
    const height = floor - 0.06 - 0.055 * band + 0.012 * bell(random);
    const half = between(random, 0.1, 0.17) * mix(0.8, 1.2, finding.severity);
    const tilt = 0.18 * bell(random);
    const thick = mix(0.009, 0.017, finding.severity) * between(random, 0.8, 1.2);
    const points: Point[] = [-1, -0.4, 0.3, 1].map((step): Point => [
      middle + step * half,
      height + tilt * step * half + 0.012 * step * step,
      0.05,
    ]);
    const radii = [0.5 * thick, thick, thick, 0.4 * thick];
    drawRod(film, film.density, { points, radii }, 'rod', mix(2.6, 5.5, finding.severity));
  }
  for (let cloud = 0; cloud < 10; cloud++) {
    const place: Point = [sign * (0.44 + 0.09 * bell(random)), floor - 0.09 + 0.05 * bell(random), 0.1];
    addCloud(film, place, between(random, 0.07, 0.13), mix(0.06, 0.2, finding.severity));
  }
}

/** Haze around the hila, thickened septa at the bases (Kerley B), and more where gravity pulls. */
function drawOedema(film: Film, random: Random, anatomy: Anatomy, amount: number): void {
  const dense = mix(0.04, 0.12, amount);
  for (const sign of [-1, 1]) {
    for (let cloud = 0; cloud < 44; cloud++) {
      const place: Point = [
        sign * (0.3 + 0.13 * bell(random)),
        0.06 + 0.19 * bell(random) + (anatomy.domeRight - 0.44) * 0.5,
        0.12 * bell(random),
      ];
      addCloud(film, place, between(random, 0.12, 0.26), dense * between(random, 0.3, 0.75));
    }
    for (let septum = 0; septum < 9; septum++) {
      const height = anatomy.domeRight + 0.08 - 0.035 * septum + 0.006 * bell(random);
      const edge = wall(anatomy, height);
      if (!edge) continue;
      const from: Point = [sign * (edge.outer - 0.01), height, 0];
      const to: Point = [sign * (edge.outer - between(random, 0.06, 0.12)), height - 0.012, 0];
      drawRod(film, film.density, { points: [from, to], radii: [0.004, 0.003] }, 'plate', 0.055 * mix(0.4, 1, amount));
    }
  }
  const { filled, rows, columns } = film;
  const haze = new Float32Array(filled.length);
  addNoise(haze, rows, columns, random, 26, 1);
  for (let pixel = 0; pixel < filled.length; pixel++) {
    filled[pixel] = (filled[pixel] as number) * (1 + 0.4 * (haze[pixel] as number)) + 0.07 * amount;
  }
}

function addCloud(film: Film, place: Point, radius: number, weight: number): void {
  drawRod(film, film.filled, { points: [place, place], radii: [radius, radius] }, 'cloud', weight);
}
