import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { parseDicom } from '#core/dicom/parse.ts';
import type { AskFilm } from '#core/ipc/asking.ts';
import type { EndpointInput } from '#core/ipc/contract.ts';
import type { StartRuntime } from '#main/services/model/runtime/fork.ts';
import { buildRuntime, starter } from '#test/tools/runtimeBuild.ts';
import { smallModelFolder } from '#test/tools/smallModelFolder.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';
import { film, PLANTED } from './films.ts';
import { startTestApp, type TestApp } from './window.ts';

/** No token of the small vocabulary comes twice in it. */
const SAYS = '<|ref|>heart<|/ref|><|box|>12,34 56;78<|/box|>';
const SIZE = { rows: 90, columns: 60 };

/** One for all tests, so that providers are tried once. */
const userData = temporaryFolder();
let start: StartRuntime;

beforeAll(async () => {
  start = starter(await buildRuntime());
  const model = await smallModelFolder(temporaryFolder(), 'int8', SAYS);
  cpSync(model, join(userData, 'models', 'small'), { recursive: true });
}, 60_000);

async function appWith(onTold: (state: { phase: string; text: string }) => void = () => {}) {
  const app = startTestApp(userData, {}, { start, tell: (_signal, state) => onTold(state as never) });
  onTestFinished(() => app.asker.rest());
  const [row] = await app.call('models.list', {});
  return { app, model: row?.key ?? '' };
}

async function choose(app: TestApp, bytes: Uint8Array, name = 'film.dcm', keep: string[] = []): Promise<AskFilm> {
  app.chosen = join(temporaryFolder(), name);
  writeFileSync(app.chosen, bytes);
  const { film: chosen } = await app.call('asking.choose', { from: 'disk', keep });
  if (!chosen) throw new Error('no film');
  return chosen;
}

function grounding(model: string, films: string[], phrase = 'heart'): EndpointInput<'asking.ask'> {
  return { model, task: 'phrase-grounding', films, values: { phrase } };
}

it('while somebody asks, the demonstration study waits; who wants to see the studies lets it go on', async () => {
  const { app } = await appWith();
  await choose(app, await film(1, {}, SIZE));
  expect(app.demo.resting).toBe(true);
  await app.call('studies.list', {});
  expect(app.demo.resting).toBe(false);
});

it('answers with boxes in pixels of the film, and with the text as it comes', async () => {
  const told: { phase: string; text: string }[] = [];
  const { app, model: key } = await appWith((state) => told.push(state));
  const { key: chosen } = await choose(app, await film(1, {}, SIZE));
  const answer = await app.call('asking.ask', grounding(key, [chosen]));
  expect(answer.result).toEqual({
    kind: 'boxes',
    boxes: [{ phrase: 'heart', left: 12, top: 34, right: 56, bottom: 78 }],
    text: 'heart',
  });
  expect(answer.texts).toEqual([{ name: null, text: SAYS, cutOff: false }]);
  const [mark] = answer.marks;
  expect(mark?.phrase).toBe('heart');
  // By hand: 12 and 56 % of 60 columns, 34 and 78 % of 90 rows.
  for (const [side, pixels] of Object.entries({ left: 7.2, top: 30.6, right: 33.6, bottom: 70.2 })) {
    expect(mark?.[side as 'left']).toBeCloseTo(pixels, 9);
  }
  expect(answer).toMatchObject({ provider: 'cpu', notes: [] });
  expect(told[0]).toMatchObject({ phase: 'loading' });
  expect(told.map(({ phase }) => phase)).toEqual(expect.arrayContaining(['images', 'prompt']));
  expect(SAYS.startsWith(told.at(-1)?.text ?? 'x')).toBe(true);
}, 60_000);

it('shows the window a film without a word of its header, and says what it is called', async () => {
  const { app } = await appWith();
  const chosen = await choose(app, await film(1, {}, SIZE), 'of-a-patient.dcm');
  expect(chosen).toMatchObject({ name: 'of-a-patient.dcm', url: `/film/${chosen.key}` });
  const bytes = app.asker.filmBytes(chosen.key);
  const text = Buffer.from(bytes).toString('latin1');
  for (const word of Object.values(PLANTED)) expect(text).not.toContain(word);
  expect(parseDicom(bytes, 'shown').header.text('PatientIdentityRemoved')).toBe('YES');
  for (const word of Object.values(PLANTED)) expect(app.answers.join('\n')).not.toContain(word);
});

