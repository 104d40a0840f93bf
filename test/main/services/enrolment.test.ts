import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { allocateStudy, identityFileOf } from '#main/services/allocation.ts';
import { MOST_WRONG } from '#main/services/enrolment.ts';
import { openEventLog } from '#main/services/eventStore.ts';
import { inviteReader, openForReaders, renewPin, type Credential } from '#main/services/lifecycle.ts';
import { packStudy, unpackStudy } from '#main/services/packages.ts';
import { createPinGate, newOnceCode, onceCodeOf } from '#main/services/pins.ts';
import { createReadingRoom } from '#main/services/reading.ts';
import { verifyStudy } from '#main/services/verification.ts';
import { CREATED, makeStudy, smallProtocol } from './study.ts';
import { temporaryFolder } from './support.ts';
import { startTestApp, TestReader } from './window.ts';

const NOW = 1_800_000_000_000;
const CHOSEN = 'four small words here';

/** An open study whose readers choose their PINs, and an app that knows it. */
async function opened() {
  const folder = await makeStudy(undefined, { ...smallProtocol(), enrolment: 'code' });
  await allocateStudy(folder, 7, identityFileOf(folder), CREATED);
  const [credential] = await openForReaders(folder, NOW);
  return { folder, credential: credential!, ...(await knownIn(folder)) };
}

async function knownIn(folder: string) {
  const app = startTestApp(temporaryFolder());
  onTestFinished(() => app.room.close());
  app.chosen = folder;
  const study = (await app.call('studies.add', {}))?.key ?? '';
  const signIn = (pin: string) => TestReader.signIn(app, { study, code: 'R1', pin });
  const choose = (pin: string, chosen: string) => app.call('reader.enrol', { study, code: 'R1', pin, chosen });
  return { app, study, signIn, choose };
}

function enrolments(folder: string): unknown[] {
  const log = openEventLog(join(folder, 'log.sqlite'));
  onTestFinished(() => log.close());
  return [...log.records()].flatMap(({ type, payload }) =>
    type === 'study.invited' || type === 'study.enrolled' ? [[type, payload]] : [],
  );
}

describe('a one-time code', () => {
  it('lets its reader choose a PIN once; then the PIN fits, and nothing in the folder is either', async () => {
    const { folder, credential, signIn, choose } = await opened();
    expect(credential).toMatchObject({ code: 'R1', once: true, pin: expect.stringMatching(/^(\w{4}-){2}\w{4}$/) });
    await expect(signIn(credential.pin)).rejects.toMatchObject({ code: 'enrolment-needed', detail: { reader: 'R1' } });
    await expect(choose(credential.pin, 'short')).rejects.toMatchObject({ code: 'pin-unfit' });
    await expect(choose(credential.pin, credential.pin)).rejects.toMatchObject({ code: 'pin-unfit' });
    await choose(credential.pin.toLowerCase().replaceAll('-', ' '), CHOSEN);
    await expect(choose(credential.pin, 'another one')).rejects.toMatchObject({ code: 'enrolment-none' });
    await expect(signIn(credential.pin)).rejects.toMatchObject({ code: 'pin-wrong' });
    await (await signIn(CHOSEN)).signOut();
    const [first, second] = ['R1', 'A1'].map((reader) => ['study.invited', { reader, number: 1 }]);
    expect(enrolments(folder)).toEqual([first, second, ['study.enrolled', { reader: 'R1', number: 1 }]]);
    for (const name of ['readers.json', 'study.json', 'log.sqlite', 'log.sqlite-wal']) {
      const bytes = readFileSync(join(folder, name), 'latin1');
      for (const secret of [CHOSEN, credential.pin, onceCodeOf(credential.pin)]) expect(bytes).not.toContain(secret);
    }
    await verifyStudy(folder);
  });

  it('voids the code or the PIN before it', async () => {
    const { folder, credential, signIn, choose } = await opened();
    const second = await inviteReader(folder, 'R1', NOW + 1);
    await expect(signIn(credential.pin)).rejects.toMatchObject({ code: 'pin-wrong' });
    await choose(second.pin, CHOSEN);
    const third = await inviteReader(folder, 'R1', NOW + 2);
    await expect(signIn(CHOSEN)).rejects.toMatchObject({ code: 'pin-wrong' });
    await choose(third.pin, 'another one');
    expect(enrolments(folder).slice(2)).toEqual([
      ['study.invited', { reader: 'R1', number: 2 }],
      ['study.enrolled', { reader: 'R1', number: 2 }],
      ['study.invited', { reader: 'R1', number: 3 }],
      ['study.enrolled', { reader: 'R1', number: 3 }],
    ]);
    await expect(renewPin(folder, 'R1')).rejects.toThrow(/study enrol/);
    await expect(inviteReader(folder, 'R9', NOW)).rejects.toThrow(/no reader R9; there are R1, A1/);
  });

  it('is slowed by wrong tries and void after ten, whatever becomes of the window', async () => {
    const { app, folder, credential, study, signIn } = await opened();
    const waits: number[] = [];
    const input = {
      folder,
      code: 'R1',
      started: { version: '', platform: '', screen: { width: 1, height: 1, ratio: 1 } },
    };
    for (let round = 0; round < MOST_WRONG; round += 5) {
      const room = createReadingRoom(createPinGate(async (milliseconds) => void waits.push(milliseconds)));
      for (let each = 0; each < 5; each++) {
        if (round + each === MOST_WRONG - 1) {
          const { readers } = await app.call('monitor.open', { study });
          expect(readers[0]?.code).toEqual({ wrong: MOST_WRONG - 1, valid: true });
        }
        const knock = room.signIn({ ...input, pin: newOnceCode(), wall: NOW });
        await expect(knock).rejects.toMatchObject({ code: 'pin-wrong' });
      }
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 500, 1000, 2000, 4000]);
    await expect(signIn(credential.pin)).rejects.toMatchObject({ code: 'pin-wrong' });
    const { readers } = await app.call('monitor.open', { study });
    expect(readers.map(({ code }) => code)).toEqual([
      { wrong: MOST_WRONG, valid: false },
      { wrong: 0, valid: true },
    ]);
    const { pin } = await app.call('monitor.invite', { study, reader: 'R1' });
    await expect(signIn(pin)).rejects.toMatchObject({ code: 'enrolment-needed' });
  });

  it('goes with its reader to another workstation', async () => {
    const { folder, credential, choose } = await opened();
    const [packed, away] = ['packed', 'away'].map((name) => join(temporaryFolder(), name));
    await packStudy(folder, ['R1'], packed!, { passphrase: 'x' }, NOW + 1);
    await unpackStudy(packed!, away!, { passphrase: 'x' }, NOW + 2);
    await expect(choose(credential.pin, CHOSEN)).rejects.toMatchObject({ code: 'reader-elsewhere' });
    await expect(inviteReader(folder, 'R1', NOW + 3)).rejects.toMatchObject({ code: 'reader-elsewhere' });
    const there = await knownIn(away!);
    const again: Credential = await inviteReader(away!, 'R1', NOW + 4);
    await expect(there.signIn(credential.pin)).rejects.toMatchObject({ code: 'pin-wrong' });
    await there.choose(again.pin, CHOSEN);
    await (await there.signIn(CHOSEN)).signOut();
    expect(enrolments(away!)).toEqual([
      ['study.invited', { reader: 'R1', number: 2 }],
      ['study.enrolled', { reader: 'R1', number: 2 }],
    ]);
  });
});
