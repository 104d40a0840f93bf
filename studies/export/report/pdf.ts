import type { ReportPart } from './parts.ts';

interface PlacedPart {
  readonly headlineLevel?: number;
}

/** A document as pdfmake takes it, of the few forms that the report needs. */
export interface PdfDocument {
  readonly info: { readonly title: string; readonly creator: string; readonly creationDate: Date };
  readonly language: string;
  readonly pageSize: 'A4';
  readonly pageOrientation: 'landscape';
  readonly pageMargins: number;
  readonly defaultStyle: object;
  readonly styles: Readonly<Record<string, object>>;
  readonly content: readonly object[];
  /** Whether a part begins a new page. */
  readonly pageBreakBefore: (part: PlacedPart, around: { getFollowingNodesOnPage(): readonly object[] }) => boolean;
  readonly footer: (page: number, pages: number) => object;
}

/**
 * `report.pdf`, still to be printed: the same parts as the page. The same parts and time give the same file, since the
 * time is its only mark of when it was made.
 */
export function reportPdf(title: string, parts: readonly ReportPart[], made: number, version: string): PdfDocument {
  return {
    info: { title, creator: `chexstudy ${version}`, creationDate: new Date(made) },
    language: 'en',
    // The widest table has eleven columns.
    pageSize: 'A4',
    pageOrientation: 'landscape',
    pageMargins: 36,
    defaultStyle: { fontSize: 9, lineHeight: 1.15, color: '#1b1f24' },
    styles: {
      title: { fontSize: 18, bold: true, margin: [0, 0, 0, 8] },
      heading: { fontSize: 12, bold: true, margin: [0, 14, 0, 4] },
      plain: { margin: [0, 0, 0, 4] },
      warning: { bold: true, background: '#fff3cd', margin: [0, 0, 0, 4] },
      note: { fontSize: 8, color: '#4a525a', margin: [0, 3, 0, 0] },
      head: { bold: true },
    },
    content: [{ text: title, style: 'title' }, ...parts.flatMap(partPdf)],
    // A heading does not stay alone at the foot of a page.
    pageBreakBefore: ({ headlineLevel }, around) =>
      headlineLevel !== undefined && around.getFollowingNodesOnPage().length === 0,
    footer: (page, pages) => ({ text: `${page} of ${pages}`, alignment: 'right', fontSize: 8, margin: [0, 8, 36, 0] }),
  };
}

/** Width of a plot in points: that of the page within its margins. */
const PLOT = 720;

function partPdf(part: ReportPart): object[] {
  if (part.kind === 'plot') return [{ svg: part.svg, width: PLOT, margin: [0, 6, 0, 4] }];
  if (part.kind !== 'table') return [{ text: part.text, style: part.kind }];
  const head = part.head.map((text) => ({ text, style: 'head' }));
  const rows = part.rows.map((row) => row.map((cell) => ({ text: String(cell ?? '–') })));
  return [
    { text: part.title, style: 'heading', headlineLevel: 1 },
    { layout: 'lightHorizontalLines', table: { headerRows: 1, keepWithHeaderRows: 1, body: [head, ...rows] } },
  ];
}
