import type { Random } from '#core/random.ts';
import { sentencesOf } from '../reports.ts';
import type { InstructRecord } from '../record.ts';
import { chosen, told, yesOrNo, type TaskBuilder } from './draft.ts';

/** What can be matched with films: the sections that a report has, or a caption. */
function textsOf({ sections, caption }: InstructRecord): string[] {
  return [sections?.findings, sections?.impression, caption].filter(
    (text) => text !== undefined && text !== '',
  ) as string[];
}

/** A record is looked at for many others. */
const labelKeys = new WeakMap<InstructRecord, string>();

/** The labels that are there, for "another set of findings"; without labels every other record differs. */
function labelKey(record: InstructRecord): string {
  const known = labelKeys.get(record);
  if (known !== undefined) return known;
  const key = record.labels ? positives(record.labels) : record.key;
  labelKeys.set(record, key);
  return key;
}

function positives(labels: NonNullable<InstructRecord['labels']>): string {
  return Object.entries(labels)
    .flatMap(([name, label]) => (label === 1 ? [name] : []))
    .sort()
    .join('|');
}

/** A text of a record with other labels, the same section where it has that; null where there is none. */
function foreignText(record: InstructRecord, place: number, tools: Parameters<TaskBuilder>[1]): string | null {
  const own = labelKey(record);
  const other = tools.other((each) => each.key !== record.key && labelKey(each) !== own && textsOf(each).length > 0);
  if (other === null) return null;
  const texts = textsOf(other);
  return texts[Math.min(place, texts.length - 1)] ?? null;
}

/** One time in five some of the sentences only, in a drawn order. */
function someOf(random: Random, text: string): string {
  const sentences = sentencesOf(text);
  if (sentences.length < 2 || random.uniform() >= 0.2) return text;
  return random
    .shuffle(sentences)
    .slice(0, 1 + random.integer(sentences.length))
    .join(' ');
}

/** Each text with its own films, and one with other labels. */
export const matching: TaskBuilder = (record, tools) =>
  record.films.length === 0
    ? []
    : textsOf(record).flatMap((own, place) =>
        [someOf(tools.random, own), foreignText(record, place, tools)].flatMap((text, index) => {
          if (text === null) return [];
          const part = `${place + 1}-${index === 0 ? 'own' : 'other'}`;
          return [chosen(tools, 'matching', { text }, yesOrNo(index === 0), { films: record.films, part, text })];
        }),
      );

/** The own text beside one with other labels. */
export const selection: TaskBuilder = (record, tools) =>
  record.films.length === 0
    ? []
    : textsOf(record).flatMap((text, place) => {
        const other = foreignText(record, place, tools);
        if (other === null || other === text) return [];
        const options = [[text, true] as const, [other, false] as const];
        return [chosen(tools, 'selection', {}, options, { films: record.films, part: String(place + 1), text })];
      });

export const reportEvaluation: TaskBuilder = ({ pair, errors }, tools) => {
  if (!pair || !errors) return [];
  const found = Object.entries(errors).filter(([, count]) => count > 0);
  const target = found.map(([kind, count]) => `${kind}: ${count}`).join('\n') || 'No significant errors.';
  const values = { reference: pair.first, candidate: pair.second };
  const text = `${pair.first}\n${pair.second}`;
  return [told(tools, 'report-evaluation', values, { films: [], text, target, options: errors })];
};

export const explanation: TaskBuilder = (record, tools) => {
  if (!record.explanation || record.films.length === 0) return [];
  const { text: target, diagnoses } = record.explanation;
  const text = diagnoses.join(', ').toLowerCase();
  return [told(tools, 'explanation', { diagnoses: text }, { films: record.films, text, target })];
};

/** Two sentences and how they relate, from the relations given. */
export function relation(template: 'inference' | 'similarity', relations: readonly string[]): TaskBuilder {
  return ({ pair }, tools) => {
    if (!pair || !relations.includes(pair.relation)) return [];
    const { first, second } = pair;
    const options = relations.map((name) => [name, name === pair.relation] as const);
    return [chosen(tools, template, { first, second }, options, { films: [], text: `${first}\n${second}` })];
  };
}

export const namedEntities: TaskBuilder = ({ entities }, tools) => {
  if (!entities || entities.found.length === 0) return [];
  const { text, found } = entities;
  const target = found.map(([type, words]) => `[${type}, ${words}]`).join(', ');
  return [told(tools, 'entities', { text }, { films: [], text, target })];
};
