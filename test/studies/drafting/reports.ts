import type { Random } from '#core/random.ts';

const FINDINGS = [
  'The heart is normal in size.',
  'The heart is mildly enlarged.',
  'The lungs are clear.',
  'No pleural effusion or pneumothorax.',
  'There is a small left pleural effusion.',
  'Patchy opacity at the right base, which may be pneumonia.',
  'Minimal linear atelectasis at the left base.',
  'Mediastinal contours are unremarkable.',
  'No displaced rib fracture is seen.',
  'Degenerative changes of the thoracic spine.',
  'A 5 mm nodule projects over the left upper lobe.',
  'The endotracheal tube ends 4 cm above the carina.',
  'Pulmonary vascularity is within normal limits.',
  'Interval improvement of the basilar opacities.',
];
const IMPRESSIONS = [
  'No acute cardiopulmonary process.',
  'Possible early pneumonia.',
  'Mild cardiomegaly.',
  'Stable appearance of the chest.',
];

/** Sentences of a report and its impression, the same law of chance for every source. */
export interface PlainReport {
  readonly findings: readonly string[];
  readonly impression: string;
}

export function plainReport(random: Random): PlainReport {
  return {
    findings: random.shuffle(FINDINGS).slice(0, 4 + random.integer(3)),
    impression: IMPRESSIONS[random.integer(IMPRESSIONS.length)] ?? '',
  };
}

/** In one paragraph. */
export function asParagraph({ findings, impression }: PlainReport): string {
  return [...findings, impression].join(' ');
}

export function withHeadings({ findings, impression }: PlainReport): string {
  return `FINDINGS: ${findings.join(' ')}\n\nIMPRESSION: ${impression}`;
}

export function asList({ findings, impression }: PlainReport): string {
  return [...findings, impression].map((sentence, index) => `${index + 1}. ${sentence}`).join('\n');
}

/** With a sentence or two more than the other source writes. */
export function longer(report: PlainReport, random: Random): string {
  return [asParagraph(report), ...random.shuffle(FINDINGS).slice(0, 4)].join(' ');
}
