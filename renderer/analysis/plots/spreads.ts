import { axisFy, axisX, barX, ruleX, ruleY, tickX } from '@observablehq/plot';
import type { StudyFigures } from '#core/ipc/results.ts';
import { say } from '#renderer/messages/messages.svelte.ts';
import type { Figure } from '../figure.ts';
import { digits } from '../numbers.ts';
import { armLegend, around, drawing, legendRoom, roomFor, scaleRoom, secondTicks, withLegend } from './canvas.ts';
import { armColour, type Theme } from './theme.ts';

const ROW = 12;

/** One line of the plot: an arm, of a reader or of all. */
interface Line {
  readonly arm: string;
  readonly name: string;
  readonly reads: number;
  readonly p5: number | null;
  readonly q1: number | null;
  readonly median: number | null;
  readonly q3: number | null;
  readonly p95: number | null;
}

/** How the reading times of each arm are spread, over all readers and for each. */
export function spreadFigure(
  spreads: StudyFigures['spreads'],
  { id, title, arms }: { readonly id: string; readonly title: string; readonly arms: readonly string[] },
  nameOf: (arm: string | null) => string,
): Figure {
  const own = spreads.filter(({ group }) => group === id);
  const lines = own.map((each) => ({
    ...each,
    arm: nameOf(each.arm),
    name: each.reader ?? say('analysis.allReaders'),
  }));
  const drawn = lines.filter(({ median }) => median !== null);
  return {
    id: `times-${id}`,
    title: say('analysis.spreads', { group: title }),
    method: say('analysis.spreadsMethod'),
    empty: drawn.length === 0 ? say('analysis.noReads') : null,
    draw: (theme, width) => draw(drawn, arms, theme, width),
    columns: [
      { label: say('analysis.reader') },
      { label: say('analysis.arm') },
      { label: say('analysis.reads'), number: true },
      ...(['p5', 'q1', 'median', 'q3', 'p95'] as const).map((name) => ({
        label: say(`analysis.${name}`),
        number: true,
      })),
    ],
    rows: lines.map((each) => [
      each.name,
      each.arm,
      String(each.reads),
      ...[each.p5, each.q1, each.median, each.q3, each.p95].map((value) => digits(value, 1)),
    ]),
  };
}

function draw(lines: readonly Line[], arms: readonly string[], theme: Theme, width: number): SVGSVGElement {
  const domain = around(lines.flatMap(({ p5, p95 }) => [p5, p95]));
  const names = [...new Set(lines.map(({ name }) => name))];
  const top = legendRoom(arms, width);
  const colour = ({ arm }: Line): string => armColour(theme, arms.indexOf(arm));
  const numbers = (line: Line): string =>
    say('analysis.spreadNumbers', {
      name: `${line.name}, ${line.arm}`,
      median: digits(line.median, 1),
      q1: digits(line.q1, 1),
      q3: digits(line.q3, 1),
      reads: line.reads,
    });
  const place = { fy: 'name', y: 'arm' };
  const height = names.length * (ROW * arms.length + 10) + 52 + top;
  const above = scaleRoom(height);
  const scale = { ticks: secondTicks(domain), text: String, tickSize: 0 };
  const svg = drawing(
    {
      height: height + above,
      marginLeft: roomFor(names),
      marginTop: top + above,
      marginBottom: 44,
      marginRight: 16,
      x: { type: 'log', domain, label: null },
      y: { type: 'band', domain: arms, axis: null, padding: 0.15 },
      fy: { domain: names, padding: 0.2, axis: null },
    },
    [
      ruleX(secondTicks(domain), { stroke: theme.hairline }),
      axisX({ ...scale, label: say('analysis.readingSeconds'), labelAnchor: 'center', labelArrow: 'none' }),
      ...(above > 0 ? [axisX({ ...scale, anchor: 'top', label: null })] : []),
      axisFy({ anchor: 'left', label: null }),
      ruleY(lines, { ...place, x1: 'p5', x2: 'p95', stroke: colour, strokeOpacity: 0.7 }),
      barX(lines, { ...place, x1: 'q1', x2: 'q3', fill: colour, fillOpacity: 0.45, title: numbers }),
      tickX(lines, { ...place, x: 'median', stroke: theme.text, strokeWidth: 2 }),
    ],
    theme,
    width,
  );
  return withLegend(svg, armLegend(arms, theme), theme, width);
}
