import { expect, test } from 'vitest';
import { Failure } from '#core/errors.ts';
import { contract } from '#core/ipc/contract.ts';
import { client, dispatch, type Handlers } from '#core/ipc/dispatch.ts';

function unexpected(): never {
  throw new Failure('internal', { reason: 'not part of this test' });
}

const others: Handlers = {
  ...(Object.fromEntries(Object.keys(contract).map((name) => [name, unexpected])) as unknown as Handlers),
  'app.about': () => ({ version: '1.2.3', language: 'en' }),
};

test('an answer crosses with only the fields that the contract names', async () => {
  const leaky = { version: '1.2.3', language: 'en', arm: 'model-draft', truth: 'effusion' };
  const answer = await dispatch({ ...others, 'app.about': () => leaky }, 'app.about', {});
  expect(answer).toEqual({ ok: true, value: { version: '1.2.3', language: 'en' } });
});

test.each(['constructor', '__proto__', 'studies.delete', 42, null])('the name %s is refused', async (name) => {
  const answer = await dispatch(others, name, {});
  expect(answer).toMatchObject({ ok: false, failure: { code: 'bad-input' } });
});

test('a bad input is refused with its place before the handler runs', async () => {
  const answer = await dispatch(others, 'log.append', { session: 's', read: null, events: [] });
  expect(answer).toMatchObject({ ok: false, failure: { code: 'bad-input', detail: { where: 'log.append' } } });
});

test('an event with a payload of another type is refused', async () => {
  const event = { type: 'text.changed', payload: { length: 3 }, wall: 1, mono: 1 };
  const answer = await dispatch(others, 'log.append', { session: 's', read: null, events: [event] });
  expect(answer).toMatchObject({ ok: false, failure: { code: 'bad-input' } });
});

test('a wrong answer of a handler is an internal failure, not a leak', async () => {
  const wrong = (() => ({ version: 7 })) as unknown as Handlers['app.about'];
  const answer = await dispatch({ ...others, 'app.about': wrong }, 'app.about', {});
  expect(answer).toMatchObject({ ok: false, failure: { code: 'internal' } });
});

test('a coded failure arrives on the other side with its code and detail', async () => {
  const handlers: Handlers = {
    ...others,
    'studies.export': () => {
      throw new Failure('disk-full', { file: 'exports' });
    },
  };
  const call = client((name, input) => dispatch(handlers, name, input));
  await expect(call('studies.export', { study: 'demo' })).rejects.toMatchObject({
    code: 'disk-full',
    detail: { file: 'exports' },
  });
  await expect(call('app.about', {})).resolves.toEqual({ version: '1.2.3', language: 'en' });
});
