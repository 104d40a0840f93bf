import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, describe, onTestFinished } from 'vitest';
import { encrypted, newPassphrase } from '#main/services/ageFile.ts';
import { allocateStudy, identityFileOf } from '#main/services/allocation.ts';
import { openEventLog } from '#main/services/eventStore.ts';
import { writePieces } from '#main/services/files.ts';
import { closeStudy, openForReaders, unblindStudy, type Credential } from '#main/services/lifecycle.ts';
import { packStudy, unpackStudy } from '#main/services/packages.ts';
import { exportStudy } from '#main/services/results.ts';
import { createIdentity, readIdentity } from '#main/services/seal.ts';
import { playStudy } from '#main/services/simulation.ts';
import { mergeResults, returnResults } from '#main/services/stations.ts';
import { openStudy, readLists, readReaders } from '#main/services/studyFolder.ts';
import { replayStudy, verifyStudy } from '#main/services/verification.ts';
import { chainRecord } from '#studies/log/chain.ts';
import type { LogRecord } from '#studies/log/record.ts';
import { logLines } from '#studies/log/stations.ts';
import { CREATED, makeStudy } from './study.ts';
import { temporaryFolder } from './support.ts';
import { startTestApp, TestReader } from './window.ts';

const NOW = 1_800_000_000_000;

interface Opened {
  readonly place: string;
  readonly folder: string;
  readonly credentials: readonly Credential[];
}

async function opened(): Promise<Opened> {
  const place = temporaryFolder();
  const folder = await makeStudy(join(place, 'study'));
  await allocateStudy(folder, 7, identityFileOf(folder), CREATED);
  return { place, folder, credentials: await openForReaders(folder, NOW) };
}

/** Packs one reader's part, unpacks it elsewhere, reads all of it there, and gives the file that comes back. */
async function readAway({ place, folder, credentials }: Opened, code: string) {
  const [packed, away, back] = ['packed', 'away', 'back'].map((name) => join(place, `${code}.${name}`));
  const identityFile = identityFileOf(folder);
  const { recipient, secret } = await readIdentity(identityFile);
  const { station } = await packStudy(folder, [code], packed!, { recipient }, NOW + 10);
  await unpackStudy(packed!, away!, { identity: secret, identityFile }, NOW + 20);
  const pin = credentials.find((each) => each.code === code)?.pin ?? '';
  await readIn(away!, code, pin);
  await returnResults(away!, back!);
  return { station, packed: packed!, away: away!, back: back! };
}

async function readIn(folder: string, code: string, pin: string): Promise<void> {
  const app = startTestApp(temporaryFolder());
  app.chosen = folder;
  const study = (await app.call('studies.add', {}))?.key ?? '';
  const reader = await TestReader.signIn(app, { study, code, pin });
  await reader.readAll();
  await reader.signOut();
  app.room.close();
}

/** All files of an export, by name. */
async function exported(folder: string): Promise<Map<string, string>> {
  const out = join(temporaryFolder(), 'export');
  await exportStudy(folder, out, NOW + 100, '0.0.0-test');
  const names = readdirSync(out, { recursive: true, encoding: 'utf8' }).sort();
  return new Map(
    names.flatMap((name) => {
      try {
        return [[name, readFileSync(join(out, name), 'base64')]];
      } catch {
        return [];
      }
    }),
  );
}

function recordsOf(folder: string): LogRecord[] {
  const log = openEventLog(join(folder, 'log.sqlite'));
  onTestFinished(() => log.close());
  return [...log.records()];
}

/** A file of results as a workstation writes it, of any text. */
async function resultsOf(folder: string, text: string): Promise<string> {
  const file = join(temporaryFolder(), 'results');
  const { recipient } = await readIdentity(identityFileOf(folder));

  async function* pieces() {
    yield Buffer.from(text);
  }
  await writePieces(file, await encrypted(pieces(), { recipient }));
  return file;
}

