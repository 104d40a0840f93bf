import type { Keyword } from '#core/dicom/attributes.ts';
import { decodeText } from '#core/dicom/charset.ts';
import type { Header } from '#core/dicom/header.ts';
import type { FoundFilm } from './found.ts';

/** What a header says about whom and when, to link films and reports by; never written anywhere. */
export type HeaderFacts = Pick<FoundFilm, 'patient' | 'study' | 'taken' | 'studyNames' | 'patientNames' | 'secrets'>;

/** Numbers and names that archives put in the place of a patient's: they tell nobody from anybody. */
const NOBODY = /^(anon\w*|unknown|none|null|test|patient|n\/?a|x+|0+|-+|\?+)?$/i;

/** Reads who and when out of a header: the patient by number, else by name and date of birth. */
export function headerFacts(header: Header): HeaderFacts {
  const charsets = header.texts('SpecificCharacterSet');
  function words(keyword: Keyword): string {
    const bytes = header.bytes(keyword);
    return bytes ? decodeText(bytes, charsets).trim() : '';
  }
  const [number, name, born] = [words('PatientID'), words('PatientName'), words('PatientBirthDate')];
  const accession = words('AccessionNumber');
  const patient = !NOBODY.test(number) ? `number ${number}` : !NOBODY.test(name) ? `name ${name} ${born}` : null;
  const studyNames = (['StudyInstanceUID', 'SeriesInstanceUID', 'SOPInstanceUID'] as const).map(words);
  return {
    patient,
    study: words('StudyInstanceUID') || null,
    taken: taken(header),
    studyNames: [...studyNames, NOBODY.test(accession) ? '' : accession].filter((each) => each !== ''),
    patientNames: NOBODY.test(number) ? [] : [number],
    secrets: [
      ...nameWords(name),
      ...nameWords(words('ReferringPhysicianName')),
      ...[number, accession, words('InstitutionName')].filter((each) => !NOBODY.test(each)),
    ],
  };
}

/** Date and time of the study as digits; where it has none, the date of taking or writing. */
function taken(header: Header): string | null {
  for (const keyword of ['StudyDate', 'AcquisitionDate', 'ContentDate'] as const) {
    const date = header.text(keyword)?.replaceAll('.', '') ?? '';
    if (!/^(19|2\d)\d{6}$/.test(date)) continue;
    const time = /^\d{2,6}/.exec(header.text('StudyTime')?.replaceAll(':', '') ?? '')?.[0] ?? '';
    return keyword === 'StudyDate' ? date + time.padEnd(6, '0') : date;
  }
  return null;
}

/** Components of a name in all its writings (PS3.5 section 6.2.1). */
function nameWords(name: string): string[] {
  return name.split(/[\^=\s,.]+/).filter((word) => word.length > 2 && !NOBODY.test(word));
}
