import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openForWriting } from '#main/services/database.ts';
import type { Analysis } from '#studies/analysis/analyse.ts';
import { film } from './services/films.ts';

const program = join(import.meta.dirname, '../../scripts/cli.mjs');
const HEADER = 'sample_id,study_id,images,indication,candidate,reference';

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real command line as a process of its own. */
function run(...words: string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], { cwd: place, encoding: 'utf8' });
  return { status, stdout, stderr };
}

function json(...words: string[]): unknown {
  const { status, stdout, stderr } = run(...words, '--json');
  expect(stderr).not.toContain('chexstudy: ');
  expect(status).toBe(0);
  return JSON.parse(stdout);
}

let place: string;

/** A table of so many cases with both drafts, and their films. */
beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'chexstudy-cli-'));
  mkdirSync(join(place, 'images'));
  const rows = [HEADER];
  for (let number = 1; number <= 50; number++) {
    writeFileSync(join(place, 'images', `${number}.dcm`), await film(number));
    rows.push(
      `${number},s${number},"['${number}.dcm']",Cough,Small effusion on the left (${number}).,No effusion (${number}).`,
    );
  }
  writeFileSync(join(place, 'cases.csv'), rows.join('\n'));
  writeFileSync(join(place, 'columns.csv'), 'sample_id,study_id,images\n1,2,3.dcm\n');
  writeFileSync(
    join(place, 'image.csv'),
    [HEADER, '1,s1,"[\'none.dcm\']",x,y,z', '2,s2,"[\'1.dcm\']",x,y,z'].join('\n'),
  );
  writeFileSync(join(place, 'no-image.csv'), [HEADER, '1,s1,"[\'none.dcm\']",x,y,z'].join('\n'));
  writeFileSync(join(place, 'protocol.json'), '{"format": 1, "title": {"en": "x"}}');
  run('study', 'new', 'blank', '--from-csv', 'cases.csv', '--images', 'images');
}, 120_000);

afterAll(() => rmSync(place, { recursive: true, force: true }));

describe('the paper, simulated', () => {
  it('gives 240 reads and the published saving within its sampling error, the same for the same seeds', () => {
    const [first, second] = ['first', 'second'].map((name) => {
      expect(
        json(
          'study',
          'new',
          name,
          '--template',
          'chexagent-v2',
          '--from-csv',
          'cases.csv',
          '--images',
          'images',
          '--seed',
          '1',
        ),
      ).toMatchObject({
        cases: 50,
        drafts: 100,
        problems: [],
      });
      expect(json('study', 'simulate', name, '--seed', '11')).toMatchObject({ reads: 240 });
      return json('study', 'analyse', name) as Analysis;
    });
    expect(second?.arms).toEqual(first?.arms);
    expect(first?.arms.map(({ group, arm, reads }) => [group, arm, reads])).toEqual([
      ['residents', 'scratch', 40],
      ['residents', 'model-draft', 80],
      ['attendings', 'resident-draft', 40],
      ['attendings', 'model-draft', 80],
    ]);
    const saving = first?.contrasts.find((each) => each.group === 'residents');
    expect(saving?.ciLow).toBeLessThan(1 - 0.361);
    expect(saving?.ciHigh).toBeGreaterThan(1 - 0.361);
    expect(json('study', 'verify', 'first')).toMatchObject({ lastHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(json('study', 'replay', 'first')).toMatchObject({ reads: 240, submitted: 240 });
    expect(run('study', 'analyse', 'first').stdout).toMatch(/Simulated readers[\s\S]*residents +scratch +40 +40/);
    expect(json('study', 'export', 'first', '--out', 'bundle')).toMatchObject({ folder: 'bundle' });
    expect(readdirSync(join(place, 'bundle'))).toEqual(
      expect.arrayContaining(['reads.csv', 'answers.csv', 'datapackage.json']),
    );
    expect(run('study', 'simulate', 'first', '--seed', '1')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/unblinded/),
    });
  }, 120_000);
});

describe('a study by hand', () => {
  it('goes from table to unblinding', () => {
    expect(json('study', 'check', 'blank')).toEqual({ state: 'designing', cases: 50, allocated: false, problems: [] });
    const report = json('study', 'allocate', 'blank', '--seed', '3');
    expect(report).toMatchObject({ reads: 240, identityFile: join(place, 'blank.identity.txt') });
    const credentials = json('study', 'open', 'blank') as { code: string; pin: string }[];
    expect(credentials).toHaveLength(8);
    expect(json('study', 'pin', 'blank', '--reader', 'R2')).toMatchObject({
      code: 'R2',
      pin: expect.stringMatching(/^\d{6}$/),
    });
    expect(json('study', 'analyse', 'blank')).toMatchObject({ blinded: true });
    expect(json('study', 'close', 'blank')).toEqual({ state: 'closed', changed: true });
    expect(run('study', 'close', 'blank')).toMatchObject({ status: 0, stdout: 'blank was closed before\n' });
    expect(json('study', 'unblind', 'blank', '--identity', 'blank.identity.txt', '--reason', 'done')).toEqual({
      state: 'unblinded',
    });
    expect(json('study', 'verify', 'blank')).toMatchObject({ records: 3 });
  }, 60_000);
});

