import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '#main/commands/program.ts';
import { openForWriting } from '#main/services/database.ts';
import type { Analysis } from '#studies/analysis/analyse.ts';
import { film } from './services/films.ts';

const HEADER = 'sample_id,study_id,images,indication,candidate,reference';
const FROM_TABLE = ['--from-csv', './cases.csv', '--images', './images'];

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let place: string;

/** Runs the command line; a word that begins with ./ is a path in the folder of this test, in what it says as well. */
async function run(...words: string[]): Promise<Outcome> {
  let [stdout, stderr] = ['', ''];
  const status = await runCommandLine(
    words.map((word) => (word.startsWith('./') ? join(place, word) : word)),
    {
      out: (text) => void (stdout += text),
      err: (text) => void (stderr += text),
      isTerminal: false,
      now: () => Date.now(),
    },
  );
  return { status, stdout: stdout.replaceAll(`${place}/`, './'), stderr: stderr.replaceAll(`${place}/`, './') };
}

async function json(...words: string[]): Promise<unknown> {
  const { status, stdout, stderr } = await run(...words, '--json');
  expect(stderr).not.toContain('chexstudy: ');
  expect(status).toBe(0);
  return JSON.parse(stdout);
}

/** A table of fifty cases with drafts of both kinds, their films, and tables that are wrong in one way each. */
beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'chexstudy-cli-'));
  mkdirSync(join(place, 'images'));
  const rows = [HEADER];
  for (let number = 1; number <= 50; number++) {
    writeFileSync(join(place, 'images', `${number}.dcm`), await film(number));
    rows.push(
      `${number},s${number},['${number}.dcm'],Cough,Small effusion on the left (${number}).,No effusion (${number}).`,
    );
  }
  const tables = {
    'cases.csv': rows,
    'columns.csv': ['sample_id,study_id,images', '1,2,3.dcm'],
    'image.csv': [HEADER, "1,s1,['none.dcm'],x,y,z", "2,s2,['1.dcm'],x,y,z"],
    'no-image.csv': [HEADER, "1,s1,['none.dcm'],x,y,z"],
    'protocol.json': ['{"format": 1, "title": {"en": "x"}}'],
  };
  for (const [name, lines] of Object.entries(tables)) writeFileSync(join(place, name), lines.join('\n'));
  await run('study', 'new', './fresh', ...FROM_TABLE);
}, 60_000);

afterAll(() => rmSync(place, { recursive: true, force: true }));

