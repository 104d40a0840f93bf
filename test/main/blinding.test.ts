import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '#core/digest.ts';
import { writeDicom } from '#core/dicom/write.ts';
import { seededRandom } from '#core/random.ts';
import { allocateStudy, identityFileOf } from '#main/services/allocation.ts';
import { loadCodecs } from '#main/services/codecs.ts';
import { createStudy } from '#main/services/createStudy.ts';
import { openEventLog } from '#main/services/eventStore.ts';
import { closeStudy, openForReaders, unblindStudy } from '#main/services/lifecycle.ts';
import { studySchedule } from '#main/services/schedule.ts';
import { logFiles, openStudy, readKey, readLists, readReaders, saveStudy } from '#main/services/studyFolder.ts';
import { tableSource } from '#main/services/tableSource.ts';
import { replayStudy, verifyStudy } from '#main/services/verification.ts';
import { sourceChosen } from '#studies/analysis/pairs.ts';
import { readRows } from '#studies/analysis/rows.ts';
import { entriesByRead } from '#studies/log/entries.ts';
import type { Protocol } from '#studies/protocol/protocol.ts';
import { film, PLANTED } from './services/films.ts';
import { CREATED, makeStudy, smallProtocol } from './services/study.ts';
import { temporaryFolder } from './services/support.ts';
import { startTestApp, TestReader, type TestApp } from './services/window.ts';

const CASES = 4;

/** What no reader may receive, whatever case is read: where a text comes from, and what import had to remove. */
const SOURCES = [
  'model-draft',
  'resident-draft',
  '"scratch"',
  '"arm"',
  '"source"',
  '"group"',
  'provenance',
  'cases.csv',
  'study-of-',
];
const IDENTITIES = [...Object.values(PLANTED), '.mrn.dcm', '1.2.3.4444', '1.2.3.5555', '1.2.3.6666'];

/** One word for each draft and each reference: a reader may see those of the own texts and no other. */
function token(source: string, number: number): string {
  return `q${{ candidate: 'v', resident: 'x', reference: 'z' }[source] ?? '?'}w${number}k`;
}
const TOKENS = [1, 2, 3, 4].flatMap((number) =>
  ['candidate', 'resident', 'reference'].map((source) => token(source, number)),
);

let place: string;
let pin: string;

/** The prepared study, for one test to read in. */
function ownStudy(): string {
  const folder = join(temporaryFolder(), 'study');
  cpSync(join(place, 'study'), folder, { recursive: true });
  return folder;
}

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'chexstudy-blinding-'));
  const rows = ['sample_id,study_id,images,indication,candidate,reference,resident'];
  for (let number = 1; number <= CASES; number++) {
    writeFileSync(join(place, `${number}.mrn.dcm`), await film(number));
    const texts = ['candidate', 'reference', 'resident'].map((source) => `Heart ${token(source, number)}.`);
    rows.push(`${number},study-of-${number},${number}.mrn.dcm,Cough,${texts.join(',')}`);
  }
  const table = join(place, 'cases.csv');
  writeFileSync(table, rows.join('\n'));
  const folder = join(place, 'study');
  await createStudy(folder, {
    protocol: smallProtocol(),
    source: await tableSource(table, place),
    codecs: await loadCodecs(),
    random: seededRandom(3),
    created: CREATED,
    progress: () => {},
  });
  await allocateStudy(folder, 5, identityFileOf(folder), CREATED);
  const credentials = await openForReaders(folder, 1);
  pin = credentials[0]?.pin ?? '';
}, 30_000);

afterAll(() => rmSync(place, { recursive: true, force: true }));

/** Forbidden words in what came out, each once. */
function scan(outputs: readonly string[], forbidden: readonly string[]): string[] {
  return forbidden.filter((word) => outputs.some((output) => output.includes(word)));
}

/** The tokens of texts that this reader is not given. */
async function foreignTokens(folder: string): Promise<string[]> {
  const { reads } = await readLists(await openStudy(folder));
  const own = reads.filter((read) => read.reader === 'R1').map(({ text }) => text ?? '');
  return TOKENS.filter((each) => !own.some((text) => text.includes(each)));
}