describe('a study that is read at two workstations', () => {
  it('comes back, and two results merged in either order give exports of the same bytes', async () => {
    const study = await opened();
    const [one, two] = [await readAway(study, 'R1'), await readAway(study, 'A1')];
    const other = `${study.folder}-copy`;
    cpSync(study.folder, other, { recursive: true });
    const identity = identityFileOf(study.folder);
    for (const { back } of [one, two]) await mergeResults(study.folder, back, identity);
    for (const { back } of [two, one]) await mergeResults(other, back, identity);
    const exports: Map<string, string>[] = [];
    for (const folder of [study.folder, other]) {
      await closeStudy(folder, NOW + 50);
      await unblindStudy(folder, { identityFile: identity, reason: 'all are back' }, NOW + 60);
      exports.push(await exported(folder));
      expect(await replayStudy(folder)).toEqual({ reads: 6, submitted: 6, changes: 6 });
    }
    const [first, second] = exports;
    // Only the closing and unblinding of each copy, which have sessions of their own, tell the two apart.
    const same = [...(first ?? [])].flatMap(([name, content]) => (second?.get(name) === content ? [name] : []));
    const tables = ['reads.csv', 'answers.csv', 'results.csv', 'analysis.json', 'report.html'];
    expect(same).toEqual(expect.arrayContaining(tables));
  });

  it('gives exports of the very same bytes, log and receipt included, while nothing else was done', async () => {
    const study = await opened();
    const [one, two] = [await readAway(study, 'R1'), await readAway(study, 'A1')];
    const other = `${study.folder}-copy`;
    cpSync(study.folder, other, { recursive: true });
    const identity = identityFileOf(study.folder);
    for (const { back } of [one, two])
      expect(await mergeResults(study.folder, back, identity)).toMatchObject({ changed: true });
    for (const { back } of [two, one, two]) await mergeResults(other, back, identity);
    const [first, second] = [await exported(study.folder), await exported(other)];
    expect([...second]).toEqual([...first]);
    const receipt = JSON.parse(Buffer.from(first.get('receipt.json') ?? '', 'base64').toString()) as object;
    const stations = [one, two].map(({ station }) => station).sort();
    expect(receipt).toMatchObject({ records: 3, stations: stations.map((station) => ({ station })) });
    expect(await verifyStudy(other)).toMatchObject({
      records: 3 + recordsOf(one.away).length + recordsOf(two.away).length,
    });
  });

  it('is read at one of them by a simulated reader, who has no key and ends nothing', async () => {
    const { place, folder } = await opened();
    const [packed, away, back] = ['packed', 'away', 'back'].map((name) => join(place, name));
    const passphrase = newPassphrase();
    await packStudy(folder, ['R1'], packed!, { passphrase }, NOW + 10);
    await unpackStudy(packed!, away!, { passphrase }, NOW + 20);
    const none = { identityFile: join(place, 'none'), say: () => undefined, progress: () => undefined };
    const report = await playStudy(away!, { ...none, seed: 3, now: () => NOW + 30 });
    expect(report).toMatchObject({ reads: 3, ended: false });
    expect((await openStudy(away!)).file.state).toBe('open');
    await returnResults(away!, back!);
    expect(await mergeResults(folder, back!, identityFileOf(folder))).toMatchObject({ changed: true });
    expect(await replayStudy(folder)).toMatchObject({ submitted: 3 });
    // What simulated readers read stays marked as such.
    expect((await openStudy(folder)).file.simulated).toBe(true);
  });

  it('takes the same results twice without a change, and longer ones in their place', async () => {
    const study = await opened();
    const { packed, passphrase, place } = { ...(await packed1(study)), place: study.place };
    const away = join(place, 'away');
    await unpackStudy(packed, away, { passphrase }, NOW + 20);
    const [early, late] = [join(place, 'early'), join(place, 'late')];
    await returnResults(away, early);
    await readIn(away, 'R1', study.credentials[0]?.pin ?? '');
    await returnResults(away, late);
    const merge = (file: string) => mergeResults(study.folder, file, identityFileOf(study.folder));
    expect(await merge(early)).toMatchObject({ records: 1, changed: true });
    expect(await merge(late)).toMatchObject({ changed: true });
    const before = readFileSync(join(study.folder, 'study.json'), 'utf8');
    expect(await merge(late)).toMatchObject({ changed: false });
    expect(await merge(early)).toMatchObject({ changed: false });
    expect(readFileSync(join(study.folder, 'study.json'), 'utf8')).toBe(before);
  });
});