it('shows a picture grey for grey', async () => {
  const { app } = await appWith();
  const data = Uint8Array.from({ length: 40 * 50 }, (_, index) => index % 256);
  const chosen = await choose(app, encode({ width: 40, height: 50, channels: 1, depth: 8, data }), 'film.png');
  const shown = parseDicom(app.asker.filmBytes(chosen.key), 'shown');
  expect(shown.header.numbers('WindowCenter')).toEqual([128]);
  expect(Buffer.from(app.asker.filmBytes(chosen.key)).includes(Buffer.from(data))).toBe(true);
});

it('refuses a film of another part, and takes it when told to; of another machine it never does', async () => {
  const { app } = await appWith();
  app.chosen = join(temporaryFolder(), 'hand.dcm');
  writeFileSync(app.chosen, await film(1, { BodyPartExamined: 'HAND' }, SIZE));
  expect(await app.call('asking.choose', { from: 'disk', keep: [] })).toMatchObject({
    film: null,
    refused: { code: 'dicom-body-part', detail: { file: 'hand.dcm', reason: 'body part HAND' } },
  });
  expect(await app.call('asking.choose', { from: 'refused', keep: [] })).toMatchObject({ film: { name: 'hand.dcm' } });
  writeFileSync(app.chosen, await film(1, { Modality: 'CT' }, SIZE));
  const again = app.call('asking.choose', { from: 'disk', keep: [] });
  await expect(again).rejects.toMatchObject({ code: 'dicom-body-part', detail: { reason: 'modality CT' } });
  expect(await app.call('asking.choose', { from: 'refused', keep: [] })).toEqual({ film: null, refused: null });
  app.chosen = null;
  expect(await app.call('asking.choose', { from: 'disk', keep: [] })).toEqual({ film: null, refused: null });
});

it('says what is missing before it loads a model, and lets films go', async () => {
  const { app, model: key } = await appWith();
  const one = await choose(app, await film(1, {}, SIZE));
  await expect(app.call('asking.ask', grounding(key, [one.key], ' '))).rejects.toMatchObject({ code: 'task-input' });
  const two = await choose(app, await film(2, {}, SIZE), 'second.dcm', [one.key]);
  const both = app.call('asking.ask', grounding(key, [one.key, two.key]));
  await expect(both).rejects.toMatchObject({ code: 'task-input', detail: { reason: 'takes 1 images, not 2' } });
  await choose(app, await film(3, {}, SIZE), 'third.dcm', [two.key]);
  expect(() => app.asker.filmBytes(one.key)).toThrow(/film-unknown/);
  expect(app.asker.filmBytes(two.key).length).toBeGreaterThan(0);
  await app.call('asking.close', {});
  await expect(app.call('asking.ask', grounding(key, [two.key]))).rejects.toMatchObject({ code: 'film-unknown' });
});

it('stops, and answers the next question', async () => {
  const stops: Promise<unknown>[] = [];
  const { app, model: key } = await appWith(({ phase }) => {
    if (phase === 'images' && stops.length === 0) stops.push(app.call('asking.stop', {}));
  });
  const { key: chosen } = await choose(app, await film(1, {}, SIZE));
  await expect(app.call('asking.ask', grounding(key, [chosen]))).rejects.toMatchObject({ code: 'cancelled' });
  await Promise.all(stops);
  expect((await app.call('asking.ask', grounding(key, [chosen]))).result).toMatchObject({ kind: 'boxes' });
}, 60_000);

it('tells what every task needs', async () => {
  const { app } = await appWith();
  const tasks = await app.call('asking.tasks', {});
  expect(tasks).toHaveLength(17);
  expect(tasks).toContainEqual({ task: 'phrase-grounding', films: { least: 1, most: 1 }, fields: ['phrase'] });
  expect(tasks).toContainEqual({ task: 'findings-summarization', films: { least: 0, most: 0 }, fields: ['findings'] });
});
