interface PlacedPart {
  readonly headlineLevel?: number;
}

/** A document as pdfmake takes it, of the few forms that reports and protocols need. */
export interface PdfDocument {
  readonly info: { readonly title: string; readonly creator: string; readonly creationDate: Date };
  readonly language: string;
  readonly pageSize: 'A4';
  readonly pageOrientation: 'landscape' | 'portrait';
  readonly pageMargins: number;
  readonly defaultStyle: object;
  readonly styles: Readonly<Record<string, object>>;
  readonly content: readonly object[];
  /** Whether a part begins a new page. */
  readonly pageBreakBefore: (part: PlacedPart, around: { getFollowingNodesOnPage(): readonly object[] }) => boolean;
  readonly footer: (page: number, pages: number) => object;
}

export interface PdfAbout {
  /** ms since 1970: the file's only mark of when it was made. */
  readonly made: number;
  readonly version: string;
  readonly orientation: PdfDocument['pageOrientation'];
}

/** A document of parts under a title. */
export function pdfDocument(title: string, parts: readonly object[], about: PdfAbout): PdfDocument {
  const { made, version, orientation } = about;
  return {
    info: { title, creator: `chexstudy ${version}`, creationDate: new Date(made) },
    language: 'en',
    pageSize: 'A4',
    pageOrientation: orientation,
    pageMargins: 36,
    defaultStyle: { fontSize: 9, lineHeight: 1.15, color: '#1b1f24' },
    styles: {
      title: { fontSize: 18, bold: true, margin: [0, 0, 0, 8] },
      heading: { fontSize: 12, bold: true, margin: [0, 14, 0, 4] },
      subheading: { bold: true, margin: [0, 8, 0, 2] },
      plain: { margin: [0, 0, 0, 4] },
      warning: { bold: true, background: '#fff3cd', margin: [0, 0, 0, 4] },
      note: { fontSize: 8, color: '#4a525a', margin: [0, 3, 0, 0] },
      head: { bold: true },
    },
    content: [{ text: title, style: 'title' }, ...parts],
    // A heading does not stay alone at the foot of a page.
    pageBreakBefore: ({ headlineLevel }, around) =>
      headlineLevel !== undefined && around.getFollowingNodesOnPage().length === 0,
    footer: (page, pages) => ({ text: `${page} of ${pages}`, alignment: 'right', fontSize: 8, margin: [0, 8, 36, 0] }),
  };
}