async function packed1(study: Opened) {
  const passphrase = newPassphrase();
  const packed = join(study.place, 'R1.package');
  return { ...(await packStudy(study.folder, ['R1'], packed, { passphrase }, NOW + 10)), packed, passphrase };
}

describe('a package', () => {
  it('holds what its readers need, and no key, no other list, no other PIN', async () => {
    const study = await opened();
    const { packed, passphrase, cases, reads } = await packed1(study);
    const away = join(study.place, 'away');
    await unpackStudy(packed, away, { passphrase }, NOW + 20);
    const part = await openStudy(away);
    expect((await readReaders(part)).map(({ code }) => code)).toEqual(['R1']);
    const lists = (await readLists(part)).reads;
    expect([lists.length, new Set(lists.map((read) => read.case)).size]).toEqual([reads, cases]);
    expect(new Set(lists.map(({ reader }) => reader))).toEqual(new Set(['R1']));
    expect(readdirSync(join(away, 'cases')).sort()).toEqual([...new Set(lists.map((read) => read.case))].sort());
    expect(readdirSync(away)).not.toContain('key.sealed');
    expect(await verifyStudy(away)).toMatchObject({ records: 1 });
    expect(readFileSync(packed, 'latin1')).not.toMatch(/Report|residents/);
  });

  it('keeps its readers away from here, and is made of nobody who has begun or is away already', async () => {
    const study = await opened();
    const { packed, station } = await packed1(study);
    await expect(readIn(study.folder, 'R1', study.credentials[0]?.pin ?? '')).rejects.toMatchObject({
      code: 'reader-elsewhere',
      detail: { reader: 'R1', station },
    });
    const pack = (code: string, out: string) =>
      packStudy(study.folder, [code], join(study.place, out), { passphrase: 'x' }, NOW);
    await expect(pack('R1', 'again')).rejects.toMatchObject({ code: 'reader-elsewhere' });
    await expect(pack('R9', 'nobody')).rejects.toThrow(/no reader R9; there are R1, A1/);
    await expect(packStudy(study.folder, ['A1'], packed, { passphrase: 'x' }, NOW)).rejects.toMatchObject({
      code: 'file-exists',
    });
    await readIn(study.folder, 'A1', study.credentials[1]?.pin ?? '');
    await expect(pack('A1', 'begun')).rejects.toThrow(/A1 has begun to read here/);
  });

  it('opens to its passphrase or identity and to no other, and to age itself', async () => {
    const study = await opened();
    const { packed } = await packed1(study);
    const away = join(study.place, 'away');
    await expect(unpackStudy(packed, away, { passphrase: newPassphrase() }, NOW)).rejects.toMatchObject({
      code: 'package-locked',
    });
    const mine = join(study.place, 'mine.txt');
    const { recipient, secret: identity } = await createIdentity(mine, CREATED);
    const forMe = join(study.place, 'A1.package');
    await packStudy(study.folder, ['A1'], forMe, { recipient }, NOW);
    await unpackStudy(forMe, away, { identity, identityFile: mine }, NOW);
    const age = hasAge();
    if (age)
      expect(execFileSync('sh', ['-c', `age -d -i ${mine} ${forMe} | tar t`], { encoding: 'utf8' })).toMatch(
        /^study\.json\n/,
      );
  });

  it.each([
    ['in the middle', (bytes: Buffer) => bytes.fill(bytes[2000]! ^ 1, 2000, 2001)],
    ['at the end', (bytes: Buffer) => bytes.fill(bytes.at(-1)! ^ 1, bytes.length - 1)],
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 40)],
  ])('is refused when it was changed %s, and leaves nothing', async (_where, spoil) => {
    const study = await opened();
    const { packed, passphrase } = await packed1(study);
    writeFileSync(packed, spoil(readFileSync(packed)));
    const away = join(study.place, 'away');
    await expect(unpackStudy(packed, away, { passphrase }, NOW)).rejects.toMatchObject({ code: 'package-damaged' });
    expect(readdirSync(study.place).filter((name) => name.startsWith('away'))).toEqual([]);
  });
});

