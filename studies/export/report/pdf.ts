import { pdfDocument, type PdfDocument } from '#core/text/pdf.ts';
import type { ReportPart } from './parts.ts';

/** `report.pdf`, still to be printed: the same parts as the page. The same parts and time give the same file. */
export function reportPdf(title: string, parts: readonly ReportPart[], made: number, version: string): PdfDocument {
  // The widest table has eleven columns.
  return pdfDocument(title, parts.flatMap(partPdf), { made, version, orientation: 'landscape' });
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
