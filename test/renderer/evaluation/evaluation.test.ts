import { expect, test } from 'vitest';
import type { Evaluation, EvaluationResults, WorstAnswers } from '#core/ipc/evaluation.ts';
import type { Api } from '#renderer/api.ts';
import { Evaluations } from '#renderer/evaluation/evaluation.svelte.ts';

const DONE: Evaluation = {
  key: '0123456789abcdef',
  bench: 'phantoms',
  model: 'majority',
  phase: 'done',
  task: null,
  done: 3,
  total: 3,
  remaining: null,
  failure: null,
};
const RESULTS = {
  rows: [],
  tasks: ['View Classification'],
  attributes: ['view', 'sex', 'age'],
} as unknown as EvaluationResults;
const WORST = { metric: 'accuracy', answers: [{ index: 7 }, { index: 2 }] } as unknown as WorstAnswers;

/** What was called, and answers by endpoint. */
function evaluationsWith(answers: Record<string, (input: unknown) => unknown> = {}) {
  const calls: [string, unknown][] = [];
  let hear = (_: Evaluation): void => {};
  const known: typeof answers = {
    'evaluation.list': () => [DONE],
    'evaluation.results': () => RESULTS,
    'evaluation.worst': () => WORST,
    'evaluation.groups': () => [],
    'evaluation.films': () => [{ key: 'film', name: 'a.png', url: '/film/a' }],
    ...answers,
  };
  const api = {
    call: async (name: string, input: unknown) => {
      calls.push([name, input]);
      return known[name]?.(input);
    },
    listen: (_: string, listener: typeof hear) => {
      hear = listener;
      return () => {};
    },
  } as unknown as Api;
  const evaluations = new Evaluations(api);
  evaluations.listen();
  return { evaluations, calls, tell: (state: Evaluation) => hear(state) };
}

test('looks at the newest run: its scores, the groups of the factors of the paper, its worst answers', async () => {
  const { evaluations, calls } = evaluationsWith();
  await evaluations.load();
  expect(evaluations.results).toEqual(RESULTS);
  expect(evaluations.task).toBe('View Classification');
  const order = { run: DONE.key, task: 'View Classification' };
  const asked = { ...order, finding: null };
  expect(calls.at(-1)).toEqual(['evaluation.groups', { ...asked, by: ['sex', 'age'] }]);
  await evaluations.compareBy('age');
  expect(calls.at(-1)).toEqual(['evaluation.groups', { ...asked, by: ['sex'] }]);
  await evaluations.compareBy('age');
  await evaluations.compareBy('sex');
  expect(calls.at(-1)).toEqual(['evaluation.groups', { ...asked, by: ['age'] }]);
  await evaluations.compareIn('edema');
  expect(calls.at(-1)).toEqual(['evaluation.groups', { ...asked, by: ['age'], finding: 'edema' }]);
  await evaluations.show(1);
  expect(calls.at(-1)).toEqual(['evaluation.films', { ...order, index: 2 }]);
  expect(evaluations.answer).toEqual(WORST.answers[1]);
});

test('a run that ends before its start was answered is shown as it is', async () => {
  const bench = { key: 'fedcba9876543210', name: 'phantoms', lists: [] };
  const { evaluations } = evaluationsWith({
    'evaluation.phantoms': () => bench,
    'evaluation.start': () => ({ ...DONE, phase: 'running', done: 0 }),
  });
  await evaluations.phantoms();
  await evaluations.start({ model: 'majority', wording: 'official', most: null });
  expect(evaluations.run?.phase).toBe('done');
  expect(evaluations.results).toEqual(RESULTS);
});

test('hears of the run that is looked at, and of no other; what fails is said', async () => {
  const running = { ...DONE, phase: 'running', done: 1 } as const;
  const { evaluations, tell } = evaluationsWith({
    'evaluation.list': () => [running],
    'evaluation.results': () => {
      throw new Error('no scores');
    },
  });
  await evaluations.load();
  expect(evaluations.results).toBe(null);
  tell({ ...running, done: 2 });
  expect(evaluations.run?.done).toBe(2);
  tell({ ...running, key: 'fedcba9876543210', done: 3 });
  expect(evaluations.run?.done).toBe(2);
  tell(DONE);
  await new Promise((resolve) => setTimeout(resolve));
  expect(evaluations.run?.phase).toBe('done');
  expect(evaluations.complaint).toMatchObject({ code: 'internal' });
});
