import { byAnatomy, speaksOfChange, withoutPriors, withoutTags } from '../reports.ts';
import type { InstructRecord } from '../record.ts';
import type { TemplateName } from '../wording.ts';
import { told, type TaskBuilder } from './draft.ts';

type Section = 'findings' | 'impression';

/** The section with its tags, where the source has them; else as it was written. */
function sectionOf({ structured, sections }: InstructRecord, section: Section): string {
  return structured?.[section] || (sections?.[section] ?? '');
}

/** A section from the films of one study; what refers to earlier films is left out. */
export function generation(section: Section): TaskBuilder {
  return (record, tools) => {
    const { films } = record;
    const target = withoutPriors(sectionOf(record, section));
    const indication = record.sections?.indication ?? '';
    if (films.length === 0 || target === '') return [];
    if (!tools.withIndication) return [told(tools, section, {}, { films, target })];
    if (indication === '') return [];
    return [told(tools, `${section}-indication`, { indication }, { films, text: indication, target })];
  };
}

/** A section that speaks of change, from the first film of the study before and the first of this one. */
export function progression(section: Section): TaskBuilder {
  return (record, tools) => {
    const target = sectionOf(record, section);
    const [film] = record.films;
    if (!record.prior || film === undefined || !speaksOfChange(target)) return [];
    return [told(tools, `progression-${section}`, {}, { films: [record.prior, film], target })];
  };
}

/** A section's sentences on one part of the film each; `compared` as for progression. */
export function local(section: Section, compared: boolean): TaskBuilder {
  const template: TemplateName = compared ? `local-progression-${section}` : `local-${section}`;
  return (record, tools) => {
    const films = compared ? [record.prior, record.films[0]].flatMap((film) => film ?? []) : record.films;
    if (films.length === 0 || (compared && films.length < 2)) return [];
    return [...byAnatomy(sectionOf(record, section))].flatMap(([anatomy, sentences]) => {
      const target = withoutTags(compared ? sentences : withoutPriors(sentences));
      if (target === '' || (compared && !speaksOfChange(target))) return [];
      return [told(tools, template, { anatomy }, { films, part: anatomy, text: anatomy, target })];
    });
  };
}

export const caption: TaskBuilder = (record, tools) => {
  const { films, caption: target = '' } = record;
  return films.length === 0 || target === '' ? [] : [told(tools, 'caption', {}, { films, target })];
};

/** Blanks of de-identification and times of day can't be concluded from the findings. */
const NOT_TO_BE_KNOWN = /___|[ap]\.m\./;

export const summarization: TaskBuilder = ({ sections }, tools) => {
  const { findings = '', impression = '' } = sections ?? {};
  if (findings === '' || impression === '' || NOT_TO_BE_KNOWN.test(impression)) return [];
  return [told(tools, 'summarization', { findings }, { films: [], text: findings, target: impression })];
};
