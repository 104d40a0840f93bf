import { escapeHtml, htmlTable } from './html.ts';
import { pdfDocument, type PdfDocument } from './pdf.ts';

type Cell = string | number | null;

/** A part of a page for people, in whatever form it is shown. */
export type PagePart =
  | { readonly kind: 'section' | 'heading' | 'text' | 'note'; readonly text: string }
  | { readonly kind: 'list'; readonly entries: readonly string[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly Cell[])[] };

const STYLE =
  'body{font:15px/1.45 sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}' +
  'table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem .5rem;border-bottom:1px solid #ccd2d8;' +
  'vertical-align:top;overflow-wrap:anywhere}h2{margin-top:2rem}.note{color:#4a525a;font-size:.85rem}';

/** One page that needs no other file. */
export function pageHtml(title: string, parts: readonly PagePart[]): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body>
<h1>${escapeHtml(title)}</h1>
${parts.map(partHtml).join('\n')}
</body></html>
`;
}

function partHtml(part: PagePart): string {
  switch (part.kind) {
    case 'section':
      return `<h2>${escapeHtml(part.text)}</h2>`;
    case 'heading':
      return `<h3>${escapeHtml(part.text)}</h3>`;
    case 'text':
      return `<p>${escapeHtml(part.text).replaceAll('\n', '<br>')}</p>`;
    case 'note':
      return `<p class="note">${escapeHtml(part.text)}</p>`;
    case 'list':
      return `<ol>${part.entries.map((each) => `<li>${escapeHtml(each)}</li>`).join('')}</ol>`;
    case 'table':
      return htmlTable(part.head, part.rows);
  }
}

/** The same parts as a document, still to be printed; the same parts and time give the same file. */
export function pagePdf(title: string, parts: readonly PagePart[], made: number, version: string): PdfDocument {
  return pdfDocument(title, parts.map(partPdf), { made, version, orientation: 'portrait' });
}

function partPdf(part: PagePart): object {
  switch (part.kind) {
    case 'section':
      return { text: part.text, style: 'heading', headlineLevel: 1 };
    case 'heading':
      return { text: part.text, style: 'subheading', headlineLevel: 2 };
    case 'text':
      return { text: part.text, style: 'plain' };
    case 'note':
      return { text: part.text, style: 'note' };
    case 'list':
      return { ol: [...part.entries], style: 'plain' };
    case 'table': {
      const head = part.head.map((text) => ({ text, style: 'head' }));
      const rows = part.rows.map((row) => row.map((cell) => ({ text: String(cell ?? '–') })));
      return {
        layout: 'lightHorizontalLines',
        table: { headerRows: 1, keepWithHeaderRows: 1, body: [head, ...rows] },
        margin: [0, 0, 0, 4],
      };
    }
  }
}
