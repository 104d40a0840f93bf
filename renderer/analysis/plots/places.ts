import { areaY, axisX, axisY, dot, line, ruleY } from '@observablehq/plot';
import type { StudyFigures } from '#core/ipc/contract.ts';
import { say } from '#renderer/messages/messages.svelte.ts';
import type { Figure } from '../figure.ts';
import { digits } from '../numbers.ts';
import { around, drawing, secondTicks, withLegend } from './canvas.ts';
import { armColour, SYMBOLS, type Theme } from './theme.ts';

const HEIGHT = 300;
const LEFT = 52;

interface Point {
  readonly arm: string;
  readonly places: string;
  readonly middle: number;
  readonly reads: number;
  readonly time: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
}

/** Reading time against the place of the case: in the whole list, or within a session. */
export function placeFigure(
  bins: StudyFigures['inList'],
  kind: 'inList' | 'inSession',
  { id, title, arms }: { readonly id: string; readonly title: string; readonly arms: readonly string[] },
  nameOf: (arm: string | null) => string,
): Figure {
  const points = bins
    .filter(({ group }) => group === id)
    .map(({ from, to, arm, ...rest }) => ({
      ...rest,
      arm: nameOf(arm),
      middle: (from + to) / 2,
      places: from === to ? String(from) : `${from} to ${to}`,
    }));
  return {
    id: `${kind === 'inList' ? 'learning' : 'session'}-${id}`,
    title: say(`analysis.${kind}`, { group: title }),
    method: say(`analysis.${kind}Method`),
    empty: points.length === 0 ? say('analysis.noReads') : null,
    draw: (theme, width) => draw(points, say(`analysis.${kind}Axis`), arms, theme, width),
    columns: [
      { label: say(`analysis.${kind}Axis`) },
      { label: say('analysis.arm') },
      { label: say('analysis.reads'), number: true },
      { label: say('analysis.geoMean'), number: true },
      { label: say('analysis.interval', { level: 95 }), number: true },
    ],
    rows: points.map((each) => [
      each.places,
      each.arm,
      String(each.reads),
      digits(each.time, 1),
      each.ciLow === null ? digits(null, 1) : `${digits(each.ciLow, 1)} to ${digits(each.ciHigh, 1)}`,
    ]),
  };
}

function draw(
  points: readonly Point[],
  axis: string,
  arms: readonly string[],
  theme: Theme,
  width: number,
): SVGSVGElement {
  // Two reads at a place have an interval without end: the frame keeps near the means.
  const [low, high] = around(
    points.map(({ time }) => time),
    1.8,
  );
  const domain: [number, number] = [low, high];
  const whole = points.every(({ middle }) => Number.isInteger(middle));
  const colour = ({ arm }: Point): string => armColour(theme, arms.indexOf(arm));
  const svg = drawing(
    {
      height: HEIGHT,
      marginLeft: LEFT,
      marginTop: 28,
      marginBottom: 44,
      marginRight: 16,
      x: { label: null, nice: false },
      y: { type: 'log', domain, clamp: true, label: null },
      symbol: { domain: arms.map((_, place) => place), range: arms.map((_, place) => SYMBOLS[place % 4] ?? 'circle') },
    },
    [
      ruleY(secondTicks(domain), { stroke: theme.hairline }),
      axisX({
        tickSize: 0,
        label: axis,
        labelAnchor: 'center',
        labelArrow: 'none',
        ...(whole ? { interval: 1, ticks: Math.min(12, width / 50) } : {}),
      }),
      axisY({
        ticks: secondTicks(domain),
        tickFormat: String,
        tickSize: 0,
        label: null,
      }),
      areaY(
        points.filter(({ ciLow }) => ciLow !== null),
        { x: 'middle', y1: 'ciLow', y2: 'ciHigh', z: 'arm', fill: colour, fillOpacity: 0.14 },
      ),
      line(points, { x: 'middle', y: 'time', z: 'arm', stroke: colour, strokeWidth: 1.75 }),
      dot(points, {
        x: 'middle',
        y: 'time',
        symbol: ({ arm }: Point) => arms.indexOf(arm),
        fill: colour,
        r: 3.5,
        title: (point: Point) =>
          say('analysis.placeNumbers', {
            places: point.places,
            arm: point.arm,
            time: digits(point.time, 1),
            reads: point.reads,
          }),
      }),
    ],
    theme,
    width,
  );
  return withLegend(svg, arms, theme, LEFT);
}
