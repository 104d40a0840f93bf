import type { Random } from '#core/random.ts';
import { NO_FINDING } from '../labels.ts';
import type { InstructRecord } from '../record.ts';
import { worded } from '../wording.ts';
import { asChoice, chosen, yesOrNo, type TaskBuilder, type TaskDraft } from './draft.ts';

/** Distractors that are added where a source names only what is there. */
const DISTRACTORS = 10;
const SETS = 4;

/**
 * Findings of a study in three forms: all that are there from the list, the one right set of four (the others drawn, of
 * the same size), and yes or no on one finding, as often there as not. Uncertain findings are in none of them.
 */
export const classification: TaskBuilder = (record, tools) => {
  const { random, wordings } = tools;
  const labels = record.labels && completed(record, tools.labels, random);
  if (!labels || record.films.length === 0) return [];
  if (isNormal(labels) && record.split === 'train' && random.uniform() >= tools.keepNormal) return [];
  const known = Object.entries(labels).filter(([, label]) => label !== -1);
  const there = known.flatMap(([name, label]) => (label === 1 ? [name] : []));
  const missing = known.flatMap(([name, label]) => (label === 0 ? [name] : []));
  const names = [...there, ...missing];
  const qa = [];
  if (there.length > 0 && missing.length > 0) {
    const options = names.map((name) => [name, labels[name] === 1] as const);
    for (const question of worded(random, 'classification-list', {}, wordings)) {
      qa.push(asChoice(random, question, options));
    }
    const sets = setsLike(random, there, names);
    const [question = ''] = worded(random, 'classification-set', {}, 1);
    if (sets.length === SETS) qa.push(asChoice(random, question, sets));
  }
  const side = there.length === 0 || (missing.length > 0 && random.uniform() < 0.5) ? missing : there;
  const finding = side[random.integer(Math.max(side.length, 1))];
  if (finding !== undefined) {
    const [question = ''] = worded(random, 'classification-yes-no', { finding: finding.toLowerCase() }, 1);
    qa.push(asChoice(random, question, yesOrNo(side === there)));
  }
  const { films } = record;
  return qa.length === 0 ? [] : [{ part: '', films, text: '', target: '', options: labels, regions: null, qa }];
};

function isNormal(labels: NonNullable<InstructRecord['labels']>): boolean {
  return Object.entries(labels).every(([name, label]) => (name === NO_FINDING ? label === 1 : label !== 1));
}

/** Where all labels that a source gives are there, some that are not. */
function completed({ labels = {} }: InstructRecord, all: readonly string[], random: Random) {
  if (Object.values(labels).some((label) => label !== 1)) return labels;
  const others = all.filter((name) => !(name in labels));
  const absent = random.shuffle(others).slice(0, DISTRACTORS);
  return { ...labels, ...Object.fromEntries(absent.map((name) => [name, 0] as const)) };
}

/** The right set and three drawn ones, all of the same size, each once; fewer where the names don't give as many. */
function setsLike(random: Random, there: readonly string[], names: readonly string[]) {
  const sets = new Map([[sortedWords(there), true]]);
  for (let draw = 0; draw < 20 && sets.size < SETS; draw++) {
    const set = sortedWords(random.shuffle(names).slice(0, there.length));
    if (!sets.has(set)) sets.set(set, false);
  }
  return [...sets];
}

function sortedWords(set: readonly string[]): string {
  return [...set].sort().join(', ');
}

const CHANGES = ['worsening', 'stable', 'improving'];

/** The course of each finding between two films, earlier one first. */
export const temporal: TaskBuilder = (record, tools) => {
  if (!record.prior || record.films.length === 0) return [];
  const films = [record.prior, ...record.films.slice(0, 1)];
  return (record.changes ?? []).map(({ finding, change }) =>
    chosen(
      tools,
      'temporal',
      { finding },
      CHANGES.map((option) => [option, option === change] as const),
      { films, part: finding, text: finding },
    ),
  );
};

/** Each film's view; one time in two left laterals are laterals, as in the published data. */
export const view: TaskBuilder = (record, tools) =>
  record.films.flatMap((film, place) => {
    if (film.view === null || !['AP', 'PA', 'LATERAL', 'LL'].includes(film.view)) return [];
    const four = tools.views.includes('LL') && tools.random.uniform() < 0.5;
    const shown = film.view === 'LL' && !four ? 'LATERAL' : film.view;
    const options = ['AP', 'PA', 'LATERAL', ...(four ? ['LL'] : [])].map((name) => [name, name === shown] as const);
    const part = record.films.length > 1 ? String(place + 1) : '';
    return [chosen(tools, 'view', {}, options, { films: [film], part })];
  });

/** For each frontal film a lateral of the same study, and one of another. */
export const viewMatching: TaskBuilder = (record, tools) => {
  const laterals = lateralsOf(record);
  if (laterals.length === 0) return [];
  const frontals = record.films.filter((film) => film.view === 'PA' || film.view === 'AP');
  return frontals.flatMap((frontal, place): TaskDraft[] => {
    const own = laterals[tools.random.integer(laterals.length)];
    const other = tools.other((each) => each.study !== record.study && lateralsOf(each).length > 0);
    const [foreign] = other === null ? [] : lateralsOf(other);
    const pairs = [own, foreign].flatMap((lateral, index) => {
      if (lateral === undefined) return [];
      const part = `${place + 1}-${index === 0 ? 'same' : 'other'}`;
      return [chosen(tools, 'view-matching', {}, yesOrNo(index === 0), { films: [frontal, lateral], part })];
    });
    return pairs;
  });
};

function lateralsOf({ films }: InstructRecord): InstructRecord['films'] {
  return films.filter((film) => film.view === 'LATERAL');
}
