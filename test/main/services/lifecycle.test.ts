import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allocateStudy, identityFileOf } from '#main/services/allocation.ts';
import { checkStudy } from '#main/services/check.ts';
import { openEventLog } from '#main/services/eventStore.ts';
import { changeStudy, closeStudy, openForReaders, renewPin, unblindStudy } from '#main/services/lifecycle.ts';
import { createPinGate } from '#main/services/pins.ts';
import { createIdentity } from '#main/services/seal.ts';
import { openStudy, readKey, readLists, readReaders, saveStudy } from '#main/services/studyFolder.ts';
import { replayStudy, verifyStudy } from '#main/services/verification.ts';
import { CREATED, makeStudy, smallProtocol } from './study.ts';
import { temporaryFolder } from './support.ts';

const NOW = 1_800_000_000_000;

async function allocated(): Promise<string> {
  const folder = await makeStudy();
  await allocateStudy(folder, 7, identityFileOf(folder), CREATED);
  return folder;
}

describe('a study from design to unblinding', () => {
  it('goes its way, and every step is in the log', async () => {
    const folder = await allocated();
    const credentials = await openForReaders(folder, NOW);
    expect(credentials.map(({ code, group }) => [code, group])).toEqual([
      ['R1', 'residents'],
      ['A1', 'attendings'],
    ]);
    expect((await openStudy(folder)).file.state).toBe('open');
    expect(await closeStudy(folder, NOW + 1)).toBe(true);
    expect(await closeStudy(folder, NOW + 2)).toBe(false);
    expect(await readKey(await openStudy(folder))).toBeNull();
    await unblindStudy(folder, { identityFile: identityFileOf(folder), reason: 'analysis plan is signed' }, NOW + 3);
    const study = await openStudy(folder);
    expect(study.file.state).toBe('unblinded');
    expect(Object.keys((await readKey(study))?.reads ?? {})).toHaveLength(6);
    const log = openEventLog(join(folder, 'log.sqlite'));
    const acts = [...log.records()].map(({ type, payload }) => [type, payload]);
    log.close();
    expect(acts).toMatchObject([
      ['study.opened', { reads: study.file.hashes['reads.json'], key: study.file.hashes['key.sealed'] }],
      ['study.closed', {}],
      ['study.unblinded', { reason: 'analysis plan is signed' }],
    ]);
    expect(await verifyStudy(folder)).toMatchObject({ records: 3 });
    expect(await replayStudy(folder)).toEqual({ reads: 0, submitted: 0, changes: 0 });
  });

  it('takes no step out of turn', async () => {
    const folder = await makeStudy();
    await expect(openForReaders(folder, NOW)).rejects.toThrow(/study-state.*not allocated/);
    await expect(closeStudy(folder, NOW)).rejects.toThrow(/study-state/);
    await allocateStudy(folder, 7, identityFileOf(folder), CREATED);
    await openForReaders(folder, NOW);
    await expect(openForReaders(folder, NOW)).rejects.toThrow(/study-state/);
    await expect(allocateStudy(folder, 8, identityFileOf(folder), CREATED)).rejects.toThrow(/study-state/);
    await expect(unblindStudy(folder, { identityFile: identityFileOf(folder), reason: 'now' }, NOW)).rejects.toThrow(
      /study-state/,
    );
  });

  it('is not changed while somebody reads in it', async () => {
    const folder = await allocated();
    await changeStudy(folder, async () => {
      await expect(openForReaders(folder, NOW)).rejects.toThrow(/study-busy/);
    });
    await openForReaders(folder, NOW);
  });
});

