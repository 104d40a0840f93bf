import { Failure } from '../errors.ts';
import type { DicomFile } from './parse.ts';

/** A file that a DICOMDIR names. */
export interface DirectoryEntry {
  /** The type of its record: IMAGE, SR DOCUMENT, ... */
  readonly type: string;
  /** Relative to the DICOMDIR, with forward slashes. */
  readonly path: string;
}

/** Value of Record In-use Flag for a record that is no longer valid (PS3.3 F.3.2.2). */
const inactive = 0;

/** Whether a file is the directory of a medium (PS3.10 section 8.6). */
export function isDirectory({ header }: DicomFile): boolean {
  return header.bytes('DirectoryRecordSequence') !== null || header.items('DirectoryRecordSequence').length > 0;
}

/**
 * The files of a DICOMDIR, in the order of its records. Their place in the tree of patients and studies is not asked:
 * every file says it again. Throws dicom-malformed for a path that leads out of the medium.
 */
export function readDirectory({ header, file }: DicomFile): DirectoryEntry[] {
  return header.items('DirectoryRecordSequence').flatMap((record) => {
    const parts = record.texts('ReferencedFileID');
    if (parts.length === 0 || record.number('RecordInUseFlag') === inactive) return [];
    if (parts.some((part) => part === '' || part === '.' || part === '..' || /[/\\:]/.test(part))) {
      throw new Failure('dicom-malformed', {
        file,
        reason: `the record of ${parts.join('/')} leads out of the medium`,
      });
    }
    return [{ type: record.text('DirectoryRecordType') ?? 'unknown', path: parts.join('/') }];
  });
}