describe('the paper, simulated', () => {
  it('gives 240 reads and the published saving within its sampling error, the same for the same seeds', async () => {
    const analyses: Analysis[] = [];
    for (const dir of ['./first', './second']) {
      const made = await json('study', 'new', dir, '--template', 'chexagent-v2', ...FROM_TABLE, '--seed', '1');
      expect(made).toMatchObject({ cases: 50, drafts: 100, problems: [] });
      expect(await json('study', 'simulate', dir, '--seed', '11')).toMatchObject({ reads: 240 });
      analyses.push((await json('study', 'analyse', dir)) as Analysis);
    }
    const [first, second] = analyses;
    expect(second?.arms).toEqual(first?.arms);
    expect(first?.arms.map(({ group, arm, reads }) => [group, arm, reads])).toEqual([
      ['residents', 'scratch', 40],
      ['residents', 'model-draft', 80],
      ['attendings', 'resident-draft', 40],
      ['attendings', 'model-draft', 80],
    ]);
    const residents = first?.contrasts.find((each) => each.group === 'residents');
    expect(residents?.ciLow).toBeLessThan(1 - 0.361);
    expect(residents?.ciHigh).toBeGreaterThan(1 - 0.361);
    expect(await json('study', 'verify', './first')).toMatchObject({
      lastHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(await json('study', 'replay', './first')).toMatchObject({ reads: 240, submitted: 240 });
    const table = await run('study', 'analyse', './first');
    expect(table.stdout).toMatch(/Simulated readers[\s\S]*residents +scratch +40 +40/);
    expect(await json('study', 'export', './first', '--out', './bundle')).toMatchObject({
      folder: './bundle',
    });
    const files = readdirSync(join(place, 'bundle'));
    expect(files).toEqual(expect.arrayContaining(['reads.csv', 'answers.csv', 'events.csv', 'datapackage.json']));
    const again = await run('study', 'simulate', './first', '--seed', '1');
    expect(again).toMatchObject({ status: 1, stderr: expect.stringContaining('The study is unblinded') });
  }, 120_000);
});

describe('a study by hand', () => {
  it('goes from table to unblinding', async () => {
    await run('study', 'new', './hand', ...FROM_TABLE);
    expect(await json('study', 'check', './hand')).toEqual({
      state: 'designing',
      cases: 50,
      allocated: false,
      problems: [],
    });
    const allocated = await json('study', 'allocate', './hand', '--seed', '3');
    expect(allocated).toMatchObject({
      reads: 240,
      identityFile: './hand.identity.txt',
      identityCreated: true,
    });
    expect(await json('study', 'open', './hand')).toHaveLength(8);
    const renewed = await json('study', 'pin', './hand', '--reader', 'R2');
    expect(renewed).toMatchObject({ code: 'R2', pin: expect.stringMatching(/^\d{6}$/) });
    expect(await json('study', 'analyse', './hand')).toMatchObject({ blinded: true });
    expect(await json('study', 'close', './hand')).toEqual({ state: 'closed', changed: true });
    expect(await run('study', 'close', './hand')).toMatchObject({ status: 0, stdout: './hand was closed before\n' });
    const unblinded = await json('study', 'unblind', './hand', '--identity', './hand.identity.txt', '--reason', 'done');
    expect(unblinded).toEqual({ state: 'unblinded' });
    expect(await json('study', 'verify', './hand')).toMatchObject({ records: 3 });
  }, 60_000);
});

describe('bad input', () => {
  it.each<[string, string[], string]>([
    [
      'missing columns',
      ['new', './a', '--from-csv', './columns.csv'],
      'columns.csv: missing columns: indication, candidate, reference',
    ],
    ['no table', ['new', './a', '--from-csv', './none.csv'], './none.csv: there is no such file'],
    [
      'no usable case',
      ['new', './a', '--from-csv', './no-image.csv', '--images', './images'],
      'there is no image none.dcm in ./images',
    ],
    ['a folder that exists', ['new', './images', '--demo-cases', '1'], './images exists already'],
    ['a wrong protocol', ['new', './a', '--protocol', './protocol.json', ...FROM_TABLE], './protocol.json: question: '],
    ['an unknown template', ['new', './a', '--template', 'b', ...FROM_TABLE], 'no template b'],
    ['a table and demo cases', ['new', './a', '--demo-cases', '1', ...FROM_TABLE], 'exclude each other'],
    ['a table and the size of demo films', ['new', './a', '--demo-size', '99', ...FROM_TABLE], 'exclude each other'],
    ['no study', ['verify', './images'], './images holds no study'],
    ['a study not yet allocated', ['analyse', './fresh'], 'The study is not allocated'],
    [
      'an effect that is none',
      ['simulate', './fresh', '--seed', '1', '--effect', './cases.csv'],
      './cases.csv: not JSON',
    ],
    [
      'an identity that is none',
      ['allocate', './fresh', '--seed', '1', '--identity', './cases.csv'],
      "./cases.csv can't open the key",
    ],
  ])('%s: one line, exit code 1', async (_, words, reason) => {
    const { status, stderr, stdout } = await run('study', ...words);
    expect(stderr).toMatch(/^chexstudy: [^\n]+\n$/);
    expect(stderr).toContain(reason);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(existsSync(join(place, 'a'))).toBe(false);
  });

  it.each<[string[], string]>([
    [['frob'], 'frob'],
    [['check', 'x', '--frob'], '--frob'],
    [['allocate', 'x', '--seed', '1.5'], '1.5'],
    [['allocate', 'x'], '--seed'],
    [['new', 'x', '--demo-cases', '0'], "'0'"],
    [['check'], 'dir'],
  ])('study %j: one line, exit code 2', async (words, shown) => {
    const { status, stderr } = await run('study', ...words);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^chexstudy: [^\n]+\n$/);
    expect(stderr).toContain(shown);
  });

  it('a missing image leaves its case out, and says so', async () => {
    const { status, stdout, stderr } = await run(
      'study',
      'new',
      './partly',
      '--from-csv',
      './image.csv',
      '--images',
      './images',
    );
    expect(status).toBe(0);
    expect(stderr).toBe('left out: ./image.csv, row 2: there is no image none.dcm in ./images\n');
    expect(stdout).toContain('./partly: 1 cases, 1 images, 2 drafts; 1 left out');
  });

  it('a failure is data as well', async () => {
    const { status, stdout } = await run('study', 'check', 'nowhere', '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: 'study-missing',
        detail: { folder: 'nowhere' },
        message: 'nowhere holds no study (no study.json)',
      },
    });
  });

  it('a study of a newer version is named as such', async () => {
    await run('study', 'new', './newer', ...FROM_TABLE);
    const file = join(place, 'newer', 'study.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"format": 1', '"format": 7'));
    const { status, stderr } = await run('study', 'check', './newer');
    expect(status).toBe(1);
    expect(stderr).toContain('./newer was written by a newer version (format 7, this program reads up to 1)');
  });

  it('a record that was changed is named', async () => {
    await run('study', 'new', './forged', ...FROM_TABLE);
    await run('study', 'simulate', './forged', '--seed', '2');
    const forger = openForWriting(join(place, 'forged', 'log.sqlite'));
    forger.run('DROP TRIGGER events_never_change', []);
    forger.run('UPDATE events SET wall = wall + 1000 WHERE seq = 1234', []);
    forger.close();
    const { status, stderr } = await run('study', 'verify', './forged');
    expect(status).toBe(1);
    expect(stderr).toBe('chexstudy: The log is broken at record 1234: its content was changed\n');
  }, 60_000);
});

