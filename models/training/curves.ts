/** Loss curves as a picture (SVG 1.1), without a library: a few lines and two axes. */

export interface Curve {
  readonly name: string;
  /** Loss of each step. */
  readonly values: readonly number[];
}

const WIDTH = 320;
const HEIGHT = 180;
const MARGIN = 34;
/** Points of a curve; each is the mean of the steps that fall to it. */
const POINTS = 120;

/** One panel a curve, side by side, each with its own scales. */
export function curvesSvg(curves: readonly Curve[]): string {
  const panels = curves.map((curve, index) => panel(curve, index * WIDTH));
  const width = Math.max(1, curves.length) * WIDTH;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" font-family="sans-serif" font-size="10">`,
    `<rect width="${width}" height="${HEIGHT}" fill="white"/>`,
    ...panels,
    '</svg>',
    '',
  ].join('\n');
}

function panel({ name, values }: Curve, left: number): string {
  const points = thinned(values);
  const most = Math.max(...points, Number.MIN_VALUE);
  const across = WIDTH - 2 * MARGIN;
  const down = HEIGHT - 2 * MARGIN;
  const path = points
    .map((value, index) => {
      const x = MARGIN + (across * index) / Math.max(points.length - 1, 1);
      const y = HEIGHT - MARGIN - (down * value) / most;
      return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
  const bottom = HEIGHT - MARGIN;
  return [
    `<g transform="translate(${left} 0)">`,
    `<text x="${WIDTH / 2}" y="16" text-anchor="middle" font-size="12">${escaped(name)}</text>`,
    `<path d="M${MARGIN} ${MARGIN}V${bottom}H${WIDTH - MARGIN}" fill="none" stroke="#888"/>`,
    `<text x="${MARGIN - 4}" y="${MARGIN + 4}" text-anchor="end">${most.toPrecision(3)}</text>`,
    `<text x="${MARGIN - 4}" y="${bottom}" text-anchor="end">0</text>`,
    `<text x="${WIDTH - MARGIN}" y="${bottom + 14}" text-anchor="end">${values.length} steps</text>`,
    `<path d="${path}" fill="none" stroke="#1f5fa8" stroke-width="1.5"/>`,
    '</g>',
  ].join('\n');
}

/** Means of so many neighbours that few points are left. */
export function thinned(values: readonly number[]): number[] {
  const size = Math.max(1, values.length / POINTS);
  return Array.from({ length: Math.ceil(values.length / size) }, (_, point) => {
    const part = values.slice(
      Math.floor(point * size),
      Math.max(Math.floor((point + 1) * size), Math.floor(point * size) + 1),
    );
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