describe('bad input', () => {
  it.each<[string, string[], RegExp]>([
    [
      'missing columns',
      ['study', 'new', 'a', '--from-csv', 'columns.csv'],
      /columns.csv: missing columns: indication, candidate, reference/,
    ],
    ['no table', ['study', 'new', 'a', '--from-csv', 'none.csv'], /none.csv: there is no such file/],
    [
      'no usable case',
      ['study', 'new', 'a', '--from-csv', 'no-image.csv', '--images', 'images'],
      /there is no image none.dcm/,
    ],
    ['a folder that exists', ['study', 'new', 'images', '--demo-cases', '1'], /images exists already/],
    ['a wrong protocol', ['study', 'new', 'a', '--protocol', 'protocol.json'], /protocol.json: question/],
    ['an unknown template', ['study', 'new', 'a', '--template', 'b'], /no template b/],
    [
      'a table and demo cases',
      ['study', 'new', 'a', '--demo-cases', '1', '--from-csv', 'cases.csv'],
      /exclude each other/,
    ],
    ['no study', ['study', 'verify', 'images'], /images holds no study/],
    ['a study not yet allocated', ['study', 'analyse', 'fresh'], /not allocated/],
    [
      'an effect that is none',
      ['study', 'simulate', 'fresh', '--seed', '1', '--effect', 'cases.csv'],
      /cases.csv: not JSON/,
    ],
    [
      'an identity that is none',
      ['study', 'allocate', 'fresh', '--seed', '1', '--identity', 'cases.csv'],
      /cases.csv can't open the key/,
    ],
  ])(
    '%s: one line, exit code 1',
    (_, words, reason) => {
      if (words.includes('fresh') && !existsSync(join(place, 'fresh'))) {
        run('study', 'new', 'fresh', '--from-csv', 'cases.csv', '--images', 'images');
      }
      const { status, stderr, stdout } = run(...words);
      expect(status).toBe(1);
      expect(stderr).toMatch(/^chexstudy: [^\n]+\n$/);
      expect(stderr).toMatch(reason);
      expect(stdout).toBe('');
      expect(existsSync(join(place, 'a'))).toBe(false);
    },
    30_000,
  );

  it.each<[string[], string]>([
    [['study', 'frob'], 'frob'],
    [['study', 'check', 'x', '--frob'], '--frob'],
    [['study', 'allocate', 'x', '--seed', '1.5'], '1.5'],
    [['study', 'allocate', 'x'], '--seed'],
    [['study', 'new', 'x', '--demo-cases', '0'], "'0'"],
    [['study', 'check'], 'dir'],
  ])('%j: one line, exit code 2', (words, shown) => {
    const { status, stderr } = run(...words);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^chexstudy: [^\n]+\n$/);
    expect(stderr).toContain(shown);
  });

  it('a missing image leaves its case out, and says so', () => {
    const { status, stdout, stderr } = run('study', 'new', 'partly', '--from-csv', 'image.csv', '--images', 'images');
    expect(status).toBe(0);
    expect(stderr).toBe('left out: image.csv, row 2: there is no image none.dcm in images\n');
    expect(stdout).toContain('partly: 1 cases, 1 images, 2 drafts; 1 left out');
  });

  it('a failure is data as well', () => {
    const { status, stdout } = run('study', 'check', 'nowhere', '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: 'study-missing',
        detail: { folder: 'nowhere' },
        message: 'nowhere holds no study (no study.json)',
      },
    });
  });

  it('a study of a newer version is named as such', () => {
    run('study', 'new', 'newer', '--from-csv', 'cases.csv', '--images', 'images');
    const file = join(place, 'newer', 'study.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"format": 1', '"format": 7'));
    const { status, stderr } = run('study', 'check', 'newer');
    expect(status).toBe(1);
    expect(stderr).toMatch(/newer was written by a newer version \(format 7, this program reads up to 1\)/);
  });

  it('a record that was changed is named', () => {
    run('study', 'new', 'forged', '--from-csv', 'cases.csv', '--images', 'images');
    run('study', 'simulate', 'forged', '--seed', '2');
    const forger = openForWriting(join(place, 'forged', 'log.sqlite'));
    forger.run('DROP TRIGGER events_never_change', []);
    forger.run('UPDATE events SET wall = wall + 1000 WHERE seq = 1234', []);
    forger.close();
    expect(run('study', 'verify', 'forged')).toMatchObject({
      status: 1,
      stderr: 'chexstudy: The log is broken at record 1234: its content was changed\n',
    });
  });
});

describe('doctor', () => {
  it('tries everything and says what it found', () => {
    const { findings } = json('doctor') as { findings: { name: string; ok: boolean; needed: boolean }[] };
    expect(findings.filter(({ needed }) => needed).map(({ name, ok }) => [name, ok])).toEqual(
      ['node', 'database', 'codecs', 'sealing', 'disk'].map((name) => [name, true]),
    );
    expect(run('doctor').stdout).toMatch(/^ok {3}node/);
  });
});

it('prints its version and help to whoever asks', () => {
  expect(run('--version')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  expect(run('study', 'new', '--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--from-csv') });
});
