import { axisX, axisY, dot, line, ruleX, ruleY } from '@observablehq/plot';
import type { StudyFigures } from '#core/ipc/results.ts';
import { say } from '#renderer/messages/messages.svelte.ts';
import type { Figure } from '../figure.ts';
import { digits } from '../numbers.ts';
import { armLegend, around, drawing, legendRoom, secondTicks, withLegend } from './canvas.ts';
import { armColour, SYMBOLS, type Theme } from './theme.ts';

const HEIGHT = 300;

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
  const svg = drawing(
    {
      height: HEIGHT,
      marginLeft: 52,
      marginTop: legendRoom(arms, width),
      marginBottom: 44,
      marginRight: 16,
      x: { label: null, nice: false },
      y: { type: 'log', domain, clamp: true, label: null },
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
        text: String,
        tickSize: 0,
        label: null,
      }),
      // Side by side, so that the intervals of two arms at one place can be told apart.
      ...arms.flatMap((arm, place) => {
        const own = points.filter((point) => point.arm === arm);
        const dx = (place - (arms.length - 1) / 2) * 5;
        const stroke = armColour(theme, place);
        return [
          ruleX(
            own.filter(({ ciLow }) => ciLow !== null),
            { x: 'middle', y1: 'ciLow', y2: 'ciHigh', stroke, strokeOpacity: 0.45, strokeWidth: 1.5, dx },
          ),
          line(own, { x: 'middle', y: 'time', stroke, strokeWidth: 1.5, dx }),
          dot(own, {
            x: 'middle',
            y: 'time',
            symbol: SYMBOLS[place % SYMBOLS.length] ?? 'circle',
            fill: stroke,
            r: 3.5,
            dx,
            title: (point: Point) =>
              say('analysis.placeNumbers', {
                places: point.places,
                arm: point.arm,
                time: digits(point.time, 1),
                reads: point.reads,
              }),
          }),
        ];
      }),
    ],
    theme,
    width,
  );
  return withLegend(svg, armLegend(arms, theme), theme, width);
}
