import { axisX, axisY, dot, line, ruleX, ruleY } from '@observablehq/plot';
import type { PowerFound } from '#core/ipc/power.ts';
import { say } from '#renderer/messages/messages.svelte.ts';
import type { Figure } from '../figure.ts';
import { percent } from '../numbers.ts';
import { armLegend, drawing, legendRoom, withLegend } from './canvas.ts';
import { armColour, SYMBOLS, type Theme } from './theme.ts';

type By = keyof PowerFound['curves'];
type Share = PowerFound['power']['mannWhitney'];

interface Mark extends Share {
  readonly size: number;
  /** Place of the method in the legend. */
  readonly method: number;
}

const HEIGHT = 300;

/** How the power of a study grows with its cases or its readers, by both methods, with what chance leaves open. */
export function powerCurve(found: PowerFound, by: By, target: number): Figure {
  const points = found.curves[by];
  const methods = [say('power.mixed'), say('power.mannWhitney')];
  const marks = points.flatMap((point): Mark[] => [
    ...(point.power.mixed ? [{ ...point.power.mixed, size: point[by], method: 0 }] : []),
    { ...point.power.mannWhitney, size: point[by], method: 1 },
  ]);
  const paper = found.paper.mannWhitney.share;
  return {
    id: `power-by-${by}`,
    title: say(`power.by.${by}`),
    method: say('power.method', { repetitions: found.power.repetitions }),
    empty: marks.length === 0 ? say('power.noCurve') : null,
    draw: (theme, width) => draw(marks, { by, methods, target, paper }, theme, width),
    columns: [
      { label: say(`power.${by}`), number: true },
      ...methods.map((label) => ({ label, number: true })),
      { label: say('power.failed'), number: true },
    ],
    rows: points.map(({ power, ...size }) => [
      String(size[by]),
      ...[power.mixed, power.mannWhitney].map((share) => shareWords(share)),
      String(power.failed),
    ]),
  };
}

/** A share with its interval, in per cent. */
export function shareWords(share: Share | null): string {
  if (!share) return percent(null);
  return say('power.share', { share: percent(share.share), low: percent(share.low), high: percent(share.high) });
}

interface Frame {
  readonly by: By;
  readonly methods: readonly string[];
  readonly target: number;
  readonly paper: number;
}

function draw(marks: readonly Mark[], frame: Frame, theme: Theme, width: number): SVGSVGElement {
  const { by, methods, target, paper } = frame;
  const sizes = [...new Set(marks.map(({ size }) => size))];
  const svg = drawing(
    {
      height: HEIGHT,
      marginLeft: 52,
      marginTop: legendRoom(methods, width),
      marginBottom: 44,
      marginRight: 16,
      x: { type: 'log', domain: [Math.min(...sizes) / 1.15, Math.max(...sizes) * 1.15], label: null },
      y: { domain: [0, 1], label: null },
    },
    [
      ruleY([0, 0.2, 0.4, 0.6, 0.8, 1], { stroke: theme.hairline }),
      ruleY([target], { stroke: theme.text, strokeDasharray: '6 3', title: () => say('power.targetLine', { target }) }),
      ruleY([paper], {
        stroke: theme.quiet,
        strokeDasharray: '2 3',
        title: () => say('power.paperLine', { share: percent(paper) }),
      }),
      axisX({
        ticks: sizes,
        text: String,
        tickSize: 0,
        label: say(`power.${by}`),
        labelAnchor: 'center',
        labelArrow: 'none',
      }),
      axisY({ ticks: 5, tickFormat: (share: number) => `${Math.round(share * 100)} %`, tickSize: 0, label: null }),
      ...methods.flatMap((name, method) => {
        const own = marks.filter((mark) => mark.method === method);
        const [dx, stroke] = [(method - 0.5) * 6, armColour(theme, method)];
        return [
          ruleX(own, { x: 'size', y1: 'low', y2: 'high', stroke, strokeWidth: 1.5, dx }),
          line(own, { x: 'size', y: 'share', stroke, strokeWidth: 1.5, dx }),
          dot(own, {
            x: 'size',
            y: 'share',
            symbol: SYMBOLS[method] ?? 'circle',
            fill: stroke,
            r: 4,
            dx,
            title: (mark: Mark) => say('power.point', { name, size: mark.size, by, share: shareWords(mark) }),
          }),
        ];
      }),
    ],
    theme,
    width,
  );
  return withLegend(svg, armLegend(methods, theme), theme, width);
}
