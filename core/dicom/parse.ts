import { parseDicom as parseDataSet, type DataSet } from 'dicom-parser';
import { Failure } from '../errors.ts';
import { tagText } from './attributes.ts';
import { readHeader, undefinedLength, type Header } from './header.ts';
import { inflateBody } from './inflate.ts';
import { readMeta, sniffSyntax, type FileMeta } from './meta.ts';
import { explicitLittle, transferSyntax, type TransferSyntax } from './syntaxes.ts';

/** Where the compressed frames of an encapsulated file lie (PS3.5 annex A.4). */
export interface EncapsulatedPixels {
  readonly fragments: readonly { readonly offset: number; readonly bytes: Uint8Array }[];
  readonly offsets: readonly number[];
}

/** A parsed file. Nothing is decoded yet, and nothing but lengths has been believed. */
export interface DicomFile {
  /** The name that failures show. */
  readonly file: string;
  readonly transferSyntax: TransferSyntax;
  readonly header: Header;
  /** Null where the pixels are not encapsulated. */
  readonly encapsulated: EncapsulatedPixels | null;
  /** The value representation that stands beside the pixels (OB or OW); null under implicit VR. */
  readonly pixelVr: string | null;
}

/**
 * Reads a DICOM file, with or without preamble and file meta (PS3.10 section 7), in every byte order, deflated or not.
 * Throws dicom-not, dicom-truncated or dicom-malformed.
 */
export function parseDicom(bytes: Uint8Array, file: string): DicomFile {
  const meta = readMeta(bytes);
  if (!meta) throw new Failure('dicom-not', { file });
  const syntax = transferSyntax(meta.transferSyntax ?? sniffSyntax(bytes, meta.end));
  const dataSet = parseBody(bodyOf(bytes, meta, syntax, file), syntax, file);
  const pixels = dataSet.elements['x7fe00010'];
  return {
    file,
    transferSyntax: syntax,
    header: readHeader(dataSet, syntax.littleEndian),
    encapsulated: readFragments(dataSet),
    pixelVr: pixels?.vr ?? null,
  };
}

function bodyOf(bytes: Uint8Array, meta: FileMeta, syntax: TransferSyntax, file: string): Uint8Array {
  const body = bytes.subarray(meta.end);
  if (body.length === 0) throw new Failure('dicom-truncated', { file, reason: 'nothing follows the file meta' });
  return syntax.deflated ? inflateBody(body, file) : body;
}

function parseBody(body: Uint8Array, syntax: TransferSyntax, file: string): DataSet {
  let dataSet: DataSet;
  try {
    // The body is handed over without its meta, and inflated: the library then only needs to know how to read it.
    const encoding = syntax.deflated ? explicitLittle : syntax.uid;
    dataSet = parseDataSet(body, { TransferSyntaxUID: encoding });
  } catch (thrown) {
    const partial = partialDataSet(thrown);
    if (partial) requireWhole(partial, file);
    const reason = reasonOf(thrown);
    throw new Failure(/overrun|past end|overread/.test(reason) ? 'dicom-truncated' : 'dicom-malformed', {
      file,
      reason,
    });
  }
  // Put in by the library as the syntax that it was told; no element of the file.
  delete dataSet.elements['x00020010'];
  requireWhole(dataSet, file);
  return dataSet;
}

/** The parser steps over a value without looking whether the file still holds it. */
function requireWhole(dataSet: DataSet, file: string): void {
  const size = dataSet.byteArray.length;
  for (const element of Object.values(dataSet.elements)) {
    const parts = element.fragments?.map((fragment) => ({ start: fragment.position, length: fragment.length }));
    for (const { start, length } of parts ?? [{ start: element.dataOffset, length: element.length }]) {
      if (length === undefinedLength || start + length <= size) continue;
      const reason = `${tagText(element.tag.slice(1).toUpperCase())} needs ${length} bytes, ${Math.max(0, size - start)} are left`;
      throw new Failure('dicom-truncated', { file, reason });
    }
  }
}

function readFragments(dataSet: DataSet): EncapsulatedPixels | null {
  const element = dataSet.elements['x7fe00010'];
  if (!element?.fragments) return null;
  const fragments = element.fragments.map(({ offset, position, length }) => {
    return { offset, bytes: dataSet.byteArray.subarray(position, position + length) };
  });
  return { fragments, offsets: element.basicOffsetTable ?? [] };
}

/** The parser throws texts, errors, or `{ exception, dataSet }` with what it had read. */
function partialDataSet(thrown: unknown): DataSet | null {
  if (typeof thrown !== 'object' || thrown === null || !('dataSet' in thrown)) return null;
  const { dataSet } = thrown;
  return typeof dataSet === 'object' && dataSet !== null && 'elements' in dataSet ? (dataSet as DataSet) : null;
}

function reasonOf(thrown: unknown): string {
  if (typeof thrown === 'string') return thrown.replace(/^dicomParser[.:]/, '');
  if (thrown instanceof RangeError && /stack/.test(thrown.message)) return 'sequences are nested too deep';
  if (thrown instanceof Error) return thrown.message.replace(/^dicomParser[.:]/, '');
  if (typeof thrown === 'object' && thrown !== null && 'exception' in thrown) return reasonOf(thrown.exception);
  return 'unreadable';
}
