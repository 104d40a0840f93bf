import { axisFy, axisX, dot, ruleX, ruleY } from '@observablehq/plot';
import { inWords, say } from '#renderer/messages/messages.svelte.ts';
import { optionWords, type NamedRow, type Rating } from '../answers.ts';
import { percent } from '../numbers.ts';
import { armLegend, drawing, legendRoom, roomFor, withLegend } from './canvas.ts';
import { armColour, SYMBOLS, type Theme } from './theme.ts';

/** The share of each option in each arm, with Wilson's interval. */
export function drawChoices(rating: Rating, rows: readonly NamedRow[], theme: Theme, width: number): SVGSVGElement {
  const names = rows.map(({ name }) => name);
  const points = rows.flatMap((row) =>
    row.options.map((option) => ({ ...option, name: row.name, label: optionWords(rating, option.id) })),
  );
  type Point = (typeof points)[number];
  const labels = rating.options.map(({ label }) => inWords(label));
  const colour = ({ name }: Point): string => armColour(theme, names.indexOf(name));
  const left = roomFor(labels, Math.min(240, width * 0.38));
  const top = legendRoom(names, width);
  const place = { fy: 'label', y: 'name' };
  const svg = drawing(
    {
      height: labels.length * (names.length * 13 + 12) + 52 + top,
      marginLeft: left,
      marginTop: top,
      marginBottom: 44,
      marginRight: 16,
      x: { domain: [0, 1], label: null },
      y: { type: 'band', domain: names, axis: null },
      fy: { domain: labels, padding: 0.15, axis: null },
      symbol: {
        domain: names.map((_, index) => index),
        range: names.map((_, index) => SYMBOLS[index % 4] ?? 'circle'),
      },
    },
    [
      ruleX([0, 0.25, 0.5, 0.75, 1], { stroke: theme.hairline }),
      axisX({
        ticks: [0, 0.25, 0.5, 0.75, 1],
        tickFormat: (share: number) => `${share * 100} %`,
        tickSize: 0,
        label: say('analysis.shareOfReads'),
        labelAnchor: 'center',
        labelArrow: 'none',
      }),
      axisFy({ anchor: 'left', label: null, lineWidth: left / 12 - 1.5 }),
      ruleY(
        points.filter(({ ciLow }) => ciLow !== null),
        { ...place, x1: 'ciLow', x2: 'ciHigh', stroke: colour, strokeWidth: 1.5 },
      ),
      dot(
        points.filter(({ share }) => share !== null),
        {
          ...place,
          x: 'share',
          fill: colour,
          symbol: ({ name }: Point) => names.indexOf(name),
          r: 4,
          title: (point: Point) =>
            `${point.name}, ${point.label}: ${percent(point.share)} (${percent(point.ciLow)} to ${percent(point.ciHigh)})`,
        },
      ),
    ],
    theme,
    width,
  );
  return withLegend(svg, armLegend(names, theme), theme, width);
}
