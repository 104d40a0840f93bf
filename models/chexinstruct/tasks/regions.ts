import { boxWords, inOrder, mergeRegions, namedBoxWords } from '../boxes.ts';
import type { InstructRecord, Region } from '../record.ts';
import type { TemplateName } from '../wording.ts';
import { told, type TaskBuilder, type TaskDraft } from './draft.ts';

/** More boxes than these make no question. */
const MOST_OF_A_FILM = 5;
const MOST_OF_A_LABEL = 2;

/** All that is boxed on a film. */
export const detection: TaskBuilder = (record, tools) => {
  const regions = mergeRegions(record.regions ?? []);
  if (!record.regions || record.films.length === 0 || regions.length > MOST_OF_A_FILM) return [];
  const target = regions.length > 0 ? namedBoxWords(regions) : 'No abnormalities detected.';
  return [told(tools, 'abnormality-detection', {}, { films: record.films, text: 'abnormalities', target, regions })];
};

/** Each label of a film with its boxes, and the same question on a film without it. */
export const grounding: TaskBuilder = (record, tools) =>
  labelsOf(record).flatMap(([label, regions]): TaskDraft[] => {
    const values = { finding: label.toLowerCase() };
    const positive = told(tools, 'grounding', values, {
      films: record.films,
      part: label,
      text: label,
      target: namedBoxWords(regions),
      regions,
    });
    const other = tools.other((each) => each.films.length > 0 && isWithout(each, label));
    if (other === null) return [positive];
    const target = `No ${label.toLowerCase()} detected.`;
    const given = { films: other.films, part: `${label}-negative`, text: label, target, regions: [] };
    return [positive, told(tools, 'grounding', values, given)];
  });

/** What each box of a film shows. */
export const groundedClassification: TaskBuilder = (record, tools) =>
  labelsOf(record).flatMap(([label, regions]) => {
    // The boxes of a phrase belong together; a reader's boxes are asked one by one.
    const questions = record.phrase === undefined ? inOrder(regions).map((region) => [region]) : [regions];
    return questions.map((boxes, place) => {
      const box = boxWords(boxes);
      const part = questions.length > 1 || record.phrase === undefined ? `${label}-${place + 1}` : '';
      const given = { films: record.films, part, text: box, target: label, regions: boxes };
      return told(tools, 'grounded-classification', { box }, given);
    });
  });

/** The merged boxes of each label, where there are few enough. */
function labelsOf({ films, regions = [] }: InstructRecord): [string, Region[]][] {
  if (films.length === 0) return [];
  const labels = new Map<string, Region[]>();
  for (const region of mergeRegions(regions)) labels.set(region.label, [...(labels.get(region.label) ?? []), region]);
  return [...labels].filter(([, those]) => those.length <= MOST_OF_A_LABEL);
}

function isWithout({ regions }: InstructRecord, label: string): boolean {
  return regions !== undefined && regions.every((region) => region.label !== label);
}

/** Films that were searched for one kind of thing: its boxes, or that there is none. */
export function searched(template: TemplateName, label: string, negativeFor: 'each' | 'none'): TaskBuilder {
  const none = `No ${label} detected.`;
  return (record, tools) => {
    const regions = record.regions?.filter((region) => region.label === label);
    if (regions === undefined || record.films.length === 0) return [];
    const given = { films: record.films, text: label, regions };
    if (negativeFor === 'none') {
      return [told(tools, template, {}, { ...given, target: namedBoxWords(regions) || none })];
    }
    // A source that boxes what is there, but does not say of a film that it was searched in vain.
    if (regions.length === 0) return [];
    const positive = told(tools, template, {}, { ...given, target: namedBoxWords(regions) });
    const other = tools.other((each) => each.films.length > 0 && isWithout(each, label) && !mentions(each, label));
    if (other === null) return [positive];
    const negative = { films: other.films, part: 'negative', text: label, target: none, regions: [] };
    return [positive, told(tools, template, {}, negative)];
  };
}

/** A report that speaks of a rib or a tube is no proof that there is none. */
function mentions({ sections }: InstructRecord, label: string): boolean {
  const [word = ''] = label.split(' ').filter((each) => ['rib', 'tube'].includes(each));
  return word !== '' && (sections?.impression ?? '').toLowerCase().includes(word);
}

export const phraseGrounding: TaskBuilder = (record, tools) => {
  const { phrase, regions = [], films } = record;
  if (phrase === undefined || regions.length === 0 || films.length === 0) return [];
  const target = namedBoxWords(regions.map(({ corners }) => ({ label: phrase, corners })));
  return [told(tools, 'phrase-grounding', { phrase }, { films, text: phrase, target, regions })];
};

export const groundedCaptioning: TaskBuilder = (record, tools) => {
  const { phrase, regions = [], films } = record;
  if (phrase === undefined || regions.length === 0 || films.length === 0) return [];
  const box = boxWords(regions);
  return [told(tools, 'grounded-captioning', { box }, { films, text: box, target: phrase, regions })];
};

/** The phrase of a box in the report's section that has it word for word; none where no section has. */
export const groundedPhrase: TaskBuilder = (record, tools) => {
  const { phrase, regions = [], films, sections } = record;
  if (phrase === undefined || regions.length === 0 || films.length === 0) return [];
  const text = [sections?.findings, sections?.impression].find((section) => section?.includes(phrase));
  if (text === undefined) return [];
  const values = { box: boxWords(regions), text };
  return [told(tools, 'grounded-phrase', values, { films, text, target: phrase, regions })];
};
