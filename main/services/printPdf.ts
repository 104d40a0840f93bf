import pdfmake from 'pdfmake/build/pdfmake.min.js';
import fonts from 'pdfmake/build/vfs_fonts.js';
import type { PdfDocument } from '#core/text/pdf.ts';

/**
 * The file of a document. pdfmake in its build for browsers, which brings its fonts (Roboto, Apache 2.0) and all that it
 * needs along: nothing is read from the disk or fetched, so that it is bundled like any other code.
 */
export function printPdf(document: PdfDocument): Promise<Uint8Array> {
  pdfmake.addVirtualFileSystem(fonts);
  pdfmake.setUrlAccessPolicy(() => false);
  return pdfmake.createPdf(document).getBuffer();
}
