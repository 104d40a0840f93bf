import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allocateStudy, identityFileOf } from '#main/services/allocation.ts';
import { amendStudy, rejectReader } from '#main/services/amend.ts';
import { closeStudy, openForReaders } from '#main/services/lifecycle.ts';
import { analyseStudy } from '#main/services/results.ts';
import { hashBytes } from '#main/services/files.ts';
import { openStudy } from '#main/services/studyFolder.ts';
import { verifyStudy } from '#main/services/verification.ts';
import { CREATED, makeStudy } from './study.ts';
import { temporaryFolder } from './support.ts';
import { startTestApp, TestReader } from './window.ts';

const NOW = 1_800_000_000_000;

async function opened() {
  const folder = await makeStudy();
  await allocateStudy(folder, 7, identityFileOf(folder), CREATED);
  const credentials = await openForReaders(folder, NOW);
  return { folder, pin: credentials[0]?.pin ?? '', protocol: (await openStudy(folder)).protocol };
}

describe('freezing', () => {
  it('writes the protocol for people, with the hashes of what was fixed', async () => {
    const { folder } = await opened();
    const page = readFileSync(join(folder, 'protocol.html'), 'utf8');
    const { hashes } = (await openStudy(folder)).file;
    expect(page).toContain('Version 1, fixed on 2027-01-15T08:00:00.000Z.');
    for (const name of ['protocol.json', 'reads.json', 'key.sealed']) expect(page).toContain(hashes[name]);
    expect(hashes['protocol.pdf']).toBe(hashBytes(readFileSync(join(folder, 'protocol.pdf'))));
    expect(page).toContain('The draft helps to answer the indication');
  });
});

describe('an amendment', () => {
  it('is a version with its reason in the log; the one before stays as it was', async () => {
    const { folder, protocol } = await opened();
    const before = readFileSync(join(folder, 'protocol.json'));
    const change = { ...protocol, idleCapSeconds: 60 };
    expect(await amendStudy(folder, change, 'thirty seconds are too short', NOW + 1)).toBe(2);
    expect(await amendStudy(folder, { ...change, idleCapSeconds: 90 }, 'so are sixty', NOW + 2)).toBe(3);
    const study = await openStudy(folder);
    expect(study.protocol.idleCapSeconds).toBe(90);
    expect(hashBytes(readFileSync(join(folder, 'protocol1.json')))).toBe(hashBytes(before));
    expect(readFileSync(join(folder, 'protocol.html'), 'utf8')).toContain('It replaces version 2: so are sixty');
    expect(await verifyStudy(folder)).toMatchObject({ records: 3 });
  });

  it('can not touch what the lists were made from, nor come without a reason, nor after the end', async () => {
    const { folder, protocol } = await opened();
    const amend = (change: object, reason = 'why not') => amendStudy(folder, { ...protocol, ...change }, reason, NOW);
    await expect(amend({ cases: 5 })).rejects.toThrow(/can't change cases/);
    await expect(amend({ design: { kind: 'parallel' } })).rejects.toThrow(/can't change design/);
    await expect(amend({ idleCapSeconds: 60 }, ' ')).rejects.toThrow(/needs a reason/);
    await expect(amend({})).rejects.toThrow(/this is the protocol already/);
    await closeStudy(folder, NOW);
    await expect(amend({ idleCapSeconds: 60 })).rejects.toThrow(/study-state/);
    expect(readdirSync(folder)).not.toContain('protocol1.json');
  });

  it('that the log does not know is found', async () => {
    const { folder, protocol } = await opened();
    await amendStudy(folder, { ...protocol, idleCapSeconds: 60 }, 'longer', NOW);
    const [file, study] = [join(folder, 'protocol.json'), join(folder, 'study.json')];
    const text = readFileSync(file, 'utf8').replace('60', '61');
    writeFileSync(study, readFileSync(study, 'utf8').replace(hashBytes(readFileSync(file)), hashBytes(text)));
    writeFileSync(file, text);
    await expect(verifyStudy(folder)).rejects.toMatchObject({ code: 'log-broken', detail: { seq: 2 } });
  });
});

describe('a rejected reader', () => {
  it('can not sign in, and nothing that they read counts, but it stays in the log', async () => {
    const { folder, pin } = await opened();
    const app = startTestApp(temporaryFolder());
    app.chosen = folder;
    const study = (await app.call('studies.add', {}))?.key ?? '';
    const reader = await TestReader.signIn(app, { study, code: 'R1', pin });
    await reader.readAll();
    await reader.signOut();
    const planned = async () =>
      (await analyseStudy(folder)).analysis.arms.map(({ group, reads, readsPlanned }) => [group, reads, readsPlanned]);
    expect(await planned()).toContainEqual(['residents', 3, 3]);
    await expect(rejectReader(folder, 'R1', '', NOW)).rejects.toThrow(/needs a reason/);
    await expect(rejectReader(folder, 'R9', 'who', NOW)).rejects.toThrow(/no reader R9; there are R1, A1/);
    await rejectReader(folder, 'R1', 'clicked through', NOW);
    await rejectReader(folder, 'R1', 'clicked through', NOW);
    expect(await planned()).not.toContainEqual(['residents', 3, 3]);
    await expect(TestReader.signIn(app, { study, code: 'R1', pin })).rejects.toMatchObject({ code: 'reader-rejected' });
    const records = (await verifyStudy(folder)).records;
    expect(records).toBeGreaterThan(20);
    const file = join(folder, 'study.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"rejected": \[\s*"R1"\s*\]/, '"rejected": []'));
    await expect(verifyStudy(folder)).rejects.toThrow(/other readers were rejected/);
    app.room.close();
  });
});