function hasAge(): boolean {
  try {
    execFileSync('age', ['--version']);
    return true;
  } catch {
    return false;
  }
}

describe('results are refused', () => {
  async function away() {
    const study = await opened();
    const back = await readAway(study, 'R1');
    const records = recordsOf(back.away);
    const { file } = await openStudy(study.folder);
    const header = (part: object = {}) =>
      `${JSON.stringify({ format: 1, study: file.id, station: back.station, records: records.length, lastHash: records.at(-1)?.hash, ...part })}\n`;
    const merge = async (text: string) =>
      mergeResults(study.folder, await resultsOf(study.folder, text), identityFileOf(study.folder));
    return { ...study, ...back, records, header, merge };
  }

  it('with the record named whose byte was changed', async () => {
    const { records, header, merge } = await away();
    const lines = [...logLines(records)];
    const place = records.findIndex(({ type }) => type === 'text.changed');
    const changed = lines.with(place, (lines[place] ?? '').replace('No change.', 'Mo change.'));
    expect(changed[place]).not.toBe(lines[place]);
    await expect(merge(header() + changed.join(''))).rejects.toMatchObject({
      code: 'log-broken',
      detail: { seq: place + 1, reason: 'its content was changed' },
    });
    await expect(merge(header() + lines.toSpliced(place, 1).join(''))).rejects.toMatchObject({
      detail: { seq: place + 1 },
    });
    await expect(merge(header() + lines.slice(0, -1).join(''))).rejects.toMatchObject({
      detail: { seq: records.length, reason: `the file holds ${records.length - 1} of ${records.length} records` },
    });
    await expect(merge(header() + lines.join(''))).resolves.toMatchObject({ changed: true });
  });

  it('with the record named up to which the encrypted file can be read', async () => {
    const { folder, header, records } = await away();
    const lines = [...logLines(records)];
    // Longer than one of the pieces that age proves one by one.
    const filling = 'x'.repeat(70_000);
    const back = await resultsOf(folder, header() + lines.slice(0, 5).join('') + filling + lines.slice(5).join(''));
    const bytes = readFileSync(back);
    bytes[bytes.length - 30] = (bytes.at(-30) ?? 0) ^ 1;
    writeFileSync(back, bytes);
    await expect(mergeResults(folder, back, identityFileOf(folder))).rejects.toMatchObject({
      code: 'log-broken',
      detail: { seq: 6, reason: 'the file was changed or cut off there' },
    });
  });

  it('when a chain is whole but tells another story than before', async () => {
    const { records, header, merge } = await away();
    await merge(header() + [...logLines(records)].join(''));
    const other: LogRecord[] = [];
    for (const { study, session, read, type, payload, wall, mono } of records) {
      const event = { type, payload, wall: wall + (other.length > 2 ? 1 : 0), mono } as LogRecord;
      other.push(chainRecord(other.at(-1) ?? null, { study, session, read, event }));
    }
    await expect(merge(header({ lastHash: other.at(-1)?.hash }) + [...logLines(other)].join(''))).rejects.toMatchObject(
      { code: 'log-broken', detail: { seq: 4 } },
    );
  });

  it('of another study, of an unknown workstation, by another identity', async () => {
    const { records, header, merge, back, folder, place } = await away();
    const lines = [...logLines(records)].join('');
    await expect(merge(header({ study: 'sother1' }) + lines)).rejects.toThrow(/results of study sother1/);
    await expect(merge(header({ station: 'wother12' }) + lines)).rejects.toThrow(/nothing was packed/);
    const other = join(place, 'other.txt');
    await createIdentity(other, CREATED);
    await expect(mergeResults(folder, back, other)).rejects.toMatchObject({ code: 'package-locked' });
    await expect(returnResults(folder, join(place, 'own'))).rejects.toThrow(/not made from a package/);
  });
});
