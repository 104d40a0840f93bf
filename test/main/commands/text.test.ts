import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommandLine } from '#main/commands/program.ts';
import published from '#test/golden/text/published.json' with { type: 'json' };

let place: string;

async function run(...words: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  let [stdout, stderr] = ['', ''];
  const status = await runCommandLine(['text', ...words], {
    out: (text) => void (stdout += text),
    err: (text) => void (stderr += text),
    isTerminal: false,
    now: () => 0,
  });
  return { status, stdout, stderr: stderr.replaceAll(`${place}/`, '') };
}

function put(name: string, content: string): string {
  const file = join(place, name);
  writeFileSync(file, content);
  return file;
}

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'chexstudy-text-'));
});

afterAll(() => {
  rmSync(place, { recursive: true });
});

it('scores files of lines with several references, in the published definition', async () => {
  const { hyps, refs, expected } = published.nlgEval.cases[0] ?? { hyps: [], refs: [], expected: { CIDEr: NaN } };
  const candidates = put('candidates.txt', `${hyps.join('\n')}\n`);
  const references = [0, 1].map((stream) => put(`ref${stream}.txt`, refs.map((each) => each[stream]).join('\n')));
  const { status, stdout } = await run(
    ...['score', '--references', ...references, '--candidates', candidates, '--metric', 'cider', '--json'],
  );
  const { texts, results } = JSON.parse(stdout) as { texts: number; results: { metric: string; score: number }[] };
  expect({ status, texts, metric: results[0]?.metric }).toEqual({ status: 0, texts: 2, metric: 'cider' });
  expect(results[0]?.score).toBeCloseTo(expected.CIDEr, 6);
});

it('prints every metric with its definition; columns are joined, endings tell the kind of file', async () => {
  const table = put(
    'reports.csv',
    'findings,impression,draft\n"Lungs clear.",Normal.,Lungs clear. Normal.\n,No change.,No change.\n',
  );
  const lines = put('drafts.jsonl', '{"draft":"Lungs clear. Normal."}\n{"draft":"No change."}\n');
  const options = ['--column', 'findings,impression', '--candidate-column', 'draft', '--metric', 'all'];
  for (const candidates of [table, lines]) {
    const { status, stdout } = await run('score', '--references', table, '--candidates', candidates, ...options);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^2 texts\n/);
    expect(stdout).toMatch(/^rouge-l +1\.0000 +ROUGE-L F1 of ROUGE-1\.5\.5/m);
    expect(stdout).toMatch(/^chrf +100\.0000 /m);
  }
});

it.each([
  ['unequal numbers', 'a\nb\n', 'a\n', 'meteor', 'r.txt has 2 texts, c.txt has 1; each text needs its reference'],
  ['an empty file', 'a\n', '\n', 'meteor', 'c.txt: holds no texts'],
  ['an unknown metric', 'a\n', 'a\n', 'bleurt', 'bleurt is no metric; known are bleu-1, '],
])('refuses %s in one line', async (_, references, candidates, metric, message) => {
  const { status, stdout, stderr } = await run(
    ...[
      'score',
      '--references',
      put('r.txt', references),
      '--candidates',
      put('c.txt', candidates),
      '--metric',
      metric,
    ],
  );
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(new RegExp(`^chexstudy: ${message}.*\n$`));
});

it('names the column, the line and the cell that are at fault', async () => {
  const good = put('good.csv', 'report\nClear.\n');
  const against = ['--references', good, '--metric', 'rouge-1', '--candidates'];
  expect((await run('score', ...against, good, '--column', 'draft')).stderr).toBe(
    'chexstudy: good.csv: missing columns: draft; found: report\n',
  );
  expect((await run('score', ...against, put('bad.jsonl', '{"a":1}\n[2]\n'))).stderr).toBe(
    'chexstudy: bad.jsonl, row 2: no object: [2]\n',
  );
  expect((await run('score', ...against, put('bad.csv', 'a,b\n1\n'))).stderr).toBe(
    'chexstudy: bad.csv, row 2: 1 cells where the header has 2\n',
  );
});

it('labels reports, as a table and as data', async () => {
  const file = put('label.csv', 'findings,impression\nHeart size is normal.,No effusion.\n,Left effusion.\n');
  const plain = await run('label', file);
  expect(plain.stdout).toMatch(/^2 reports\nfinding +there +uncertain +not there +not mentioned\n/);
  expect(plain.stdout).toMatch(/^Pleural Effusion +1 +0 +1 +0$/m);
  const reports = JSON.parse((await run('label', file, '--json')).stdout) as unknown;
  expect(reports).toMatchObject([
    { row: 1, labels: { Cardiomegaly: 0, 'Pleural Effusion': 0, Edema: null, 'No Finding': 1 } },
    {
      row: 2,
      labels: { 'Pleural Effusion': 1 },
      mentions: [{ term: 'effusion', assertion: 'positive', side: 'left' }],
    },
  ]);
});

it('evaluates the labeller on both halves of a file with gold labels', async () => {
  const rows = ['uid,findings,gold14', '1,Small effusion.,Effusion', '2,No effusion.,Effusion|Mass', '3,Clear.,normal'];
  const { status, stdout } = await run('label', put('gold.csv', `${rows.join('\n')}\n`), '--evaluate');
  expect(status).toBe(0);
  expect(stdout).toMatch(/^odd uid, rules written from these: 2 reports, micro F1 1\.0000/);
  expect(stdout).toMatch(/^even uid, held out: 1 reports, micro F1 0\.0000/m);
  expect(stdout).toMatch(/^Effusion +1 +1 +0 +0 +1\.000 +1\.000 +1\.000$/m);
});