describe('allocation', () => {
  it('gives the same lists for the same seed and leaves nothing in the clear that tells a source', async () => {
    const [a, b] = [await allocated(), await allocated()];
    expect(await readLists(await openStudy(a))).toEqual(await readLists(await openStudy(b)));
    expect(existsSync(join(a, 'drafts.json'))).toBe(false);
    for (const name of ['study.json', 'reads.json', 'readers.json', 'key.sealed']) {
      expect(readFileSync(join(a, name), 'latin1')).not.toMatch(
        /model-draft|resident-draft|scratch|"source"|provenance/,
      );
    }
  });

  it('can be done again with the same identity and no other', async () => {
    const folder = await allocated();
    const first = await readLists(await openStudy(folder));
    const other = join(temporaryFolder(), 'other.txt');
    await createIdentity(other, CREATED);
    await expect(allocateStudy(folder, 8, other, CREATED)).rejects.toThrow(/identity-wrong/);
    await expect(allocateStudy(folder, 8, `${other}.none`, CREATED)).rejects.toThrow(/file-missing/);
    const report = await allocateStudy(folder, 8, identityFileOf(folder), CREATED);
    expect(report).toMatchObject({ reads: 6, identityCreated: false });
    expect(await readLists(await openStudy(folder))).not.toEqual(first);
    await allocateStudy(folder, 7, identityFileOf(folder), CREATED);
    expect(await readLists(await openStudy(folder))).toEqual(first);
  });

  it('can be done again after it was broken off half way', async () => {
    const folder = await allocated();
    const before = readFileSync(join(folder, 'study.json'));
    await allocateStudy(folder, 8, identityFileOf(folder), CREATED);
    const lists = await readLists(await openStudy(folder));
    writeFileSync(join(folder, 'study.json'), before);
    await expect(verifyStudy(folder)).rejects.toThrow(/study-damaged/);
    await allocateStudy(folder, 8, identityFileOf(folder), CREATED);
    expect(await readLists(await openStudy(folder))).toEqual(lists);
    await verifyStudy(folder);
  });

  it('opens the key only to the identity that it was sealed to, and only for a reason', async () => {
    const folder = await allocated();
    await openForReaders(folder, NOW);
    await closeStudy(folder, NOW);
    const other = join(temporaryFolder(), 'other.txt');
    await createIdentity(other, CREATED);
    await expect(unblindStudy(folder, { identityFile: other, reason: 'curious' }, NOW)).rejects.toThrow(
      /identity-wrong/,
    );
    await expect(unblindStudy(folder, { identityFile: identityFileOf(folder), reason: '  ' }, NOW)).rejects.toThrow(
      /reason/,
    );
    expect((await openStudy(folder)).file.state).toBe('closed');
    expect(existsSync(join(folder, 'key.json'))).toBe(false);
  });
});

describe('unblinding by two people', () => {
  async function closed(): Promise<string> {
    const folder = await makeStudy(undefined, { ...smallProtocol(), unblinding: { people: 2 } });
    await allocateStudy(folder, 7, identityFileOf(folder), CREATED);
    await openForReaders(folder, NOW);
    await closeStudy(folder, NOW);
    return folder;
  }

  it('needs two different names, which are in the log', async () => {
    const folder = await closed();
    const asked = { identityFile: identityFileOf(folder), reason: 'all reads done' };
    for (const people of [[], ['Ada Lovelace'], ['Ada Lovelace', '  '], ['Ada Lovelace', 'ada lovelace.']])
      await expect(unblindStudy(folder, { ...asked, people }, NOW)).rejects.toMatchObject({ code: 'people-needed' });
    expect(await readKey(await openStudy(folder))).toBeNull();
    const people = ['Ada Lovelace', 'Grace Hopper'];
    await unblindStudy(folder, { ...asked, people }, NOW);
    const log = openEventLog(join(folder, 'log.sqlite'));
    expect(log.lastOf('study.unblinded')?.payload).toEqual({ reason: 'all reads done', people });
    log.close();
    await verifyStudy(folder);
  });

  it('that was got round is found by the check of the log', async () => {
    const folder = await closed();
    await changeStudy(folder, async (study, writer) => {
      const event = { type: 'study.unblinded' as const, payload: { reason: 'curious' }, wall: NOW, mono: 0 };
      writer.append([{ session: 'study-x', read: null, event }]);
      await saveStudy(study, { file: { state: 'unblinded' } });
    });
    await expect(verifyStudy(folder)).rejects.toThrow(/without the names of 2 people/);
  });
});

