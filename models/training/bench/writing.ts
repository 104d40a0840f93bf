import type { BenchPatient } from './benchPatient.ts';
import { made, type ListMaker } from './listMaker.ts';

/** The lists of the third axis: texts. */

const SECTIONS =
  /^INDICATION: (?<indication>.*)\n\nFINDINGS:\n(?<findings>[\s\S]*?)\n\nIMPRESSION:\n(?<impression>[\s\S]*?)\n*$/;

function sectionsOf({ patient }: BenchPatient) {
  const { indication = '', findings = '', impression = '' } = SECTIONS.exec(patient.texts[0] ?? '')?.groups ?? {};
  return { indication, findings, impression };
}

function filmsOf({ frontal, lateral }: BenchPatient) {
  return lateral ? [frontal, lateral] : [frontal];
}

export const findingsList: ListMaker = {
  task: 'Findings Generation',
  classes: ['any'],
  item(_random, one) {
    const { indication, findings } = sectionsOf(one);
    const films = filmsOf(one);
    const image_path = films.map(({ file }) => file);
    return made(one, films, { image_path, section_indication: indication, section_findings: findings });
  },
};

export const summaryList: ListMaker = {
  task: 'Findings Summarization',
  classes: ['any'],
  item(_random, one) {
    const { findings, impression } = sectionsOf(one);
    const image_path = one.frontal.file;
    return made(one, [one.frontal], { image_path, section_findings: findings, section_impression: impression });
  },
};
