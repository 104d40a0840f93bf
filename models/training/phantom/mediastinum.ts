import type { Anatomy, Spheroid } from './anatomy.ts';
import type { Camera } from './film.ts';

/** For each pixel of a row up to three disjoint intervals of the ray that lie in heart, vessels or mediastinum. */
export interface SolidRow {
  readonly from: Float32Array;
  readonly to: Float32Array;
}

/** A spheroid as a quadratic form in film coordinates: across, down, along the ray. */
interface Quadric {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly reach: number;
  readonly xx: number;
  readonly yy: number;
  readonly zz: number;
  readonly xy: number;
  readonly xz: number;
  readonly yz: number;
}

/** Heart and great vessels, and the tissue between the lungs, as seen from one side. */
export function solidsOf(anatomy: Anatomy, lateral: boolean): Quadric[] {
  const between: Spheroid = { centre: [0, -0.4, 0.07], axis: [0, 1, 0], long: 2.2, short: 0.1 };
  return [...anatomy.heart.map((solid) => quadric(solid, lateral, heartDepth)), quadric(between, lateral, 2.2)];
}

/** The heart is deeper than it is round: it fills the chest from the sternum to the gullet. */
const heartDepth = 1.3;

/** `deepen` stretches a solid front to back about its middle. */
function quadric(solid: Spheroid, lateral: boolean, deepen: number): Quadric {
  const [across, down, back] = solid.axis;
  const round = 1 / (solid.short * solid.short);
  const less = 1 / (solid.long * solid.long) - round;
  const uu = round + less * across * across;
  const ww = (round + less * back * back) / (deepen * deepen);
  const uv = less * across * down;
  const uw = (less * across * back) / deepen;
  const vw = (less * down * back) / deepen;
  return {
    x: lateral ? solid.centre[2] : solid.centre[0],
    y: solid.centre[1],
    z: lateral ? solid.centre[0] : solid.centre[2],
    reach: Math.max(solid.long, solid.short) * deepen,
    xx: lateral ? ww : uu,
    yy: round + less * down * down,
    zz: lateral ? uu : ww,
    xy: lateral ? vw : uv,
    xz: uw,
    yz: lateral ? uv : vw,
  };
}

/** Fills the intervals of one row of the film. */
export function traceSolids(
  solids: readonly Quadric[],
  camera: Camera,
  row: number,
  columns: number,
  out: SolidRow,
): void {
  out.from.fill(0);
  out.to.fill(0);
  const offY = (row - camera.row) / camera.scale;
  for (const solid of solids) {
    if (Math.abs(offY - solid.y) > solid.reach + 0.1) continue;
    const middle = camera.column + camera.scale * solid.x;
    const wide = camera.scale * (solid.reach + 0.1);
    const last = Math.min(columns - 1, Math.ceil(middle + wide));
    for (let column = Math.max(0, Math.floor(middle - wide)); column <= last; column++) {
      const offX = (column - camera.column) / camera.scale;
      const x = offX * camera.cosine + offY * camera.sine - solid.x;
      const y = offY * camera.cosine - offX * camera.sine - solid.y;
      const linear = solid.xz * x + solid.yz * y;
      const square = solid.xx * x * x + 2 * solid.xy * x * y + solid.yy * y * y - 1;
      const root = linear * linear - solid.zz * square;
      if (root <= 0) continue;
      const half = Math.sqrt(root) / solid.zz;
      const centre = solid.z - linear / solid.zz;
      join(out, 3 * column, centre - half, centre + half);
    }
  }
}

/** Adds an interval to the three of a pixel; those that touch become one. Intervals stand first, free places last. */
function join(out: SolidRow, slot: number, from: number, to: number): void {
  let kept = slot;
  for (let each = slot; each < slot + 3; each++) {
    const otherFrom = out.from[each] as number;
    const otherTo = out.to[each] as number;
    if (otherTo <= otherFrom) break;
    if (otherFrom <= to && otherTo >= from) {
      from = Math.min(from, otherFrom);
      to = Math.max(to, otherTo);
    } else {
      out.from[kept] = otherFrom;
      out.to[kept] = otherTo;
      kept += 1;
    }
  }
  if (kept === slot + 3) return;
  out.from[kept] = from;
  out.to[kept] = to;
  for (let each = kept + 1; each < slot + 3; each++) {
    out.from[each] = 0;
    out.to[each] = 0;
  }
}
