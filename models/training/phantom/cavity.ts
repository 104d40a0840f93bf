import type { Anatomy } from './anatomy.ts';
import { clamp, dome, mix, ramp } from './maths.ts';
import type { Side } from './spec.ts';

/** Tables over height are looked up by `tableIndex`; they reach from -1.5 to 1.5 units. */
const tableSize = 4096;
const reach = 1.5;

export function tableIndex(down: number): number {
  const index = ((down + reach) * (tableSize / (2 * reach))) | 0;
  return index < 0 ? 0 : index >= tableSize ? tableSize - 1 : index;
}

function tableHeight(index: number): number {
  return (index + 0.5) * ((2 * reach) / tableSize) - reach;
}

/** At each height an ellipse: its middle and half axes across and back. A half axis of 0 means no lung there. */
export interface Cavity {
  readonly middleAcross: Float32Array;
  readonly halfAcross: Float32Array;
  readonly middleBack: Float32Array;
  readonly halfBack: Float32Array;
}

/** The room that one lung fills, above the diaphragm's dome; `collapse` (units) is the rim that it has left. */
export function cavityOf(anatomy: Anatomy, side: Side, collapse: number): Cavity {
  const sign = side === 'right' ? -1 : 1;
  const cavity: Cavity = {
    middleAcross: new Float32Array(tableSize),
    halfAcross: new Float32Array(tableSize),
    middleBack: new Float32Array(tableSize),
    halfBack: new Float32Array(tableSize),
  };
  for (let index = 0; index < tableSize; index++) {
    const down = tableHeight(index);
    const edge = wall(anatomy, down, collapse);
    if (!edge) continue;
    cavity.middleAcross[index] = (sign * (edge.outer + edge.inner)) / 2;
    cavity.halfAcross[index] = Math.max(0, (edge.outer - edge.inner) / 2);
    cavity.middleBack[index] = (edge.back + edge.front) / 2;
    cavity.halfBack[index] = (edge.back - edge.front) / 2;
  }
  return cavity;
}

export interface Wall {
  readonly outer: number;
  readonly inner: number;
  readonly front: number;
  readonly back: number;
}

/** Where the inner chest wall lies at a height (all positive to the side); null outside the chest. */
export function wall(anatomy: Anatomy, down: number, collapse = 0): Wall | null {
  const top = anatomy.apex + 1.3 * collapse;
  const part = (down - top) / (1.72 - 1.3 * collapse);
  if (part <= 0 || part >= 1) return null;
  const start = 0.27;
  const lower = clamp(part / 0.85, 0, 1);
  const outer = start + (anatomy.width - start - 0.12) * dome(part / 0.24) + 0.12 * lower;
  const inner = start - (start + 0.03) * dome(part / 0.3);
  // The recess behind the diaphragm closes towards its lower end.
  const closing = dome((1 - part) / 0.16);
  const back = 0.12 + 0.35 * anatomy.depth * dome(part / 0.34) * closing;
  const front = 0.06 - 0.5 * anatomy.depth * (0.6 * dome(part / 0.7) + 0.4 * ramp(0, 0.75, part)) * closing;
  const rim = collapse * mix(1, 0.7, lower);
  return { outer: outer - rim, inner, front: front + 0.4 * rim, back: back - 0.4 * rim };
}
