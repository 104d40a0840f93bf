import type { Analysis } from '../analysis/analyse.ts';
import type { Contrast } from '../analysis/contrasts.ts';
import type { Protocol } from '../protocol/protocol.ts';

interface ReportAbout {
  readonly title: string;
  readonly state: string;
  readonly simulated: boolean;
  /** ISO 8601. */
  readonly made: string;
  readonly version: string;
}

type Shown = string | number | null;

/** `report.html`: the tables of the analysis on one page that needs no other file. */
export function reportPage(about: ReportAbout, protocol: Protocol, analysis: Analysis): string {
  const { arms, contrasts, endpoints, blinded } = analysis;
  const scales = arms.flatMap(({ group, arm, questionnaire }) =>
    questionnaire.flatMap((item) =>
      item.mean === null ? [] : [[group, arm, item.item, item.answered, fixed(item.mean, 2), fixed(item.sd, 2)]],
    ),
  );
  const shares = arms.flatMap(({ group, arm, questionnaire }) =>
    questionnaire.flatMap(({ item, asked, headings, combinations }) =>
      [...headings, ...(headings.length > 0 ? [] : combinations)].map(({ id, count, share, ciLow, ciHigh }) => [
        ...[group, arm, item, id === '' ? 'nothing' : id, `${count} of ${asked}`, percent(share)],
        ciLow === null || ciHigh === null ? null : `${percent(ciLow)} to ${percent(ciHigh)}`,
      ]),
    ),
  );
  const parts = [
    `<h1>${escaped(about.title)}</h1>`,
    `<p>${escaped(protocol.question.en)}</p>`,
    `<p>Made ${about.made} by chexstudy ${escaped(about.version)}; the study is ${about.state}.</p>`,
    about.simulated ? '<p class="warning">Simulated readers: no person has read these cases.</p>' : '',
    blinded ? '<p class="warning">Blinded: the arms of each group are taken together.</p>' : '',
    section('Endpoints of the protocol', ENDPOINT_HEAD, endpoints.map(endpointCells)),
    ...endpoints.map(
      ({ id, method, notes }) => `<p class="note">${escaped([`${id}: ${method}`, ...notes].join('; '))}</p>`,
    ),
    section(
      'Reading time in seconds, as the paper shows it',
      ['group', 'arm', 'reads', 'mean', 'SD', 'median', 'quartiles', 'geometric mean'],
      arms.map((arm) => [
        ...[arm.group, arm.arm, `${arm.reads} of ${arm.readsPlanned}`],
        ...[arm.timeMean, arm.timeSd, arm.timeMedian].map((value) => fixed(value, 1)),
        arm.timeQ1 === null ? null : `${fixed(arm.timeQ1, 1)} to ${fixed(arm.timeQ3, 1)}`,
        fixed(arm.timeGeoMean, 1),
      ]),
    ),
    section(
      'Ratio of reading times',
      ['group', 'arms', 'analysis', 'ratio', '95 % interval', 'saving', 'p'],
      contrasts.map((each) => [
        ...[each.group, each.arms.join(' / '), each.analysis, fixed(each.ratio, 3), interval(each)],
        ...[percent(each.saving), pValue(each.p)],
      ]),
    ),
    forest(contrasts),
    ...contrasts.map(
      ({ group, analysis: way, method, notes }) =>
        `<p class="note">${escaped([`${group}, ${way}: ${method}`, ...notes].join('; '))}</p>`,
    ),
    section(
      'Ratio of reading times within each reader',
      ['group', 'arms', 'reader', 'reads', 'ratio', '95 % interval'],
      analysis.readers.map((each) => [
        ...[each.group, each.arms.join(' / '), each.reader, each.reads.join(' / ')],
        ...[fixed(each.ratio, 3), interval(each)],
      ]),
    ),
    section(
      'Edits',
      [
        ...['group', 'arm', 'characters', 'words', 'put in', 'taken out', 'kept', 'unchanged', 'word edits over words'],
        ...['findings added', 'findings removed'],
      ],
      arms.map((arm) => [
        ...[arm.group, arm.arm],
        ...[arm.editCharacters, arm.editWords, arm.inserted, arm.deleted].map((value) => fixed(value, 1)),
        ...[percent(arm.kept), percent(arm.unchanged), fixed(arm.hter, 3)],
        ...[fixed(arm.findingsAdded, 2), fixed(arm.findingsRemoved, 2)],
      ]),
    ),
    section(
      'Ratings as the paper shows them: mean (SD)',
      ['group', 'arm', 'question', 'overall', 'by reader', 'ICC', 'Mann-Whitney p'],
      analysis.ratings.map((each) => [
        ...[each.group, each.arm, each.item, rating(each.overall)],
        each.readers.map((own) => `${own.reader} ${rating(own)}`).join('; '),
        ...[fixed(each.icc, 3), pValue(each.p)],
      ]),
    ),
    section('Scales', ['group', 'arm', 'question', 'answers', 'mean', 'SD'], scales),
    section('Choices', ['group', 'arm', 'question', 'answer', 'reads', 'share', '95 % interval'], shares),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(about.title)}</title><style>${STYLE}</style></head>
<body>
${parts.filter(Boolean).join('\n')}
</body></html>
`;
}

const STYLE =
  'body{font:15px/1.45 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}' +
  'table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem .5rem;border-bottom:1px solid #ccd2d8}' +
  '.warning{background:#fff3cd;padding:.5rem}.note{color:#4a525a;font-size:.85rem}h2{margin-top:2rem}';

const ENDPOINT_HEAD = [
  'endpoint',
  'role',
  'arms',
  'reads',
  'effect',
  'estimate',
  'interval',
  'p',
  'adjusted',
  'margin',
];

function endpointCells(each: Analysis['endpoints'][number]): Shown[] {
  return [
    ...[each.id, each.role, each.arms.join(' / '), each.reads.join(' / '), each.scale, fixed(each.estimate, 3)],
    ...[interval(each), pValue(each.p), pValue(each.pAdjusted)],
    each.margin ? `${each.margin.test} ${each.margin.met ? 'shown' : 'not shown'} (p ${pValue(each.margin.p)})` : null,
  ];
}

/** The ratios with their intervals on a logarithmic line; 1 is no difference. */
function forest(contrasts: readonly Contrast[]): string {
  const shown = contrasts.filter(({ ciLow, ciHigh }) => ciLow !== null && ciHigh !== null);
  if (shown.length === 0) return '';
  const reach = Math.max(
    ...shown.flatMap(({ ciLow, ciHigh }) => [ciLow, ciHigh].map((x) => Math.abs(Math.log(x ?? 1)))),
  );
  const x = (ratio: number | null): string => (520 + (Math.log(ratio ?? 1) / reach) * 180).toFixed(1);
  const lines = shown.map((each, index) => {
    const y = 24 + index * 24;
    const words = escaped(`${each.group}: ${each.arms.join(' / ')} (${each.analysis})`);
    return (
      `<text x="0" y="${y + 4}" font-size="12">${words}</text>` +
      `<line x1="${x(each.ciLow)}" x2="${x(each.ciHigh)}" y1="${y}" y2="${y}" stroke="#1b1f24"/>` +
      `<circle cx="${x(each.ratio)}" cy="${y}" r="4"/>`
    );
  });
  const height = 36 + shown.length * 24;
  const zero = `<line x1="520" x2="520" y1="8" y2="${height - 20}" stroke="#9aa3ab" stroke-dasharray="3"/>`;
  const axis = `<text x="520" y="${height - 4}" font-size="12" text-anchor="middle">ratio 1: no difference</text>`;
  return `<svg viewBox="0 0 720 ${height}" role="img" aria-label="Ratios of reading times with 95 % intervals">${zero}${lines.join('')}${axis}</svg>`;
}

function section(title: string, head: readonly string[], rows: readonly (readonly Shown[])[]): string {
  if (rows.length === 0) return '';
  const header = head.map((cell) => `<th>${escaped(cell)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${escaped(String(cell ?? '–'))}</td>`).join('')}</tr>`);
  return `<h2>${escaped(title)}</h2>\n<table><thead><tr>${header}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
}

function fixed(value: number | null, places: number): string | null {
  return value === null ? null : value.toFixed(places);
}

function rating({ mean, sd }: { readonly mean: number | null; readonly sd: number | null }): string {
  return `${fixed(mean, 2) ?? '–'} (${fixed(sd, 2) ?? '–'})`;
}

function percent(share: number | null): string | null {
  return share === null ? null : `${(share * 100).toFixed(1)} %`;
}

function pValue(p: number | null): string | null {
  return p === null ? null : p < 0.0001 ? '< 0.0001' : p.toFixed(4);
}

function interval({ ciLow, ciHigh }: { readonly ciLow: number | null; readonly ciHigh: number | null }): string | null {
  return ciLow === null || ciHigh === null ? null : `${fixed(ciLow, 3)} to ${fixed(ciHigh, 3)}`;
}
