import { join } from 'node:path';
import { groupsChart, type GroupsWords } from '#core/charts/groupsChart.ts';
import { paperColours, sharesSvg } from '#core/charts/sharesChart.ts';
import { escapeHtml, htmlTable } from '#core/text/html.ts';
import { buildFolder, jsonText, writeNew } from '#main/services/files.ts';
import type { Gap, Grouping, GroupMeasures } from '#models/chexbench/fairness/fairness.ts';

/** What was compared. */
export interface FairnessReport {
  readonly model: string;
  readonly tasks: readonly string[];
  /** Null for all findings taken together. */
  readonly finding: string | null;
  readonly patients: number;
  readonly least: number;
  readonly draws: number;
  readonly seed: number;
  readonly groupings: readonly Grouping[];
}

const WIDTH = 720;

const WORDS: GroupsWords = {
  own: 'this run',
  paper: 'the paper: cardiomegaly, CheXagent v1',
  f1: 'F1, with intervals of 95 %',
  accuracy: 'share of items that are right as a whole, with intervals of 95 %',
};

/**
 * Writes `fairness.html` (one page that needs no other file), its figure as `fairness.svg`, and all numbers as
 * `fairness.json` into a new folder. Throws file-exists.
 */
export async function writeFairness(folder: string, report: FairnessReport): Promise<void> {
  const chart = groupsChart(report.groupings, WORDS);
  const svg = chart && sharesSvg(chart, paperColours, WIDTH);
  await buildFolder(folder, async (aside) => {
    if (svg) await writeNew(join(aside, 'fairness.svg'), svg);
    await writeNew(join(aside, 'fairness.html'), pageOf(report, svg));
    await writeNew(join(aside, 'fairness.json'), jsonText(report));
  });
}

function pageOf(report: FairnessReport, svg: string | null): string {
  const { model, tasks, finding, patients, least, draws, groupings } = report;
  const title = `${model}: groups of patients`;
  const about = `${tasks.join(', ')}${finding === null ? '' : `, ${finding}`}; ${patients} patients`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(about)}</p>
${svg ?? `<p>No group has ${least} patients.</p>`}
<p>Intervals of 95 % come from drawing the patients of a group again ${draws} times. An answer that cannot be read counts
as the wrong one. F1 depends on how frequent a finding is: read it beside prevalence, sensitivity and specificity. The
paper's bars are of cardiomegaly on other films, read off its page to about 0.003; the page does not say what its error
bars are.</p>
${groupings.map(groupingHtml).join('\n')}
</body></html>
`;
}

const STYLE =
  'body{font:15px/1.45 sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}' +
  'table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;padding:.25rem .5rem;' +
  'border-bottom:1px solid #ccd2d8}h2{margin-top:2rem}table+table{margin-top:1rem}svg{max-width:100%;height:auto}';

function groupingHtml({ attributes, groups, tooSmall, unknown, gaps }: Grouping): string {
  const asked = gaps.filter(({ holm }) => holm !== null);
  const left = tooSmall.map(({ group, patients }) => `${group} (${patients})`).join('; ');
  return [
    `<h2>By ${escapeHtml(attributes.join(' and '))}</h2>`,
    ...(groups.length > 0 ? [htmlTable(GROUP_HEAD, groups.map(groupCells))] : []),
    ...(left === '' ? [] : [`<p>Too few patients, left out: ${escapeHtml(left)}</p>`]),
    ...(unknown > 0 ? [`<p>${unknown} patients of whom this is not told</p>`] : []),
    ...(asked.length > 0 ? [htmlTable(GAP_HEAD, asked.map(gapCells))] : []),
  ].join('\n');
}

const MEASURES = ['f1', 'sensitivity', 'specificity', 'accuracy'] as const;
const GROUP_HEAD = [
  ...['group', 'patients', 'prevalence', 'F1', 'sensitivity', 'specificity', 'all right'],
  ...['Brier', 'calibration error', 'bias'],
];
const GAP_HEAD = ['first', 'second', 'measure', 'gap, 95 %', 'p', 'p adjusted (Holm)'];

function groupCells({ group, patients, measures, intervals, calibration }: GroupMeasures): (string | number | null)[] {
  return [
    group,
    patients,
    digits(measures.prevalence),
    ...MEASURES.map((name) => measured(measures[name], intervals[name])),
    measured(measures.brier, intervals.brier),
    digits(calibration?.expectedError ?? null),
    digits(calibration?.bias ?? null),
  ];
}

function gapCells({ first, second, measure, difference, interval, p, holm }: Gap): (string | null)[] {
  const name = measure === 'f1' ? 'F1' : measure;
  return [first, second, name, measured(difference, interval), p.toFixed(4), digits(holm)];
}

function measured(value: number | null, interval: Gap['interval'] | null): string | null {
  const reach = interval ? ` (${interval.low.toFixed(3)} to ${interval.high.toFixed(3)})` : '';
  return value === null ? null : `${value.toFixed(3)}${reach}`;
}

function digits(value: number | null): string | null {
  return value === null ? null : value.toFixed(3);
}
