import type { Anatomy } from './anatomy.ts';
import { cavityOf, tableIndex, type Cavity } from './cavity.ts';
import type { Camera, Film } from './film.ts';
import type { Point } from './maths.ts';
import { solidsOf, traceSolids, type SolidRow } from './mediastinum.ts';
import { bodyThickness } from './outline.ts';
import type { Finding, PhantomSpec, Side } from './spec.ts';

/** Air in lung weighs about a quarter of water, in a pneumothorax nothing. */
const lungLoss = 0.76;
const freeAirLoss = 0.98;

/**
 * The soft tissues: along each ray the length of the body less the air in the two lungs. Every solid gives an interval
 * on the ray in closed form (ellipse of the cavity, paraboloid of the diaphragm, spheroids of the heart, surface of an
 * effusion), so frontal and lateral films show one and the same body, sharp at any size.
 */
export function drawSoftTissue(film: Film, spec: PhantomSpec, anatomy: Anatomy): void {
  const { rows, columns, camera, density, air } = film;
  const solids = solidsOf(anatomy, camera.lateral);
  const core: SolidRow = { from: new Float32Array(3 * columns), to: new Float32Array(3 * columns) };
  const chests = (['right', 'left'] as const).map((side) => chestOf(spec, anatomy, side));
  for (let row = 0; row < rows; row++) {
    traceSolids(solids, camera, row, columns, core);
    for (let column = 0; column < columns; column++) {
      const pixel = row * columns + column;
      const offX = (column - camera.column) / camera.scale;
      const offY = (row - camera.row) / camera.scale;
      const x = offX * camera.cosine + offY * camera.sine;
      const y = offY * camera.cosine - offX * camera.sine;
      let value = bodyThickness(anatomy, camera.lateral, x, y);
      if (value > 0) {
        const index = tableIndex(y);
        for (const chest of chests) {
          const all = airLength(chest, chest.cavity, camera.lateral, x, y, index, core, 3 * column);
          if (all <= 0) continue;
          const lung =
            chest.lung === chest.cavity
              ? all
              : airLength(chest, chest.lung, camera.lateral, x, y, index, core, 3 * column);
          air[pixel] = (air[pixel] as number) + Math.min(lung, all);
          value -= lungLoss * Math.min(lung, all) + freeAirLoss * Math.max(0, all - lung);
          if (chest.lung !== chest.cavity)
            value += Math.min(1, 3 * all) * pleuralLine(chest.lung, camera, x, index, chest.sign);
        }
      }
      density[pixel] = value > 0 ? value : 0;
    }
  }
}

interface Chest {
  readonly sign: number;
  readonly cavity: Cavity;
  /** The lung itself; smaller than its cavity in a pneumothorax. */
  readonly lung: Cavity;
  /** Top of the diaphragm: height and place. */
  readonly top: Point;
  /** Height of an effusion's surface; far below the film without one. */
  readonly level: number;
}

function chestOf(spec: PhantomSpec, anatomy: Anatomy, side: Side): Chest {
  const sign = side === 'right' ? -1 : 1;
  const cavity = cavityOf(anatomy, side, 0);
  const rim = collapseOf(spec.findings, side);
  const fluid = spec.findings.find((each) => each.kind === 'effusion' && each.side === side);
  const top = side === 'right' ? anatomy.domeRight : anatomy.domeLeft;
  return {
    sign,
    cavity,
    lung: rim > 0 ? cavityOf(anatomy, side, rim) : cavity,
    top: [sign * 0.37, top, -0.13],
    level: fluid ? top + 0.22 - 0.6 * fluid.severity : 3,
  };
}

/** Width of the air rim of a pneumothorax, in units; 0 without one. */
export function collapseOf(findings: readonly Finding[], side: Side): number {
  const found = findings.find((each) => each.kind === 'pneumothorax' && each.side === side);
  return found ? 0.06 + 0.26 * found.severity : 0;
}

const domeAcross = 1.05;
/** Towards the heart the diaphragm is flatter. */
const domeInner = 0.3;
const domeBack = 0.95;
/** How far an effusion climbs the chest wall, and from where (share of the squared radius). */
const climb = 0.3;
const flat = 0.52;

/** Air on the ray at (x, y): the cavity's interval, inside the fluid's surface, without heart and diaphragm. */
function airLength(
  chest: Chest,
  cavity: Cavity,
  lateral: boolean,
  x: number,
  y: number,
  index: number,
  core: SolidRow,
  slot: number,
): number {
  const half = (lateral ? cavity.halfBack[index] : cavity.halfAcross[index]) as number;
  if (half <= 0) return 0;
  const off = (x - ((lateral ? cavity.middleBack[index] : cavity.middleAcross[index]) as number)) / half;
  const square = off * off;
  if (square >= 1) return 0;
  const deep = (lateral ? cavity.halfAcross[index] : cavity.halfBack[index]) as number;
  const middle = (lateral ? cavity.middleAcross[index] : cavity.middleBack[index]) as number;
  const room = flat + (chest.level - y) / climb - square;
  if (room <= 0) return 0;
  let reach = Math.sqrt(1 - square * (0.5 + 0.5 * square));
  if (room < reach * reach) reach = Math.sqrt(room);
  const from = middle - deep * reach;
  const to = middle + deep * reach;
  const domeX = x - (lateral ? chest.top[2] : chest.top[0]);
  const steep = lateral ? domeBack : domeX * chest.sign > 0 ? domeAcross : domeInner;
  const drop = y - chest.top[1] - steep * domeX * domeX;
  let length = to - from;
  const spread = drop > 0 ? Math.sqrt(drop / (lateral ? domeAcross : domeBack)) : 0;
  const inner = lateral && drop > 0 ? Math.sqrt(drop / domeInner) : spread;
  const centre = lateral ? chest.top[0] : chest.top[2];
  const low = Math.max(from, centre - (chest.sign > 0 ? inner : spread));
  const high = Math.min(to, centre + (chest.sign > 0 ? spread : inner));
  if (high > low) length -= high - low;
  for (let each = slot; each < slot + 3; each++) {
    const solidFrom = core.from[each] as number;
    const solidTo = core.to[each] as number;
    if (solidTo <= solidFrom) break;
    length -= overlap(from, to, solidFrom, solidTo);
    if (high > low) length += overlap(low, high, solidFrom, solidTo);
  }
  return length > 0 ? length : 0;
}

function overlap(from: number, to: number, otherFrom: number, otherTo: number): number {
  const low = from > otherFrom ? from : otherFrom;
  const high = to < otherTo ? to : otherTo;
  return high > low ? high - low : 0;
}

/** The visceral pleura seen on edge, at the outer border of a collapsed lung: never thinner than a pixel can show. */
function pleuralLine(lung: Cavity, camera: Camera, x: number, index: number, sign: number): number {
  const half = lung.halfAcross[index] as number;
  if (camera.lateral || half <= 0) return 0;
  const off = ((x - (lung.middleAcross[index] as number)) / half) * sign;
  const distance = Math.abs(off - 1) * half;
  const reach = Math.max(0.009, 0.85 / camera.scale);
  return distance < reach ? 0.2 * (1 - distance / reach) : 0;
}