it('doctor tries everything and says what it found', async () => {
  const { findings } = (await json('doctor')) as { findings: { name: string; ok: boolean; needed: boolean }[] };
  const needed = findings.filter((each) => each.needed);
  expect(needed.map(({ name, ok }) => [name, ok])).toEqual(
    ['node', 'database', 'codecs', 'sealing', 'disk'].map((name) => [name, true]),
  );
  expect((await run('doctor')).stdout).toMatch(/^ok {3}node/);
}, 30_000);

it('doctor computes the golden values of the statistics', async () => {
  const { ok, rows, missing } = (await json('doctor', '--statistics', '--data', place)) as {
    ok: boolean;
    rows: { group: string }[];
    missing: string[];
  };
  expect({ ok, missing }).toEqual({ ok: true, missing: ['lme4_sleepstudy.csv', 'mrmc_VanDyke.csv'] });
  expect(new Set(rows.map(({ group }) => group))).toContain('G14');
  expect((await run('doctor', '--statistics', '--data', place)).stdout).toMatch(/Not computed: .*mrmc_VanDyke/);
}, 30_000);

it('prints its version and help to whoever asks', async () => {
  expect(await run('--version')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  const help = await run('study', 'new', '--help');
  expect(help).toMatchObject({ status: 0, stdout: expect.stringContaining('--from-csv') });
});

it('is a program: results on one stream, failures on the other, and an exit code', () => {
  const program = join(import.meta.dirname, '../../scripts/cli.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'study', 'check', 'nowhere'], {
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toBe('chexstudy: nowhere holds no study (no study.json)\n');
}, 60_000);
