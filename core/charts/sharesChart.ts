import { escapeHtml } from '#core/text/html.ts';

/** A share from 0 to 1 with its interval, where there is one, and the words that say both. */
export interface ShareMark {
  readonly value: number;
  readonly interval: { readonly low: number; readonly high: number } | null;
  readonly words: string;
}

/** Some groups under one heading; each has a mark of every series, or null where the series does not tell. */
interface SharesPanel {
  readonly title: string;
  readonly rows: readonly { readonly name: string; readonly marks: readonly (ShareMark | null)[] }[];
}

export interface SharesChart {
  /** What the shares are of. */
  readonly axis: string;
  /** Names of the series, in the order of the marks. */
  readonly series: readonly string[];
  readonly panels: readonly SharesPanel[];
}

export interface ChartColours {
  readonly text: string;
  readonly quiet: string;
  readonly hairline: string;
  /** In the order of the series; more of them begin anew. */
  readonly series: readonly string[];
  readonly font: string;
}

/** For files: dark on nothing, as papers print it. */
export const paperColours: ChartColours = {
  text: '#1b1f23',
  quiet: '#4b545b',
  hairline: '#dfe3e5',
  series: ['#1f5f9e', '#a35c00'],
  font: "'Source Sans 3', 'Helvetica Neue', Arial, sans-serif",
};

const SIZE = 12;
/** Pixels a letter takes at most. */
const LETTER = 6.4;
const MOST_NAME = 260;
const TOP = 26;
const HEADING = 26;
/** Height that a mark takes, and what stands between two groups. */
const MARK = 13;
const BETWEEN = 9;
const BOTTOM = 42;
const RIGHT = 18;
const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1];

/**
 * Shares of groups as marks on one line from 0 to 1, with their intervals: an SVG 1.1 text, the same for the same data.
 * Series differ by shape as well as by colour; every mark carries its words as title.
 */
export function sharesSvg(chart: SharesChart, colours: ChartColours, width: number): string {
  const names = chart.panels.flatMap(({ rows }) => rows.map(({ name }) => name));
  const left = Math.min(MOST_NAME, 14 + LETTER * Math.max(0, ...names.map(({ length }) => length)));
  const x = (share: number): number => left + Math.min(Math.max(share, 0), 1) * (width - left - RIGHT);
  const drawn: string[] = [];
  let y = TOP;
  for (const { title, rows } of chart.panels) {
    drawn.push(textAt(0, y + 17, title, { fill: colours.quiet }));
    y += HEADING;
    for (const { name, marks } of rows) {
      const middle = y + (MARK * marks.length) / 2;
      drawn.push(textAt(left - 12, middle + 4, name, { fill: colours.text, anchor: 'end' }));
      marks.forEach((mark, series) => {
        if (mark) drawn.push(markAt(mark, x, y + MARK * (series + 0.5), series, colourOf(colours, series)));
      });
      y += MARK * marks.length + BETWEEN;
    }
  }
  const grid = TICKS.flatMap((tick) => [
    `<line x1="${at(x(tick))}" x2="${at(x(tick))}" y1="${TOP}" y2="${y}" stroke="${colours.hairline}"/>`,
    textAt(x(tick), y + 16, tick.toFixed(1), { fill: colours.quiet, anchor: 'middle' }),
  ]);
  const axis = textAt((x(0) + x(1)) / 2, y + 34, chart.axis, { fill: colours.quiet, anchor: 'middle' });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y + BOTTOM}" ` +
      `viewBox="0 0 ${width} ${y + BOTTOM}" font-family="${escapeHtml(colours.font)}" font-size="${SIZE}">`,
    ...legend(chart.series, colours),
    ...grid,
    ...drawn,
    axis,
    '</svg>',
    '',
  ].join('\n');
}

function colourOf({ series, text }: ChartColours, place: number): string {
  return series[place % series.length] ?? text;
}

function legend(names: readonly string[], colours: ChartColours): string[] {
  let left = 6;
  return names.flatMap((name, series) => {
    const colour = colourOf(colours, series);
    const entry = [symbolAt(left, 9, series, colour), textAt(left + 12, 13, name, { fill: colours.text })];
    left += 12 + LETTER * name.length + 20;
    return entry;
  });
}

function markAt(
  { value, interval, words }: ShareMark,
  x: (share: number) => number,
  y: number,
  series: number,
  colour: string,
): string {
  const reach = interval
    ? `<line x1="${at(x(interval.low))}" x2="${at(x(interval.high))}" y1="${at(y)}" y2="${at(y)}" stroke="${colour}" stroke-width="1.5"/>`
    : '';
  return `<g><title>${escapeHtml(words)}</title>${reach}${symbolAt(x(value), y, series, colour)}</g>`;
}

/** A disc for the first series, a diamond for the next. */
function symbolAt(x: number, y: number, series: number, colour: string): string {
  if (series % 2 === 0) return `<circle cx="${at(x)}" cy="${at(y)}" r="4.5" fill="${colour}"/>`;
  return `<path d="M${at(x)} ${at(y - 5.5)}l5.5 5.5l-5.5 5.5l-5.5 -5.5z" fill="${colour}"/>`;
}

function textAt(
  x: number,
  y: number,
  words: string,
  { fill, anchor = 'start' }: { readonly fill: string; readonly anchor?: 'start' | 'middle' | 'end' },
): string {
  return `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}" fill="${fill}">${escapeHtml(words)}</text>`;
}

function at(place: number): string {
  return place.toFixed(1);
}