/** Reads the whole list through the same door as the window; gives every byte that came out. */
async function receive(folder: string, app: TestApp): Promise<string[]> {
  app.chosen = folder;
  const study = (await app.call('studies.add', {}))?.key ?? '';
  const reader = await TestReader.signIn(app, { study, code: 'R1', pin });
  const images: string[] = [];
  await reader.readAll(async (open) => {
    for (const index of open.images.keys()) {
      images.push(Buffer.from(await app.room.imageBytes(reader.reading.session, open.id, index)).toString('latin1'));
    }
  });
  await reader.signOut();
  await app.call('studies.list', {});
  await app.call('app.about', {});
  expect(images).toHaveLength(3);
  return [...app.answers, ...images];
}

describe('what a reader receives in a blinded study', () => {
  it('holds no arm, no source, no finding of a header and no text of others', async () => {
    const folder = ownStudy();
    const outputs = await receive(folder, startTestApp(temporaryFolder()));
    expect(scan(outputs, [...SOURCES, ...IDENTITIES, ...(await foreignTokens(folder))])).toEqual([]);
    // The scan does see: the reader's own two texts are there.
    expect(scan(outputs, TOKENS)).toHaveLength(2);
  });

  it('holds as little in the files of the study, the log included', async () => {
    const folder = ownStudy();
    await receive(folder, startTestApp(temporaryFolder()));
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    // The protocol and its page name the arms of the study, and readers.json the group of a reader; none of them says which
    // read is which.
    const plain = ['protocol.json', 'protocol.html', 'protocol.pdf', 'readers.json'];
    const telling = files.filter(({ name }) => !plain.includes(name));
    const contents = telling.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    const { reads } = await readLists(await openStudy(folder));
    const given = TOKENS.filter((each) => reads.some(({ text }) => text?.includes(each)));
    expect(scan(contents, [...SOURCES, ...IDENTITIES])).toEqual([]);
    expect(scan(contents, TOKENS)).toEqual(given);
  });

  it('does not hold what a handler returns beyond the schema', async () => {
    const app = startTestApp(temporaryFolder(), {
      'read.open': async ({ session, read }) =>
        Object.assign(await app.room.openRead(session, read), { arm: 'model-draft', provenance: 'cases.csv' }),
    });
    expect(scan(await receive(ownStudy(), app), SOURCES)).toEqual([]);
  });
});

