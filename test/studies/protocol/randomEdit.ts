import type { Random } from '#core/random.ts';
import { valueAt, type ProtocolDraft } from '#studies/protocol/draft.ts';
import type { Edit } from '#studies/protocol/edit.ts';
import type { Path } from '#studies/protocol/fault.ts';
import { newQuestions, QUESTION_KINDS } from '#studies/protocol/kinds.ts';

/** Names, words and numbers, good and bad. */
const STRINGS = ['', 'model', 'Model!', 'scratch', 'a-1', 'residents', 'Wörter — 字', 'x'.repeat(50)];
const NUMBERS = [-1, 0, 0.5, 1, 2, 10, 100001, null];

const MOST = 8;

/** Lists of a draft, with what may be put into them. */
const LISTS: readonly [path: Path, made: (draft: ProtocolDraft, random: Random) => unknown][] = [
  [['arms'], () => ({ id: 'new-arm', drafts: [] })],
  [['groups'], () => ({ id: 'new-group', label: { en: 'New' }, readers: 2, arms: [{ arm: 'scratch', cases: 5 }] })],
  [['groups', 0, 'arms'], () => ({ arm: 'ghost', cases: 3 })],
  [['questionnaire'], (draft, random) => question(draft, random)],
  [['questionnaire', 0, 'options'], () => ({ id: 'new-option', label: { en: 'New' } })],
  [['endpoints'], (draft) => draft.endpoints?.[0] ?? newEndpoint],
];

const newEndpoint = {
  id: 'new-endpoint',
  role: 'secondary',
  group: 'residents',
  arms: ['scratch', 'model-draft'],
  measure: { kind: 'time', definition: 'reading' },
  method: 'log-linear',
};

/** An edit that the draft takes: of any field that holds no others, or of any list; whether it is wise is another matter. */
export function randomEdit(draft: ProtocolDraft, random: Random): Edit {
  const kind = random.integer(10);
  if (kind < 6) return setLeaf(draft, random);
  const lists = LISTS.filter(([path]) => Array.isArray(valueAt(draft, path)));
  const [path, made] = pick(lists, random);
  const { length } = valueAt(draft, path) as unknown[];
  // Bounded, so that a draft of the ten-thousandth edit is as quick to look through as the first.
  if (length < 2 || (kind < 8 && length < MOST))
    return { act: 'insert', path: [...path, random.integer(length + 1)], value: made(draft, random) };
  const place = [...path, random.integer(length)];
  return kind < 9 ? { act: 'remove', path: place } : { act: 'move', path: place, to: random.integer(length) };
}

function question(draft: ProtocolDraft, random: Random): unknown {
  const taken = draft.questionnaire.map(({ id }) => id);
  return newQuestions(pick(QUESTION_KINDS, random), taken)[0];
}

function setLeaf(draft: ProtocolDraft, random: Random): Edit {
  const path = pick(leaves(draft, []), random);
  const value = valueAt(draft, path);
  if (typeof value === 'boolean') return { act: 'set', path, value: !value };
  return { act: 'set', path, value: pick<unknown>(typeof value === 'string' ? STRINGS : NUMBERS, random) };
}

/** Fields that tell what shape the others have; changing one alone is no edit of a person. */
const SHAPE = ['format', 'type', 'kind', '$schema'];

function leaves(value: unknown, path: Path): Path[] {
  if (typeof value !== 'object' || value === null) return SHAPE.includes(String(path.at(-1))) ? [] : [path];
  if (Array.isArray(value)) return value.flatMap((each, index) => leaves(each, [...path, index]));
  return Object.entries(value).flatMap(([name, each]) => leaves(each, [...path, name]));
}

function pick<T>(things: readonly T[], random: Random): T {
  return things[random.integer(things.length)] as T;
}
