import { Failure } from '#core/errors.ts';
import type { DicomFile } from '#core/dicom/parse.ts';
import { readStructuredReport } from '#core/dicom/structuredReport.ts';
import { headerFacts } from './headerFacts.ts';
import { placeNames, type FoundReport } from './found.ts';
import { joinSections, splitReport } from './sections.ts';

/** A report of a DICOM structured report; its study is that of its header, or of the evidence that it names. */
export function srReport(dicom: DicomFile): FoundReport {
  const { header, file } = dicom;
  const { studyNames, patientNames, taken } = headerFacts(header);
  const evidence = header.items('CurrentRequestedProcedureEvidenceSequence');
  const { indication, text } = splitReport(joinSections(readStructuredReport(dicom).sections));
  if (text === '') throw new Failure('dicom-report', { file, reason: 'it holds no words but an indication' });
  return {
    ...{ file, entry: null, origin: 'DICOM structured report', source: 'reference', indication, text },
    studyNames: [
      ...studyNames,
      ...evidence.flatMap((item) => item.text('StudyInstanceUID') ?? []),
      ...placeNames(file),
    ],
    patientNames,
    date: taken?.slice(0, 8) ?? null,
  };
}
