import type { ProtocolDraft } from './draft.ts';
import type { Path } from './fault.ts';

type Rename = (name: string) => string;

/**
 * The draft with everything that called a thing by its old name calling it by the new one. A name that two things had,
 * or that another has already, is not followed: nobody could tell whom it means.
 */
export function followName(before: ProtocolDraft, after: ProtocolDraft, path: Path): ProtocolDraft {
  const [list, place, field, inner, innerField] = path;
  if (typeof place !== 'number') return after;
  if (list === 'arms' && field === 'id')
    return follow(names(before.arms), names(after.arms), place, (rename) => armRenamed(after, rename)) ?? after;
  if (list === 'groups' && field === 'id')
    return follow(names(before.groups), names(after.groups), place, (rename) => groupRenamed(after, rename)) ?? after;
  if (list !== 'questionnaire') return after;
  if (field === 'id') {
    const [old, now] = [names(before.questionnaire), names(after.questionnaire)];
    return follow(old, now, place, (rename) => itemRenamed(after, rename)) ?? after;
  }
  const [was, is] = [before.questionnaire[place], after.questionnaire[place]];
  if (field !== 'options' || typeof inner !== 'number' || innerField !== 'id') return after;
  if (was?.type !== 'choices' || is?.type !== 'choices') return after;
  return follow(names(was.options), names(is.options), inner, (rename) => optionRenamed(after, is.id, rename)) ?? after;
}

function names(things: readonly { readonly id: string }[]): string[] {
  return things.map(({ id }) => id);
}

function follow(
  before: readonly string[],
  after: readonly string[],
  place: number,
  work: (rename: Rename) => ProtocolDraft,
): ProtocolDraft | null {
  const [old, now] = [before[place], after[place]];
  if (old === undefined || now === undefined || old === now || old === '' || now === '') return null;
  if (before.filter((each) => each === old).length > 1 || after.filter((each) => each === now).length > 1) return null;
  return work((name) => (name === old ? now : name));
}

function armRenamed(draft: ProtocolDraft, rename: Rename): ProtocolDraft {
  const groups = draft.groups.map((group) => ({
    ...group,
    arms: group.arms.map((each) => ({ ...each, arm: rename(each.arm) })),
  }));
  return withEndpoints({ ...draft, groups }, (endpoint) => ({
    ...endpoint,
    arms: [rename(endpoint.arms[0]), rename(endpoint.arms[1])],
  }));
}

function groupRenamed(draft: ProtocolDraft, rename: Rename): ProtocolDraft {
  return withEndpoints(draft, (endpoint) => ({ ...endpoint, group: rename(endpoint.group) }));
}

function itemRenamed(draft: ProtocolDraft, rename: Rename): ProtocolDraft {
  const questionnaire = draft.questionnaire.map((item) =>
    item.when ? { ...item, when: { ...item.when, item: rename(item.when.item) } } : item,
  );
  return withEndpoints({ ...draft, questionnaire }, (endpoint) =>
    'item' in endpoint.measure
      ? { ...endpoint, measure: { ...endpoint.measure, item: rename(endpoint.measure.item) } }
      : endpoint,
  );
}

function optionRenamed(draft: ProtocolDraft, item: string, rename: Rename): ProtocolDraft {
  const questionnaire = draft.questionnaire.map((each) =>
    each.when?.item === item ? { ...each, when: { ...each.when, answers: each.when.answers.map(rename) } } : each,
  );
  return withEndpoints({ ...draft, questionnaire }, (endpoint) => {
    const { measure } = endpoint;
    if (measure.kind === 'choice' && measure.item === item)
      return { ...endpoint, measure: { ...measure, options: measure.options.map(rename) } };
    if (measure.kind === 'preference' && measure.item === item)
      return {
        ...endpoint,
        measure: { ...measure, favours: rename(measure.favours), against: rename(measure.against) },
      };
    return endpoint;
  });
}

type DraftEndpoint = NonNullable<ProtocolDraft['endpoints']>[number];

function withEndpoints(draft: ProtocolDraft, change: (endpoint: DraftEndpoint) => DraftEndpoint): ProtocolDraft {
  return draft.endpoints ? { ...draft, endpoints: draft.endpoints.map(change) } : draft;
}
