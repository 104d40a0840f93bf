import { areaY, axisX, axisY, dot, line, ruleX, ruleY } from '@observablehq/plot';
import type { StudyFigures } from '#core/ipc/results.ts';
import { say } from '#renderer/messages/messages.svelte.ts';
import type { Figure } from '../figure.ts';
import { figure, interval } from '../numbers.ts';
import { around, drawing, ratioTicks, secondTicks } from './canvas.ts';
import { armColour, type Theme } from './theme.ts';

type Curve = StudyFigures['idleCaps'][number];
type Point = Curve['points'][number];

const HEIGHT = 300;

/** How the effect depends on the longest pause that counts as reading. */
export function capFigure(curve: Curve, group: string, own: number): Figure {
  const { arms, points, method } = curve;
  const drawn = points.filter(({ ratio }) => ratio !== null);
  const direction = say('analysis.ratioOf', { first: arms[0], second: arms[1] });
  return {
    id: `idle-cap-${curve.group}-${arms.join('-')}`,
    title: say('analysis.caps', { group }),
    method: `${say('analysis.capsMethod', { direction, own })} · ${method}`,
    empty: drawn.length === 0 ? say('analysis.noReads') : null,
    draw: (theme, width) => draw(drawn, own, direction, theme, width),
    columns: [
      { label: say('analysis.capAxis'), number: true },
      { label: say('analysis.ratio'), number: true },
      { label: say('analysis.interval', { level: 95 }), number: true },
    ],
    rows: points.map((each) => [
      each.capSeconds === own ? say('analysis.ownCap', { own }) : String(each.capSeconds),
      figure(each.ratio),
      interval(each),
    ]),
  };
}

function draw(points: readonly Point[], own: number, direction: string, theme: Theme, width: number): SVGSVGElement {
  const [low, high] = around(points.flatMap(({ ciLow, ciHigh, ratio }) => [ciLow, ciHigh, ratio]));
  const domain: [number, number] = [Math.max(0.05, Math.min(low, 0.9)), Math.min(20, Math.max(high, 1.1))];
  const caps = around(
    points.map(({ capSeconds }) => capSeconds),
    1.05,
  );
  const colour = armColour(theme, 0);
  return drawing(
    {
      height: HEIGHT,
      marginLeft: 52,
      marginTop: 12,
      marginBottom: 44,
      marginRight: 16,
      x: { type: 'log', domain: caps, label: null },
      y: { type: 'log', domain, clamp: true, label: null },
    },
    [
      ruleY(ratioTicks(domain), { stroke: theme.hairline }),
      ruleY([1], { stroke: theme.quiet, strokeDasharray: '3 3' }),
      ruleX([own], { stroke: theme.quiet, strokeDasharray: '3 3' }),
      axisX({
        ticks: secondTicks(caps),
        text: String,
        tickSize: 0,
        label: say('analysis.capAxis'),
        labelAnchor: 'center',
        labelArrow: 'none',
      }),
      axisY({ ticks: ratioTicks(domain), text: String, tickSize: 0, label: null }),
      areaY(
        points.filter(({ ciLow }) => ciLow !== null),
        {
          x: 'capSeconds',
          y1: 'ciLow',
          y2: 'ciHigh',
          fill: colour,
          fillOpacity: 0.16,
        },
      ),
      line(points, { x: 'capSeconds', y: 'ratio', stroke: colour, strokeWidth: 1.75 }),
      dot(points, {
        x: 'capSeconds',
        y: 'ratio',
        fill: colour,
        r: (point: Point) => (point.capSeconds === own ? 5.5 : 3.5),
        title: (point: Point) =>
          say('analysis.capNumbers', {
            cap: point.capSeconds,
            direction,
            ratio: figure(point.ratio),
            interval: interval(point),
          }),
      }),
    ],
    theme,
    width,
  );
}
