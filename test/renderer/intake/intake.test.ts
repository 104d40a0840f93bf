import { expect, test } from 'vitest';
import { Failure } from '#core/errors.ts';
import type { Intake, PlannedCase } from '#core/ipc/intake.ts';
import type { Api } from '#renderer/api.ts';
import { Intakes } from '#renderer/intake/intake.svelte.ts';
import { captionOf, shortWarnings } from '#renderer/intake/words.ts';
import { templateProtocol } from '#main/services/protocols.ts';

function planned(number: number, changes: Partial<PlannedCase> = {}): PlannedCase {
  const film = {
    file: `${number}.dcm`,
    url: `/thumbnail/${number}`,
    view: 'PA',
    prior: false,
    rows: 8,
    columns: 6,
  } as const;
  return {
    ...{ number, indication: { text: '', marks: [] }, drafts: [], warnings: [], taken: true },
    films: [{ ...film, warnings: [], problem: null }],
    ...changes,
  };
}

function ready(...cases: PlannedCase[]): Intake {
  const counts = { films: 2, reports: 0, tables: 0, indexes: 0, others: 0, broken: 0 };
  const plan: Intake['plan'] = {
    source: { kind: 'folder', name: 'given' },
    ...{ cases, problems: [], copies: [], priorReports: 0, counts, removed: [] },
  };
  return { phase: 'ready', done: 2, total: 2, unit: 'patient', plan, failure: null };
}

/** A machine that answers as it is told, and keeps what it was asked. */
function machine(answers: Record<string, unknown>) {
  const asked: [endpoint: string, input: unknown][] = [];
  let tell: (state: Intake) => void = () => {};
  const api = {
    async call(endpoint: string, input: unknown) {
      asked.push([endpoint, input]);
      const answer = answers[endpoint];
      if (answer instanceof Failure) throw answer;
      return answer;
    },
    listen(_signal: string, handler: (state: Intake) => void) {
      tell = handler;
      return () => {};
    },
  } as unknown as Api;
  const intakes = new Intakes(api, (file) => `/disk/${file.name}`);
  intakes.listen();
  return { intakes, asked, tell: (state: Intake) => tell(state) };
}

const doubtful = planned(2, { warnings: [{ code: 'duplicate', detail: { cases: '1' } }], taken: false });

test('what was dropped is looked at, and what is suggested is taken', async () => {
  const { intakes, asked, tell } = machine({ 'intake.drop': { ...ready(), phase: 'looking', plan: null } });
  await intakes.drop({ name: 'films' } as File);
  expect(asked).toEqual([['intake.drop', { path: '/disk/films' }]]);
  expect([intakes.working, intakes.cases.length]).toEqual([true, 0]);
  tell(ready(planned(1), doubtful));
  expect([intakes.working, [...intakes.taken], intakes.doubtful]).toEqual([false, [1], 1]);
  intakes.onlyDoubtful = true;
  expect(intakes.shown.map(({ number }) => number)).toEqual([2]);
  intakes.toggle(2);
  intakes.toggle(1);
  expect([...intakes.taken]).toEqual([2]);
});

test('what was left out stays so when the same is told again, and is forgotten with another lot', async () => {
  const { intakes, tell } = machine({ 'intake.open': ready(planned(1), doubtful) });
  await intakes.load();
  intakes.toggle(1);
  await intakes.load();
  expect([...intakes.taken]).toEqual([]);
  tell(ready(planned(1, { films: [{ ...planned(1).films[0]!, url: '/thumbnail/9' }] })));
  expect([...intakes.taken]).toEqual([1]);
});

test('a film is left out of its case alone, and a case without a film of its own time is not taken', async () => {
  const [film] = planned(1).films;
  const prior = { ...film!, file: 'prior.dcm', prior: true };
  const { intakes, asked } = machine({
    'intake.open': ready(planned(1, { films: [film!, prior] }), planned(3, { films: [film!, prior] })),
    'intake.add': null,
  });
  await intakes.load();
  intakes.toggleFilm(1, film!.file);
  expect([...intakes.taken]).toEqual([3]);
  intakes.toggleFilm(1, film!.file);
  intakes.toggleFilm(1, prior.file);
  expect(captionOf(intakes.cases[0]!, intakes.without(1))).toBe('Case 1 · PA');
  await intakes.take(null, 'known');
  const taken = [
    { number: 1, without: ['prior.dcm'] },
    { number: 3, without: [] },
  ];
  expect(asked).toContainEqual(['intake.add', { study: 'known', taken, mask: false }]);
});

test('while cases are taken in the plan stays, and a failure leaves it there', async () => {
  const setting = machine({
    'intake.open': ready(planned(1)),
    'intake.create': new Failure('disk-full', { file: 'study' }),
  });
  const { intakes, tell } = setting;
  await intakes.load();
  const taking = intakes.take(templateProtocol('demo'), null);
  tell({ ...ready(), phase: 'taking', plan: null });
  expect(intakes.cases).toHaveLength(1);
  await taking;
  expect(intakes.complaint?.code).toBe('disk-full');
  expect([intakes.cases.length, intakes.done]).toEqual([1, null]);
});

test('a case is told in one line, its doubts in a word each', () => {
  const prior = { ...planned(3).films[0]!, prior: true, warnings: ['view-unknown', 'picture'] as const };
  const each = planned(3, { sex: 'F', age: 61, films: [...planned(3).films, prior], warnings: doubtful.warnings });
  expect(captionOf(each, [])).toBe('Case 3 · F · 61 y · PA · 1 prior film');
  expect(shortWarnings(each)).toEqual(['Same film elsewhere', 'View not said', 'No header']);
});
