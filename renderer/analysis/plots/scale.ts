import { axisX, axisY, barX, ruleX } from '@observablehq/plot';
import { inWords, say } from '#renderer/messages/messages.svelte.ts';
import { optionWords, type NamedRow, type Rating } from '../answers.ts';
import { percent } from '../numbers.ts';
import { drawing, legendRoom, roomFor, withLegend } from './canvas.ts';
import type { Theme } from './theme.ts';

/** Shares of each step as one bar an arm, the middle of the scale at zero. */
export function drawScale(rating: Rating, rows: readonly NamedRow[], theme: Theme, width: number): SVGSVGElement {
  const middle = (rating.options.length - 1) / 2;
  const pieces = rows.flatMap((row) => {
    const shares = row.options.map(({ share }) => share ?? 0);
    const below = shares.reduce((sum, share, step) => sum + share * Math.min(1, Math.max(0, middle - step + 0.5)), 0);
    let at = -below;
    return row.options.map(({ id, count, share }, step) => {
      const from = at;
      at += share ?? 0;
      return { name: row.name, from, to: at, step, label: optionWords(rating, id), count, share };
    });
  });
  type Piece = (typeof pieces)[number];
  type Step = Pick<Piece, 'step'>;
  const names = rows.map(({ name }) => name);
  const side = ({ step }: Step): string =>
    step < middle ? theme.against : step > middle ? theme.inFavour : theme.neutral;
  const strength = ({ step }: Step): number => 0.45 + (0.55 * Math.abs(step - middle)) / Math.max(1, middle);
  const shown = pieces.filter(({ share }) => (share ?? 0) > 0);
  const steps = rating.options.map(({ label }) => inWords(label));
  const top = legendRoom(steps, width);
  const svg = drawing(
    {
      height: names.length * 38 + 48 + top,
      marginLeft: roomFor(names),
      marginTop: top,
      marginBottom: 44,
      marginRight: 16,
      x: {
        domain: [
          -1.04 * Math.max(0.05, ...pieces.map(({ from }) => -from)),
          1.04 * Math.max(0.05, ...pieces.map(({ to }) => to)),
        ],
        label: null,
      },
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
  const legend = steps.map((label, step) => ({ label, fill: side({ step }), opacity: strength({ step }) }));
  return withLegend(svg, legend, theme, width);
}
