import { Failure } from '#core/errors.ts';
import { placeNames, type FoundReport } from './found.ts';
import { splitReport } from './sections.ts';

/** No report is longer. */
const LONGEST = 200_000;

/** A report of a plain text file, named by the file: as the film, its folder, the study or its accession number. */
export function textReport(bytes: Uint8Array, file: string): FoundReport {
  const whole = plainText(bytes, file);
  const { indication, text } = splitReport(whole);
  if (text === '') throw new Failure('text-unreadable', { file, reason: 'it is empty' });
  return {
    ...{ file, entry: null, origin: 'plain text', source: 'reference', indication, text },
    ...{ studyNames: placeNames(file), patientNames: placeNames(file), date: null },
  };
}

/** UTF-8, with or without a mark, or UTF-16 with one; older files are read as Windows' western letters. */
export function plainText(bytes: Uint8Array, file: string): string {
  if (bytes.length > LONGEST) throw new Failure('text-unreadable', { file, reason: `${bytes.length} bytes` });
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
  if (utf16 === null && bytes.includes(0))
    throw new Failure('text-unreadable', { file, reason: 'it holds zero bytes' });
  try {
    return new TextDecoder(utf16 ?? 'utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
