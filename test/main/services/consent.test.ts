import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { sha256, canonicalJson } from '#core/digest.ts';
import { allocateStudy, identityFileOf } from '#main/services/allocation.ts';
import { openForReaders } from '#main/services/lifecycle.ts';
import { openStudy, saveStudy } from '#main/services/studyFolder.ts';
import { openEventLog } from '#main/services/eventStore.ts';
import { CREATED, makeStudy } from './study.ts';
import { temporaryFolder } from './support.ts';
import { startTestApp, TestReader } from './window.ts';

/** An open study whose protocol has these fields more, and an app that knows it. */
async function openedWith(change: object) {
  const folder = await makeStudy();
  const study = await openStudy(folder);
  await saveStudy(study, { parts: { 'protocol.json': { ...study.protocol, ...change } } });
  await allocateStudy(folder, 7, identityFileOf(folder), CREATED);
  const [first] = await openForReaders(folder, 1);
  const app = startTestApp(temporaryFolder());
  onTestFinished(() => app.room.close());
  app.chosen = folder;
  const key = (await app.call('studies.add', {}))?.key ?? '';
  const signIn = () => TestReader.signIn(app, { study: key, code: 'R1', pin: first?.pin ?? '' });
  return { app, folder, signIn };
}

it('nobody reads before agreeing to the page of consent, once for each version, and the log holds its hash', async () => {
  const consent = { version: '1', text: { en: 'You may stop at any time.' } };
  const instructions = { version: '1', text: { en: 'Read as at work.' } };
  const { app, folder, signIn } = await openedWith({ consent, instructions });
  const reader = await signIn();
  const { session, reads } = reader.reading;
  expect(reader.reading).toMatchObject({ consent: consent.text, instructions: instructions.text });
  const first = reads[0]?.id ?? '';
  await expect(reader.open(first)).rejects.toMatchObject({ code: 'consent-needed' });
  await app.call('reader.agree', { session, wall: 5, mono: 0 });
  await app.call('reader.agree', { session, wall: 6, mono: 0 });
  await reader.open(first);
  await reader.signOut();
  const log = openEventLog(join(folder, 'log.sqlite'));
  expect(log.allOf('session.consented').map(({ payload }) => payload)).toEqual([
    { reader: 'R1', consent: sha256(canonicalJson(consent)) },
  ]);
  log.close();
  expect((await signIn()).reading.consent).toBeNull();
});

it('a text that is to be judged can not be changed', async () => {
  const { signIn } = await openedWith({
    task: 'rate',
    arms: ['scratch', 'resident-draft', 'model-draft'].map((id) => ({ id, drafts: ['resident'] })),
  });
  const reader = await signIn();
  expect(reader.reading).toMatchObject({ rated: true, consent: null, instructions: null });
  const read = await reader.open(reader.reading.reads[0]?.id ?? '');
  await reader.send(read.id, reader.event('read.opened', {}));
  await reader.send(read.id, reader.event('read.painted', { images: 1, textLength: (read.text ?? '').length }));
  const change = reader.event('text.changed', {
    changes: [[0, 0, 'x']],
    origin: 'input.type',
    length: (read.text ?? '').length + 1,
  });
  await expect(reader.send(read.id, change)).rejects.toMatchObject({ code: 'bad-input' });
});
