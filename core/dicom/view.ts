import type { WarningCode } from '../messages/warnings.ts';
import type { DicomFile } from './parse.ts';

export type ChestView = 'PA' | 'AP' | 'LATERAL' | 'OTHER';

/**
 * View Position is empty in a third of real files and sometimes wrong. Rows that run towards the front or the back
 * (Patient Orientation A or P first, PS3.3 C.7.6.1.1.1) make a lateral, whatever else is said; rows that run to the
 * left or right prove nothing, because devices write that for every film. Then the words of the series are asked.
 */
export function judgeView(dicom: DicomFile): { view: ChestView; warnings: WarningCode[] } {
  const { header } = dicom;
  const position = header.text('ViewPosition');
  const said = position === null ? null : viewOf(position);
  const sagittal = /^[AP]/.test(header.texts('PatientOrientation')[0]?.toUpperCase() ?? '');
  if (sagittal) return { view: 'LATERAL', warnings: said === 'PA' || said === 'AP' ? ['view-contradicted'] : [] };
  const view = said ?? codedView(dicom) ?? describedView(dicom) ?? 'OTHER';
  return { view, warnings: view === 'OTHER' && said === null ? ['view-unknown'] : [] };
}

/** Whether the words of the series name one view and View Position another; `PA and lateral` names none. */
export function namesOtherView(dicom: DicomFile): boolean {
  const position = dicom.header.text('ViewPosition');
  const [said, described] = [position === null ? null : viewOf(position), describedView(dicom)];
  return said !== null && said !== 'OTHER' && described !== null && said !== described;
}

/** View Position (0018,5101): defined terms and what is found instead of them. */
function viewOf(position: string): ChestView {
  const term = position.toUpperCase();
  if (/^(PA|P-A|POSTERO-?ANTERIOR)$/.test(term)) return 'PA';
  if (/^(AP|A-P|ANTERO-?POSTERIOR)$/.test(term)) return 'AP';
  if (/^(LL|RL|LAT|LATERAL|LLAT|RLAT|LEFT LATERAL|RIGHT LATERAL|L|R)$/.test(term)) return 'LATERAL';
  return 'OTHER';
}

/** View Code Sequence (CID 4010): SNOMED CT and RT. */
const codes: Readonly<Record<string, ChestView>> = {
  '272479007': 'PA',
  'R-40888': 'PA',
  'R-10214': 'PA',
  '399348003': 'AP',
  'R-10206': 'AP',
  '399067008': 'LATERAL',
  'R-102CD': 'LATERAL',
  '399173006': 'LATERAL',
  'R-10236': 'LATERAL',
  '399198007': 'LATERAL',
  'R-10232': 'LATERAL',
};

function codedView({ header }: DicomFile): ChestView | null {
  return codes[header.items('ViewCodeSequence')[0]?.text('CodeValue') ?? ''] ?? null;
}

function describedView({ header }: DicomFile): ChestView | null {
  const keywords = ['SeriesDescription', 'ProtocolName', 'AcquisitionDeviceProcessingDescription'] as const;
  for (const keyword of keywords) {
    const words = header.texts(keyword).join(' ');
    const found: ChestView[] = [];
    if (/\b(PA|p\.a\.|postero-?anterior)\b/i.test(words)) found.push('PA');
    if (/\b(AP|a\.p\.|antero-?posterior)\b/i.test(words)) found.push('AP');
    if (/\b(lat|lateral|LL|RL)\b/i.test(words)) found.push('LATERAL');
    // "PA and lateral" names the study, not this film.
    if (found.length === 1 && found[0]) return found[0];
  }
  return null;
}
