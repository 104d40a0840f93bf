import type { ReportPart } from './parts.ts';
import { escaped } from './words.ts';

/** `report.html`: the report on one page that needs no other file. */
export function reportHtml(title: string, parts: readonly ReportPart[]): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title><style>${STYLE}</style></head>
<body>
<h1>${escaped(title)}</h1>
${parts.map(partHtml).join('\n')}
</body></html>
`;
}

const STYLE =
  'body{font:15px/1.45 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}' +
  'table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem .5rem;border-bottom:1px solid #ccd2d8}' +
  '.warning{background:#fff3cd;padding:.5rem}.note{color:#4a525a;font-size:.85rem}h2{margin-top:2rem}';

function partHtml(part: ReportPart): string {
  if (part.kind === 'plot') return part.svg;
  if (part.kind === 'table') return tableHtml(part);
  return `<p${part.kind === 'plain' ? '' : ` class="${part.kind}"`}>${escaped(part.text)}</p>`;
}

function tableHtml({ title, head, rows }: Extract<ReportPart, { kind: 'table' }>): string {
  const header = head.map((cell) => `<th>${escaped(cell)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${escaped(String(cell ?? '–'))}</td>`).join('')}</tr>`);
  return `<h2>${escaped(title)}</h2>\n<table><thead><tr>${header}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table>`;
}
