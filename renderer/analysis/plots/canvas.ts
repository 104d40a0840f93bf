import { plot, type Markish, type PlotOptions } from '@observablehq/plot';
import { armColour, type Theme } from './theme.ts';

/** Pixels a letter takes at most, at the size of the plots. */
const LETTER = 6.4;
const SIZE = 12;

/** Room for the longest of some labels. */
export function roomFor(labels: readonly string[], most = 260): number {
  return Math.min(most, 14 + LETTER * Math.max(0, ...labels.map(({ length }) => length)));
}

/** A drawing of marks, without anything that the window's policy forbids: a style element becomes attributes. */
export function drawing(options: PlotOptions, marks: readonly Markish[], theme: Theme, width: number): SVGSVGElement {
  const svg = plot({ ...options, width, marks: [...marks] }) as SVGSVGElement;
  svg.querySelector('style')?.remove();
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  svg.setAttribute('color', theme.text);
  svg.setAttribute('font-family', theme.font);
  svg.setAttribute('font-size', String(SIZE));
  return svg;
}

/** The frame of a figure is as high as this, in pixels; what is higher is scrolled in it. */
const FRAME = 512;
const SCALE = 16;

/** Room for a second scale above a drawing whose own lies out of sight, at its lower end; none where it can be seen. */
export function scaleRoom(height: number): number {
  return height > FRAME ? SCALE : 0;
}

const SWATCH = 15;
const LINE = 17;

/** Where the entries of a legend stand, in as many lines as they need. */
function placed(labels: readonly string[], width: number): { x: number; y: number }[] {
  let [x, y] = [8, 5];
  return labels.map((label) => {
    const length = SWATCH + LETTER * label.length;
    if (x > 8 && x + length > width) [x, y] = [8, y + LINE];
    const place = { x, y };
    x += length + 16;
    return place;
  });
}

/** Room above the frame for the names of arms. */
export function legendRoom(labels: readonly string[], width: number): number {
  return (placed(labels, width).at(-1)?.y ?? 0) + LINE + 8;
}

export interface LegendEntry {
  readonly label: string;
  readonly fill: string;
  readonly opacity?: number;
}

export function armLegend(arms: readonly string[], theme: Theme): LegendEntry[] {
  return arms.map((label, place) => ({ label, fill: armColour(theme, place) }));
}

/** Names with their colours, above the frame. */
export function withLegend(
  svg: SVGSVGElement,
  entries: readonly LegendEntry[],
  theme: Theme,
  width: number,
): SVGSVGElement {
  const places = placed(
    entries.map(({ label }) => label),
    width,
  );
  for (const [index, { x, y }] of places.entries()) {
    const { label = '', fill = theme.text, opacity = 1 } = entries[index] ?? {};
    const mark = part(svg, 'rect', { x, y, width: 10, height: 10, fill, 'fill-opacity': opacity });
    const name = part(svg, 'text', { x: x + SWATCH, y: y + 9, 'text-anchor': 'start', fill: theme.text });
    name.textContent = label;
    svg.append(mark, name);
  }
  return svg;
}

function part(svg: SVGSVGElement, name: string, attributes: Record<string, string | number>): SVGElement {
  const element = svg.ownerDocument.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

const RATIOS = [0.05, 0.1, 0.2, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 5, 10, 20];
const SECONDS = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200];

/** Round ratios within a range. */
export function ratioTicks([low, high]: readonly [number, number], few = false): number[] {
  const shown = RATIOS.filter((tick) => tick >= low && tick <= high);
  return few && shown.length > 7 ? shown.filter((tick) => [0.1, 0.2, 0.5, 1, 2, 5, 10].includes(tick)) : shown;
}

/** Round times within a range, seconds. */
export function secondTicks([low, high]: readonly [number, number]): number[] {
  const shown = SECONDS.filter((tick) => tick >= low && tick <= high);
  return shown.length > 1 ? shown : [low, high].map((tick) => Number(tick.toPrecision(2)));
}

/** From the least to the greatest of some numbers, a little wider; of one number, around it. */
export function around(values: readonly (number | null)[], factor = 1.1): [number, number] {
  const known = values.filter((value) => value !== null && value > 0) as number[];
  if (known.length === 0) return [0.5, 2];
  return [Math.min(...known) / factor, Math.max(...known) * factor];
}
