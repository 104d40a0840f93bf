import type { Item, Protocol, Words } from '../protocol/protocol.ts';
import { analyse, type Analysis } from './analyse.ts';
import type { Rating, StudyFigures } from './figures.ts';
import { flagsOf } from './flags.ts';
import { forestsOf } from './forests.ts';
import { timesInList, timesInSession } from './places.ts';
import { textNames } from './pairs.ts';
import { countedRows, type ReadRow } from './rows.ts';
import { spreadsOf } from './spreads.ts';

export interface FiguresAbout {
  readonly title: Words;
  readonly simulated: boolean;
  readonly arms: StudyFigures['arms'];
}

/** What the analysis view shows, from the rows of a study: the numbers are those of `study analyse`. */
export function makeFigures(all: readonly ReadRow[], protocol: Protocol, about: FiguresAbout): StudyFigures {
  const analysis = analyse(all, protocol);
  const rows = countedRows(all);
  const table = analysis.arms.map((each) => ({ ...each, arm: analysis.blinded ? null : each.arm }));
  return {
    ...about,
    peopleToUnblind: protocol.unblinding?.people ?? 1,
    idleCapSeconds: protocol.idleCapSeconds,
    readsPlanned: rows.length,
    readsSubmitted: rows.filter(({ times }) => times !== null).length,
    groups: protocol.groups.map(({ id, label }) => ({
      id,
      label,
      arms: table.flatMap(({ group, arm }) => (group === id ? [arm] : [])),
    })),
    endpoints: analysis.endpoints.map((each) => ({ ...each, ...copied(each) })),
    contrasts: analysis.contrasts.map((each) => ({ ...each, ...copied(each) })),
    idleCaps: analysis.idleCaps.map((each) => ({ ...each, arms: [...each.arms], points: [...each.points] })),
    table,
    forests: forestsOf(rows, analysis.contrasts),
    spreads: spreadsOf(rows),
    inList: timesInList(rows),
    inSession: timesInSession(all),
    ratings: protocol.questionnaire.flatMap((item) => ratingOf(item, protocol, analysis) ?? []),
    selfAgreement: analysis.selfAgreement.map((each) => ({ ...each })),
    flags: flagsOf(all),
  };
}

/** What an analysis holds is for reading only; what crosses to the window is not. */
function copied({ arms, reads, notes }: Analysis['contrasts'][number] | Analysis['endpoints'][number]): {
  arms: [string, string];
  reads: [number, number];
  notes: string[];
} {
  return { arms: [...arms], reads: [...reads], notes: [...notes] };
}

/** Null for a question that is answered in words or by any number. */
function ratingOf(item: Item, protocol: Protocol, { arms, blinded }: Analysis): Rating | null {
  if (item.type === 'text' || item.type === 'number') return null;
  const options =
    item.type === 'scale'
      ? item.steps.map(({ value, label }) => ({ id: String(value), label }))
      : item.type === 'sides'
        ? sideOptions(protocol, blinded)
        : item.options.map(({ id, label, heading }) => ({ id, label: heading ? joined(heading, label) : label }));
  return {
    item: item.id,
    label: item.label,
    type: item.type === 'scale' ? 'scale' : 'choices',
    options,
    rows: arms.flatMap(({ group, arm, questionnaire }) => {
      const result = questionnaire.find((each) => each.item === item.id);
      if (!result) return [];
      const { asked, answered, mean, sd } = result;
      return [{ group, arm: blinded ? null : arm, asked, answered, mean, sd, options: [...result.options] }];
    }),
  };
}

/** The two texts by the names of their sources, where all arms with two texts have the same; else as first and second. */
function sideOptions(protocol: Protocol, blinded: boolean): Rating['options'] {
  const neither = { id: 'neither', label: { en: 'No difference' } };
  if (blinded) return [...['a', 'b'].map((id) => ({ id, label: { en: id.toUpperCase() } })), neither];
  const names = new Set(protocol.arms.flatMap(({ id }) => textNames(protocol, id)?.join('\n') ?? []));
  const [first = '', second = ''] =
    names.size === 1 ? ([...names][0]?.split('\n') ?? []) : ['first text', 'second text'];
  return [{ id: 'first', label: { en: first } }, { id: 'second', label: { en: second } }, neither];
}

function joined(heading: Words, label: Words): Words {
  return Object.fromEntries(
    Object.entries(label).map(([tag, text]) => [tag, `${heading[tag] ?? heading.en}: ${text}`]),
  ) as Words;
}
