import { axisFy, axisX, axisY, barX, dot, ruleX, ruleY } from '@observablehq/plot';
import type { StudyFigures } from '#core/ipc/contract.ts';
import { inWords, say } from '#renderer/messages/messages.svelte.ts';
import type { Figure } from '../figure.ts';
import { digits, interval, percent } from '../numbers.ts';
import { drawing, roomFor, withLegend } from './canvas.ts';
import { armColour, SYMBOLS, type Theme } from './theme.ts';

type Rating = StudyFigures['ratings'][number];
type Named = Rating['rows'][number] & { readonly name: string };

/** The answers to one question: of a scale as bars about its middle, of options as shares with intervals. */
export function ratingFigure(rating: Rating, nameOf: (group: string, arm: string | null) => string): Figure {
  const rows = rating.rows
    .filter(({ asked }) => asked > 0)
    .map((row) => ({ ...row, name: nameOf(row.group, row.arm) }));
  const scale = rating.type === 'scale';
  return {
    id: `answers-${rating.item}`,
    title: inWords(rating.label),
    method: say(scale ? 'analysis.scaleMethod' : 'analysis.choicesMethod'),
    empty: rows.some(({ answered }) => answered > 0) ? null : say('analysis.noAnswers'),
    draw: (theme, width) => (scale ? drawScale : drawChoices)(rating, rows, theme, width),
    columns: [
      { label: say('analysis.arm') },
      { label: say('analysis.answer') },
      { label: say('analysis.count'), number: true },
      { label: say('analysis.of'), number: true },
      { label: say('analysis.share'), number: true },
      { label: say('analysis.interval', { level: 95 }), number: true },
    ],
    rows: rows.flatMap((row) => [
      ...row.options.map((option) => [
        row.name,
        labelOf(rating, option.id),
        String(option.count),
        String(row.asked),
        percent(option.share),
        option.ciLow === null ? digits(null, 1) : `${percent(option.ciLow)} to ${percent(option.ciHigh)}`,
      ]),
      ...(scale && row.mean !== null
        ? [[row.name, say('analysis.meanSd', { mean: digits(row.mean, 2), sd: digits(row.sd, 2) }), '', '', '', '']]
        : []),
    ]),
  };
}

function labelOf(rating: Rating, id: string): string {
  const option = rating.options.find((each) => each.id === id);
  return option ? inWords(option.label) : id;
}

/** Shares of each step as one bar an arm, the middle of the scale at zero. */
function drawScale(rating: Rating, rows: readonly Named[], theme: Theme, width: number): SVGSVGElement {
  const middle = (rating.options.length - 1) / 2;
  const pieces = rows.flatMap((row) => {
    const shares = row.options.map(({ share }) => share ?? 0);
    const below = shares.reduce((sum, share, step) => sum + share * Math.min(1, Math.max(0, middle - step + 0.5)), 0);
    let at = -below;
    return row.options.map(({ id, count, share }, step) => {
      const from = at;
      at += share ?? 0;
      return { name: row.name, from, to: at, step, label: labelOf(rating, id), count, share };
    });
  });
  type Piece = (typeof pieces)[number];
  const names = rows.map(({ name }) => name);
  const reach = Math.min(1, Math.max(...pieces.map(({ from, to }) => Math.max(-from, to)), 0.1) * 1.04);
  const side = ({ step }: Piece): string =>
    step < middle ? theme.against : step > middle ? theme.inFavour : theme.neutral;
  const strength = ({ step }: Piece): number => 0.45 + (0.55 * Math.abs(step - middle)) / Math.max(1, middle);
  const shown = pieces.filter(({ share }) => (share ?? 0) > 0);
  const steps = rating.options.map(({ label }) => inWords(label));
  const legend = steps.map((label, step) => ({ label, step }) as Piece);
  const svg = drawing(
    {
      height: names.length * 38 + 78,
      marginLeft: roomFor(names),
      marginTop: 30,
      marginBottom: 44,
      marginRight: 16,
      x: { domain: [-reach, reach], label: null },
      y: { type: 'band', domain: names, padding: 0.25, label: null },
      opacity: { domain: [0, 1], range: [0, 1] },
    },
    [
      axisX({
        tickFormat: (share: number) => `${Math.round(Math.abs(share) * 100)} %`,
        ticks: Math.max(3, Math.min(9, width / 90)),
        tickSize: 0,
        label: say('analysis.shareOfReads'),
        labelAnchor: 'center',
        labelArrow: 'none',
      }),
      axisY({ tickSize: 0 }),
      barX(shown, {
        x1: 'from',
        x2: 'to',
        y: 'name',
        fill: side,
        fillOpacity: strength,
        insetLeft: 0.5,
        insetRight: 0.5,
        title: (piece: Piece) => `${piece.name}, ${piece.label}: ${piece.count} (${percent(piece.share)})`,
      }),
      ruleX([0], { stroke: theme.text }),
    ],
    theme,
    width,
  );
  return stepLegend(
    svg,
    legend.map((piece) => ({ label: piece.label, fill: side(piece), opacity: strength(piece) })),
    theme,
  );
}

function stepLegend(
  svg: SVGSVGElement,
  steps: readonly { readonly label: string; readonly fill: string; readonly opacity: number }[],
  theme: Theme,
): SVGSVGElement {
  const before = svg.childNodes.length;
  withLegend(
    svg,
    steps.map(({ label }) => label),
    theme,
    8,
  );
  const marks = [...svg.childNodes].slice(before).filter((node) => node.nodeName === 'rect') as SVGRectElement[];
  for (const [index, mark] of marks.entries()) {
    mark.setAttribute('fill', steps[index]?.fill ?? theme.neutral);
    mark.setAttribute('fill-opacity', String(steps[index]?.opacity ?? 1));
  }
  return svg;
}

/** The share of each option in each arm, with Wilson's interval. */
function drawChoices(rating: Rating, rows: readonly Named[], theme: Theme, width: number): SVGSVGElement {
  const names = rows.map(({ name }) => name);
  const points = rows.flatMap((row) =>
    row.options.map((option) => ({ ...option, name: row.name, label: labelOf(rating, option.id) })),
  );
  type Point = (typeof points)[number];
  const labels = rating.options.map(({ label }) => inWords(label));
  const colour = ({ name }: Point): string => armColour(theme, names.indexOf(name));
  const left = roomFor(labels, Math.min(240, width * 0.38));
  const place = { fy: 'label', y: 'name' };
  const svg = drawing(
    {
      height: labels.length * (names.length * 13 + 12) + 78,
      marginLeft: left,
      marginTop: 26,
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
            `${point.name}, ${point.label}: ${percent(point.share)} (${interval({ ciLow: point.ciLow, ciHigh: point.ciHigh })})`,
        },
      ),
    ],
    theme,
    width,
  );
  return withLegend(svg, names, theme, left);
}
