import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { seededRandom } from '#core/random.ts';
import { loadCodecs } from '#main/services/codecs.ts';
import { readBytes } from '#main/services/files.ts';
import { createStudy } from '#main/services/createStudy.ts';
import { startDemoStudy, type DemoInput } from '#main/services/demoStudy.ts';
import { buildRuntime, starter } from '#test/tools/runtimeBuild.ts';
import { openLibrary } from '#main/services/library.ts';
import { createPinGate } from '#main/services/pins.ts';
import { templateProtocol } from '#main/services/protocols.ts';
import { openKey, readIdentity } from '#main/services/seal.ts';
import { caseIds, openStudy, readCase, readReaders } from '#main/services/studyFolder.ts';
import { demoCase, demoSize, type DemoOrder } from '#studies/demo/demo.ts';
import { film } from './films.ts';
import { CREATED } from './study.ts';
import { temporaryFolder } from './support.ts';

const now = (): number => 1_800_000_000_000;

/** Pixels: small films where it does not matter how large they are. */
const SMALL = 128;

/** Long against the time that one small film or the first words of a draft take. */
const A_WHILE = 400;

/** Without a model the report grammar stands in for it. */
const plain: Pick<DemoInput, 'model' | 'start' | 'version'> = {
  model: null,
  version: '0.0.0-test',
  start: () => {
    throw new Error('nothing is to be started');
  },
};

async function begin(userData: string, change: Partial<DemoInput> = {}) {
  const library = openLibrary(join(userData, 'library.json'));
  const folder = join(userData, 'studies', 'demo');
  const codecs = await loadCodecs();
  const input = {
    folder,
    library,
    codecs,
    draw: (order: DemoOrder) => demoCase(order, codecs),
    now,
    size: SMALL,
    ...plain,
  };
  return { library, folder, demo: startDemoStudy({ ...input, ...change }) };
}

async function start(userData: string, change: Partial<DemoInput> = {}) {
  const { library, folder, demo } = await begin(userData, change);
  await demo.ready();
  const [row] = await library.rows();
  return { folder, row };
}

async function expectSignIn(folder: string, demo: { code: string; pin: string } | null | undefined): Promise<void> {
  const reader = (await readReaders(await openStudy(folder))).find((each) => each.code === demo?.code);
  await createPinGate(async () => {}).check('demo', demo?.pin ?? '', reader?.pin ?? null);
}

it('is made on first start: at least twelve cases, some of two views, open, with a PIN that is shown', async () => {
  const userData = temporaryFolder();
  mkdirSync(join(userData, 'studies', 'demo.12345678.partial', 'cases'), { recursive: true });
  const { folder, row } = await start(userData, { size: demoSize });
  expect(row).toMatchObject({ state: 'open', readers: [{ code: 'R1', done: 0, total: 12 }, { code: 'A1' }] });
  await expectSignIn(folder, row?.demo);
  const study = await openStudy(folder);
  const cases = await Promise.all(caseIds(study).map((id) => readCase(study, id)));
  expect(cases.length).toBeGreaterThanOrEqual(12);
  expect(cases.some(({ images }) => images.length > 1)).toBe(true);
  expect(cases.every(({ images }) => images.every(({ columns }) => columns === demoSize))).toBe(true);
  expect(readdirSync(join(userData, 'studies')).sort()).toEqual(['demo', 'demo.identity.txt']);
  // Once the user throws it away it stays away.
  rmSync(folder, { recursive: true });
  await start(userData);
  expect(existsSync(folder)).toBe(false);
}, 90_000);

it('goes on where a first start was broken off', async () => {
  const userData = temporaryFolder();
  const folder = join(userData, 'studies', 'demo');
  const protocol = templateProtocol('demo');
  async function* cases() {
    for (let number = 1; number <= protocol.cases; number++) {
      const drafts = ['model', 'resident'].map((source) => ({
        source,
        text: `${source} ${number}`,
        provenance: 'test',
      }));
      const images = [{ file: 'film', bytes: await film(number), view: null, prior: false }];
      yield { indication: 'Cough', images, drafts };
    }
  }
  const source = { total: protocol.cases, cases: cases() };
  const rest = { codecs: await loadCodecs(), random: seededRandom(1), created: CREATED, progress: () => {} };
  await createStudy(folder, { protocol, source, ...rest });
  const first = await start(userData);
  await expectSignIn(folder, first.row?.demo);
  // Killed before the PIN was kept: a new one is made.
  rmSync(join(userData, 'library.json'));
  const second = await start(userData);
  expect(second.row?.state).toBe('open');
  await expectSignIn(folder, second.row?.demo);
}, 30_000);

it('is made with drafts of the grammar where the model can not be run', async () => {
  const userData = temporaryFolder();
  const { folder, row } = await start(userData, { model: join(userData, 'no-such-model') });
  expect(row?.state).toBe('open');
  await expectSignIn(folder, row?.demo);
  expect(new Set(await modelWriters(folder))).toEqual(
    new Set(['demo: report grammar in the place of a drafting model']),
  );
}, 90_000);

it('has its model arm drafted by the model that comes with the program, and keeps still for a reader', async () => {
  const userData = temporaryFolder();
  const runtime = starter(await buildRuntime());
  let hasBegun = (): void => {};
  const begun = new Promise<void>((resolve) => (hasBegun = resolve));
  const { folder, demo, library } = await begin(userData, {
    model: 'models/weights/mini',
    start() {
      hasBegun();
      return runtime();
    },
  });
  // No film is made.
  demo.rest();
  await sleep(A_WHILE);
  expect(existsSync(folder)).toBe(false);
  demo.goOn();
  // No draft is written.
  await begun;
  demo.rest();
  await sleep(A_WHILE);
  expect(await library.rows()).toEqual([]);
  expect(readFileSync(join(folder, 'drafts.json'), 'utf8')).not.toContain('chexstudy-mini');
  demo.goOn();
  await demo.ready();
  const drafts = await modelDrafts(folder);
  expect(drafts.length).toBeGreaterThanOrEqual(12);
  for (const { text, provenance } of drafts) {
    expect(JSON.parse(provenance)).toMatchObject({ model: { name: 'chexstudy-mini', quantisation: 'int8' } });
    // The same headings as every other text of the demo: they must not tell who wrote it.
    expect(text).toMatch(/^FINDINGS:\n\S[^]*\n\nIMPRESSION:\n\S/);
  }
}, 120_000);

async function modelDrafts(folder: string) {
  const identity = `${folder}.identity.txt`;
  const { drafts } = await openKey(await readBytes(join(folder, 'key.sealed')), await readIdentity(identity), identity);
  return drafts.filter(({ source }) => source === 'model');
}

async function modelWriters(folder: string): Promise<string[]> {
  return (await modelDrafts(folder)).map(({ provenance }) => provenance.split(/[,;]/)[0] ?? '');
}
