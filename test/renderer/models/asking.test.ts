import { expect, test } from 'vitest';
import { Failure } from '#core/errors.ts';
import type { AskAnswer, AskFilm, AskTask, TaskName } from '#core/ipc/asking.ts';
import { Asking, TASK_GROUPS } from '#renderer/models/asking.svelte.ts';
import type { Api } from '#renderer/api.ts';

const TASKS: AskTask[] = [
  { task: 'phrase-grounding', films: { least: 1, most: 1 }, fields: ['phrase'] },
  { task: 'temporal-classification', films: { least: 2, most: 2 }, fields: ['disease'] },
  { task: 'disease-identification', films: { least: 1, most: 2 }, fields: ['diseases'] },
  { task: 'findings-summarization', films: { least: 0, most: 0 }, fields: ['findings'] },
];
const ANSWER = { result: { kind: 'text', text: 'x' }, texts: [], marks: [] } as unknown as AskAnswer;

function film(number: number): AskFilm {
  const key = String(number).repeat(16);
  return { key, name: `${number}.dcm`, url: `/film/${key}` };
}

/** What was called, and answers by endpoint. */
async function askingWith(answers: Record<string, (input: unknown) => unknown> = {}) {
  const calls: [string, unknown][] = [];
  const known: typeof answers = { 'asking.tasks': () => TASKS, 'asking.ask': () => ANSWER, ...answers };
  const api = {
    call: async (name: string, input: unknown) => {
      calls.push([name, input]);
      return known[name]?.(input);
    },
    listen: () => () => {},
  } as unknown as Api;
  const asking = new Asking(api, 'model');
  asking.begin();
  await Promise.resolve();
  await Promise.resolve();
  return { asking, calls };
}

test('every task is offered once', () => {
  const offered = Object.values(TASK_GROUPS).flat() as TaskName[];
  expect(new Set(offered).size).toBe(offered.length);
  expect(offered).toHaveLength(17);
});

test('asks with the films and values of the task alone', async () => {
  let number = 0;
  const { asking, calls } = await askingWith({ 'asking.choose': () => ({ film: film(++number), refused: null }) });
  expect(asking.filmMissing).toBe(true);
  await asking.choose(0);
  await asking.choose(1);
  expect(calls.at(-1)).toEqual(['asking.choose', { from: 'disk', keep: [film(1).key] }]);
  asking.values.phrase = ' heart ';
  await asking.ask();
  const asked = { model: 'model', task: 'phrase-grounding', films: [film(1).key], values: { phrase: 'heart' } };
  expect(calls.at(-1)).toEqual(['asking.ask', asked]);
  expect(asking.answer).toEqual(ANSWER);
  asking.task = 'disease-identification';
  asking.values.diseases = 'Edema, Pneumothorax,\nFracture; ';
  await asking.ask();
  expect(calls.at(-1)?.[1]).toMatchObject({
    films: [film(1).key, film(2).key],
    values: { diseases: ['Edema', 'Pneumothorax', 'Fracture'] },
  });
  asking.task = 'findings-summarization';
  expect([asking.filmMissing, asking.used]).toEqual([false, []]);
});

test('one film is chosen at a time, and nothing is asked meanwhile', async () => {
  let opened = (_: unknown): void => {};
  const answer = new Promise((resolve) => (opened = resolve));
  const { asking, calls } = await askingWith({ 'asking.choose': () => answer });
  const chosen = asking.choose(0);
  expect([asking.choosing, asking.ready]).toEqual([0, false]);
  await asking.choose(1);
  await asking.ask();
  expect(calls.filter(([name]) => name !== 'asking.tasks').map(([name]) => name)).toEqual(['asking.choose']);
  opened({ film: film(1), refused: null });
  await chosen;
  expect([asking.choosing, asking.ready]).toEqual([null, true]);
});

test('an answer goes with its film', async () => {
  const { asking } = await askingWith({ 'asking.choose': () => ({ film: film(1), refused: null }) });
  await asking.choose(0);
  await asking.ask();
  expect(asking.answer).not.toBeNull();
  await asking.choose(0);
  expect(asking.answer).toBeNull();
});

test('two films of a change are told apart by their order', async () => {
  const { asking } = await askingWith();
  asking.task = 'temporal-classification';
  expect([asking.slotOf(0), asking.slotOf(1)]).toEqual(['earlier', 'newer']);
});

test('a refused film is taken when told to', async () => {
  const failure = { code: 'dicom-body-part', detail: { file: 'hand.dcm', reason: 'body part HAND' } };
  const { asking } = await askingWith({
    'asking.choose': (input) =>
      (input as { from: string }).from === 'refused'
        ? { film: film(1), refused: null }
        : { film: null, refused: failure },
  });
  await asking.choose(0);
  expect(asking.refused).toEqual({ slot: 0, failure });
  await asking.choose(0, 'refused');
  expect([asking.refused, asking.films[0]]).toEqual([null, film(1)]);
});

test('a failure is said, a stop is not', async () => {
  let code: 'model-missing' | 'cancelled' = 'model-missing';
  const { asking } = await askingWith({
    'asking.choose': () => ({ film: film(1), refused: null }),
    'asking.ask': () => {
      throw new Failure(code, { folder: 'x' });
    },
  });
  await asking.choose(0);
  await asking.ask();
  expect(asking.complaint?.code).toBe('model-missing');
  code = 'cancelled';
  await asking.ask();
  expect([asking.complaint, asking.progress]).toEqual([null, null]);
});