describe('a reader of two texts side by side', () => {
  const label = { en: 'Which?' };
  const questions: Protocol['questionnaire'] = [
    { id: 'better', type: 'sides', label, asked: 'pair', required: 'yes', moment: 'before' },
    { id: 'because', type: 'text', label, asked: 'pair', required: 'no' },
  ];

  async function openedPairs(): Promise<{ folder: string; pin: string }> {
    const protocol: Protocol = {
      ...smallProtocol(),
      arms: [{ id: 'two-texts', drafts: ['model'], against: ['resident'] }],
      groups: [{ id: 'judges', label, readers: 1, arms: [{ arm: 'two-texts', cases: 2 }] }],
      cases: 2,
      questionnaire: questions,
      endpoints: [],
    };
    const folder = await makeStudy(undefined, protocol, (source, number) => `Heart ${token(source, number)}.`);
    await allocateStudy(folder, 5, identityFileOf(folder), CREATED);
    const [reader] = await openForReaders(folder, 1);
    return { folder, pin: reader?.pin ?? '' };
  }

  /** Source -> the word in its texts; `makeStudy` has drafts of these two. */
  function token(source: string, number: number): string {
    return `q${source === 'model' ? 'v' : 'x'}${number}k`;
  }

  it('gets both texts and nothing that tells them apart; a half-made choice outlives a crash', async () => {
    const { folder, pin } = await openedPairs();
    const app = startTestApp(temporaryFolder());
    app.chosen = folder;
    const study = (await app.call('studies.add', {}))?.key ?? '';
    const signIn = (): Promise<TestReader> => TestReader.signIn(app, { study, code: 'J1', pin });
    const lists = await readLists(await openStudy(folder));
    let reader = await signIn();
    for (const { id, sides } of lists.reads) {
      const open = await reader.open(id);
      expect([open.text, open.sides]).toEqual([null, sides]);
      await reader.show(open);
      const choose = (value: string) => reader.event('answer.given', { item: 'better', value });
      const submit = () => reader.event('read.submitted', { length: 0, sha256: sha256('') });
      await expect(reader.send(id, submit())).rejects.toThrow(/better is not answered/);
      await expect(reader.send(id, choose('c'))).rejects.toMatchObject({ code: 'bad-input' });
      const change = { changes: [[0, 0, 'x']] as [number, number, string][], origin: 'input.type', length: 1 };
      await expect(reader.send(id, reader.event('text.changed', change))).rejects.toMatchObject({ code: 'bad-input' });
      await reader.send(id, choose('b'));
      app.room.close();
      reader = await signIn();
      const again = await reader.open(id);
      expect(again.events.map(({ event }) => event.type)).toEqual(['read.opened', 'read.painted', 'answer.given']);
      await reader.show(again);
      await reader.send(id, choose('a'), submit(), reader.event('read.finished', {}));
    }
    await reader.signOut();
    const telling = ['two-texts', '"model"', '"resident"', '"first"', '"source"', 'provenance', '"arm"'];
    expect(scan(app.answers, telling)).toEqual([]);
    expect(scan(app.answers, [token('model', 1), token('resident', 1)])).toHaveLength(2);
    expect(await replayStudy(folder)).toEqual({ reads: 2, submitted: 2, changes: 0 });
    const { faults } = await studySchedule(folder, identityFileOf(folder));
    expect(faults).toEqual([]);
    await closeStudy(folder, 2);
    await unblindStudy(folder, { identityFile: identityFileOf(folder), reason: 'done' }, 3);
    await verifyStudy(folder);
    const { key, rows } = await unblindedRows(folder);
    for (const row of rows) {
      const chosen = row.answers['better'];
      const place = key.reads[row.read]?.pair?.sides[0].source;
      expect([chosen, sourceChosen(row, 'better'), row.edits, row.final]).toEqual(['a', place, null, null]);
      expect(row.sides?.[0]).toContain(place === 'model' ? 'qv' : 'qx');
    }
  });

  async function unblindedRows(folder: string) {
    const study = await openStudy(folder);
    const [lists, key, readers] = [await readLists(study), await readKey(study), await readReaders(study)];
    if (!key) throw new Error('the study is blinded');
    const log = openEventLog(logFiles(folder).log);
    const entries = entriesByRead(log.records());
    log.close();
    return { key, rows: readRows({ protocol: study.protocol, lists, key, readers, entries }) };
  }
});

describe('the scan itself', () => {
  it('finds an arm in a field that is allowed', async () => {
    const app = startTestApp(temporaryFolder(), {
      'read.open': async ({ session, read }) => ({
        ...(await app.room.openRead(session, read)),
        indication: 'model-draft',
      }),
    });
    expect(scan(await receive(ownStudy(), app), SOURCES)).toEqual(['model-draft']);
  });

  it('finds a finding in the header of an image', async () => {
    const folder = ownStudy();
    const study = await openStudy(folder);
    const { reads } = await readLists(study);
    const name = `cases/${reads.find((read) => read.reader === 'R1')?.case}/i1.dcm`;
    const header = { SOPClassUID: '1.2', SOPInstanceUID: '1.2.3', StudyDescription: PLANTED.StudyDescription };
    const planted = writeDicom(header, '1.2.840.10008.1.2.1', new Uint8Array(2));
    await saveStudy(study, { parts: { [name]: planted } });
    expect(scan(await receive(folder, startTestApp(temporaryFolder())), IDENTITIES)).toEqual([
      PLANTED.StudyDescription,
    ]);
  });
});
