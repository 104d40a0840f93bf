import { axisX, axisY, dot, ruleX, ruleY } from '@observablehq/plot';
import type { StudyFigures } from '#core/ipc/results.ts';
import { say } from '#renderer/messages/messages.svelte.ts';
import type { Figure } from '../figure.ts';
import { figure, interval, pValue } from '../numbers.ts';
import { around, drawing, ratioTicks, roomFor, scaleRoom } from './canvas.ts';
import { armColour, type Theme } from './theme.ts';

type Forest = StudyFigures['forests'][number];

const ROW = 22;

/** The effect on reading time, of all readers and of each. */
export function forestFigure(forest: Forest, group: string): Figure {
  const { arms, overall, readers } = forest;
  const all = say('analysis.allReaders');
  const lines = [
    ...(overall?.ratio == null ? [] : [{ ...overall, name: all, main: true }]),
    ...readers.map((each) => ({ ...each, name: each.reader, main: false })),
  ];
  const drawn = lines.filter(({ ratio }) => ratio !== null);
  const direction = say('analysis.ratioOf', { first: arms[0], second: arms[1] });
  return {
    id: `forest-${forest.group}-${arms.join('-')}`,
    title: say('analysis.forest', { group }),
    method: [say('analysis.forestMethod', { direction, second: arms[1] }), overall?.method, ...(overall?.notes ?? [])]
      .filter(Boolean)
      .join(' · '),
    empty: drawn.length === 0 ? say('analysis.noEffect', { reason: overall?.notes[0] ?? '' }) : null,
    draw: (theme, width) => draw(drawn, direction, theme, width),
    columns: [
      { label: say('analysis.reader') },
      { label: say('analysis.readsIn', { arm: arms[0] }), number: true },
      { label: say('analysis.readsIn', { arm: arms[1] }), number: true },
      { label: say('analysis.ratio'), number: true },
      { label: say('analysis.interval', { level: 95 }), number: true },
      { label: say('analysis.p'), number: true },
    ],
    rows: lines.map((each) => [
      each.name,
      String(each.reads[0]),
      String(each.reads[1]),
      each.ratio === null ? say('analysis.tooFew') : figure(each.ratio),
      interval(each),
      'p' in each ? pValue(each.p) : '',
    ]),
  };
}

interface Line {
  readonly name: string;
  readonly main: boolean;
  readonly ratio: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
}

function draw(lines: readonly Line[], direction: string, theme: Theme, width: number): SVGSVGElement {
  // A reader with a handful of reads has an interval without end: the frame keeps to the estimates.
  const [low, high] = around(
    lines.map(({ ratio }) => ratio),
    1.6,
  );
  const domain: [number, number] = [Math.max(0.05, Math.min(low, 0.6)), Math.min(20, Math.max(high, 1.6))];
  const names = lines.map(({ name }) => name);
  const colour = (line: Line): string => (line.main ? theme.text : armColour(theme, 0));
  const numbers = (line: Line): string => `${line.name}: ${figure(line.ratio)} (${interval(line)})`;
  const height = lines.length * ROW + 62;
  const above = scaleRoom(height);
  const scale = { ticks: ratioTicks(domain), text: String, tickSize: 0 };
  return drawing(
    {
      height: height + above,
      marginLeft: roomFor(names),
      marginTop: 8 + above,
      marginBottom: 44,
      marginRight: 16,
      x: { type: 'log', domain, clamp: true, label: null },
      y: { type: 'band', domain: names, label: null },
    },
    [
      ruleX(ratioTicks(domain), { stroke: theme.hairline }),
      ruleX([1], { stroke: theme.quiet, strokeDasharray: '3 3' }),
      axisX({ ...scale, label: direction, labelAnchor: 'center', labelArrow: 'none' }),
      ...(above > 0 ? [axisX({ ...scale, anchor: 'top', label: null })] : []),
      axisY({ tickSize: 0 }),
      ruleY(
        lines.filter(({ ciLow }) => ciLow !== null),
        {
          x1: 'ciLow',
          x2: 'ciHigh',
          y: 'name',
          stroke: colour,
          strokeWidth: (line: Line) => (line.main ? 2.5 : 1.5),
        },
      ),
      dot(lines, {
        x: 'ratio',
        y: 'name',
        r: (line: Line) => (line.main ? 6 : 4),
        symbol: (line: Line) => (line.main ? 'diamond' : 'square'),
        fill: colour,
        title: numbers,
      }),
    ],
    theme,
    width,
  );
}
