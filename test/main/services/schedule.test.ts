import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '#core/digest.ts';
import { allocateStudy, identityFileOf } from '#main/services/allocation.ts';
import { openForReaders } from '#main/services/lifecycle.ts';
import { createPinGate } from '#main/services/pins.ts';
import { createReadingRoom, type ReadingRoom } from '#main/services/reading.ts';
import { studySchedule } from '#main/services/schedule.ts';
import { caseIds, openStudy, readLists, saveStudy } from '#main/services/studyFolder.ts';
import { CREATED, makeStudy } from './study.ts';

const NOW = 1_800_000_000_000;
const DAY = 24 * 3600 * 1000;

/** One attending who edits both drafts of four cases, four weeks apart. */
async function crossedStudy(): Promise<string> {
  const folder = await makeStudy();
  const study = await openStudy(folder);
  const [, attendings] = study.protocol.groups;
  if (!attendings) throw new Error('the template has two groups');
  const arms = ['resident-draft', 'model-draft'].map((arm) => ({ arm, cases: 4 }));
  const protocol = {
    ...study.protocol,
    groups: [{ ...attendings, arms }],
    design: { kind: 'crossed', washoutDays: 28 },
    questionnaire: [],
    endpoints: [],
  };
  await saveStudy(study, { parts: { 'protocol.json': protocol } });
  return folder;
}

async function allocated(): Promise<string> {
  const folder = await crossedStudy();
  await allocateStudy(folder, 7, identityFileOf(folder), CREATED);
  return folder;
}

describe('the schedule of a study', () => {
  it('shows arms to its designer, is as its seed makes it, and hides the arms once the study is open', async () => {
    const folder = await allocated();
    const before = await studySchedule(folder, identityFileOf(folder));
    expect(before.faults).toEqual([]);
    expect(before.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(before.matrix.lines.map(({ period }) => period)).toEqual([1, 2]);
    expect(new Set(before.matrix.lines.flatMap(({ cells }) => cells))).toEqual(new Set(['B', 'C']));
    await openForReaders(folder, NOW);
    const open = await studySchedule(folder, identityFileOf(folder));
    expect(open.faults).toEqual([]);
    expect(open.matrix.letters).toEqual([]);
    expect(new Set(open.matrix.lines.flatMap(({ cells }) => cells))).toEqual(new Set(['x']));
    expect((await studySchedule(folder, null)).faults).toBeNull();
  });

  it('is found out when somebody changed it', async () => {
    const folder = await allocated();
    const study = await openStudy(folder);
    const lists = await readLists(study);
    const [one, other] = lists.reads;
    if (!one || !other) throw new Error('there are reads');
    [one.position, other.position] = [other.position, one.position];
    await saveStudy(study, { parts: { 'reads.json': lists } });
    const rules = (await studySchedule(folder, identityFileOf(folder))).faults?.map(({ rule }) => rule);
    expect(rules).toEqual(expect.arrayContaining(['hash', 'rebuild']));
  });

  it('keeps readers from cases that they saw before, or says that it can not', async () => {
    const folder = await crossedStudy();
    const [first] = caseIds(await openStudy(folder));
    const past = join(folder, '..', 'past.csv');
    writeFileSync(past, `reader,case\nA1,${first}\n`);
    await expect(allocateStudy(folder, 7, identityFileOf(folder), CREATED, past)).rejects.toThrow(
      'only 3 were seen by no reader before the study',
    );
  });
});

describe('the washout', () => {
  it('keeps the second period shut until it is over', async () => {
    const folder = await allocated();
    const [credential] = await openForReaders(folder, NOW);
    if (!credential) throw new Error('there is a reader');
    const room = createReadingRoom(createPinGate(async () => {}));
    const screen = { width: 1920, height: 1080, ratio: 1 };
    const signIn = (wall: number) =>
      room.signIn({
        folder,
        code: credential.code,
        pin: credential.pin,
        started: { version: 't', platform: 't', screen },
        wall,
      });
    const first = await signIn(NOW);
    const reads = first.reads.map(({ id }) => id);
    for (const [index, id] of reads.slice(0, 4).entries())
      await readThrough(room, first.session, id, NOW, index * 1000);
    await expect(room.openRead(first.session, reads[4] ?? '')).rejects.toThrow(
      'washout {"date":"2027-02-12","days":28}',
    );
    room.close();
    const early = await signIn(NOW + 27 * DAY);
    await expect(room.openRead(early.session, reads[4] ?? '')).rejects.toThrow('washout');
    room.close();
    const late = await signIn(NOW + 28 * DAY + 60_000);
    await readThrough(room, late.session, reads[4] ?? '', NOW + 28 * DAY + 60_000, 0);
    room.close();
  });
});

/** Opens a read, submits its text as it is and finishes it. */
async function readThrough(room: ReadingRoom, session: string, id: string, wall: number, from: number): Promise<void> {
  const read = await room.openRead(session, id);
  const text = read.text ?? '';
  const at = (after: number): { mono: number; wall: number } => ({ mono: from + after, wall: wall + from + after });
  room.append(session, id, [
    { type: 'read.opened', payload: {}, ...at(100) },
    { type: 'read.painted', payload: { images: 1, textLength: text.length }, ...at(200) },
    { type: 'read.submitted', payload: { length: text.length, sha256: sha256(text) }, ...at(300) },
    { type: 'read.finished', payload: {}, ...at(400) },
  ]);
}