describe('PINs', () => {
  it('fit their reader until they are renewed, and are nowhere in the folder', async () => {
    const folder = await allocated();
    const [first] = await openForReaders(folder, NOW);
    const gate = createPinGate(async () => {});
    const storedOf = async (code: string) =>
      (await readReaders(await openStudy(folder))).find((each) => each.code === code)?.pin ?? null;
    await gate.check('R1', first?.pin ?? '', await storedOf('R1'));
    const second = await renewPin(folder, 'R1');
    await gate.check('R1', second.pin, await storedOf('R1'));
    if (first?.pin !== second.pin)
      await expect(gate.check('R1', first?.pin ?? '', await storedOf('R1'))).rejects.toThrow(/pin-wrong/);
    expect(readFileSync(join(folder, 'readers.json'), 'utf8')).not.toContain(second.pin);
    await expect(renewPin(folder, 'R9')).rejects.toThrow(/no reader R9; there are R1, A1/);
  });
});

describe('what a damaged study says', () => {
  it.each([
    ['protocol.json', (text: string) => text.replace('"cases": 4', '"cases": 3')],
    ['reads.json', (text: string) => text.replace('Report', 'Rapport')],
    ['readers.json', (text: string) => text.replace('residents', 'attendings')],
  ])('names %s when it was changed', async (name, change) => {
    const folder = await allocated();
    const file = join(folder, name);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    await expect(verifyStudy(folder)).rejects.toMatchObject({ code: 'study-damaged', detail: { file } });
  });

  it('names a missing image', async () => {
    const folder = await makeStudy();
    const { file } = await openStudy(folder);
    const image = Object.keys(file.hashes).find((name) => name.endsWith('.dcm')) ?? '';
    rmSync(join(folder, image));
    expect((await checkStudy(folder)).problems).toMatchObject([
      { code: 'study-damaged', detail: { file: join(folder, image) } },
    ]);
  });

  it('says so when the lists are not those that the study was opened with', async () => {
    const folder = await allocated();
    await openForReaders(folder, NOW);
    const study = join(folder, 'study.json');
    const text = readFileSync(study, 'utf8');
    writeFileSync(study, text.replace(/("reads.json": ")./, '$1f').replace('"reads.json": "ff', '"reads.json": "0f'));
    await expect(verifyStudy(folder)).rejects.toMatchObject({ code: 'log-broken', detail: { seq: 1 } });
  });

  it('refuses a newer version, no study, and nonsense', async () => {
    const folder = await makeStudy();
    const file = join(folder, 'study.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('"format": 1', '"format": 2').replace('"state"', '"phase"'));
    await expect(openStudy(folder)).rejects.toMatchObject({
      code: 'study-newer',
      detail: { folder, found: 2, supported: 1 },
    });
    writeFileSync(file, text.replace('"designing"', '"dreaming"'));
    await expect(openStudy(folder)).rejects.toThrow(/study-damaged.*state/);
    writeFileSync(file, text.replace('"protocol.json"', '"../protocol.json"'));
    await expect(openStudy(folder)).rejects.toThrow(/study-damaged/);
    writeFileSync(file, '{');
    await expect(openStudy(folder)).rejects.toThrow(/not JSON/);
    await expect(openStudy(temporaryFolder())).rejects.toThrow(/study-missing/);
  });
});

describe('study check', () => {
  it('finds nothing wrong with a study as it was made', async () => {
    const folder = await makeStudy();
    expect(await checkStudy(folder)).toEqual({ state: 'designing', cases: 4, allocated: false, problems: [] });
  });
});
