import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runCommandLine } from '#main/commands/program.ts';
import { openKey, readIdentity } from '#main/services/seal.ts';
import { openStudy, readDrafts, readLists } from '#main/services/studyFolder.ts';
import { draftProvenance } from '#models/chexagent/draft/draft.ts';
import { smallModelFolder } from '#test/tools/smallModelFolder.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';
import { film } from '../services/films.ts';
import { smallProtocol } from '../services/study.ts';

const place = temporaryFolder();
const model = await smallModelFolder(place, 'fp32');
const program = join(import.meta.dirname, '../../../scripts/cli.mjs');
const FLAGS = ['--model', model, '--provider', 'cpu', '--threads', '1', '--json'];

const reportJson = z.object({
  drafted: z.number(),
  left: z.number(),
  failed: z.array(z.object({ case: z.string(), message: z.string() })),
  cutOff: z.array(z.string()),
});

/** The program as people start it; `during` sees the process while it runs. */
async function cli(words: readonly string[], during: (signal: (name: NodeJS.Signals) => void) => void = () => {}) {
  const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => (said.stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (said.stderr += data.toString()));
  during((name) => void child.kill(name));
  const [status, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.on('close', (code, by) => resolve([code, by])),
  );
  return { ...said, status, signal };
}

async function run(...words: string[]): Promise<{ status: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const status = await runCommandLine(words, {
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    isTerminal: false,
    now: () => Date.now(),
  });
  return { status, ...said };
}

/** More cases than the lists need, with residents' drafts; the last one's film is too small for a model. */
const CASES = 8;
beforeAll(async () => {
  const rows = ['case,file,indication,draft,source'];
  for (let number = 1; number <= CASES + 1; number++) {
    const size = number > CASES ? undefined : { rows: 96, columns: 64 };
    writeFileSync(join(place, `${number}.dcm`), await film(number, {}, size));
    rows.push(`${number},${number}.dcm,Cough,Report ${number}.,resident`);
  }
  writeFileSync(join(place, 'cases.csv'), rows.join('\n'));
  writeFileSync(join(place, 'whole.csv'), rows.slice(0, -1).join('\n'));
  writeFileSync(join(place, 'protocol.json'), JSON.stringify(smallProtocol()));
});

async function newStudy(name: string, table: string): Promise<string> {
  const folder = join(place, name);
  const from = ['--protocol', join(place, 'protocol.json'), '--from-csv', join(place, table)];
  const { status, err } = await run('study', 'new', folder, ...from);
  expect(err).toBe('');
  expect(status).toBe(0);
  return folder;
}

async function modelDrafts(folder: string) {
  return (await readDrafts(await openStudy(folder))).filter((each) => each.source === 'model');
}

/** Waits until so many drafts of the model are in the file. */
async function written(folder: string, count: number): Promise<void> {
  const file = join(folder, 'drafts.json');
  while (readFileSync(file, 'utf8').split('"source": "model"').length <= count) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('study draft', () => {
  it('goes from new to the reading lists; killed or interrupted on the way, it redoes nothing', async () => {
    const folder = await newStudy('killed', 'whole.csv');
    const draft = ['study', 'draft', folder, ...FLAGS];
    const killed = await cli(draft, (signal) => void written(folder, 1).then(() => signal('SIGKILL')));
    expect(killed).toMatchObject({ signal: 'SIGKILL', stdout: '' });
    const kept = await modelDrafts(folder);
    const interrupted = await cli(
      draft,
      (signal) => void written(folder, kept.length + 1).then(() => signal('SIGINT')),
    );
    expect(interrupted).toMatchObject({ status: 130, signal: null });
    const report = reportJson.parse(JSON.parse(interrupted.stdout));
    expect(report).toMatchObject({ left: CASES - kept.length - report.drafted, failed: [] });
    expect(report.drafted).toBeGreaterThan(0);
    expect(report.left).toBeGreaterThan(0);
    const finished = await cli(draft);
    expect(finished.stderr).not.toContain('chexstudy: ');
    expect(reportJson.parse(JSON.parse(finished.stdout))).toMatchObject({ drafted: report.left, left: 0 });
    const drafts = await modelDrafts(folder);
    expect(drafts.slice(0, kept.length)).toEqual(kept);
    expect(new Set(drafts.map((each) => each.case)).size).toBe(CASES);

    expect(await run('study', 'check', folder)).toMatchObject({ status: 0 });
    expect(await run('study', 'allocate', folder, '--seed', '1')).toMatchObject({ status: 0 });
    const identity = `${folder}.identity.txt`;
    const key = await openKey(readFileSync(join(folder, 'key.sealed')), await readIdentity(identity), identity);
    const { reads } = await readLists(await openStudy(folder));
    const given = reads.filter(({ id }) => key.reads[id]?.source === 'model');
    expect(given).toHaveLength(4);
    for (const { id, case: caseId, text } of given) {
      expect(text).toBe(drafts.find((each) => each.case === caseId)?.text);
      const { task, provider } = draftProvenance.parse(JSON.parse(key.reads[id]?.provenance ?? ''));
      expect({ task, provider }).toEqual({ task: 'findings-generation', provider: 'cpu' });
    }
    const late = await cli(['study', 'draft', folder, ...FLAGS.slice(0, -1)]);
    expect(late).toMatchObject({ status: 1, stdout: '' });
    expect(late.stderr).toBe('chexstudy: The study is allocated; drafting needs it to be not yet allocated\n');
  });

  it('names a case that the model refuses, and does the rest', async () => {
    const folder = await newStudy('refused', 'cases.csv');
    const sections = ['--task', 'findings-section-by-section', '--max-tokens', '4'];
    const { status, stdout, stderr } = await cli(['study', 'draft', folder, ...FLAGS.slice(0, -1), ...sections]);
    expect(status).toBe(1);
    expect(stdout).toBe(`${folder}: ${CASES} cases drafted, 1 left\n`);
    expect(stderr).toMatch(/^c\w+ not drafted: .*i1\.dcm: not a radiograph \(6 x 8 pixels\)$/m);
    expect(stderr).toMatch(/^cut off at the most tokens: c/m);
    for (const { text } of await modelDrafts(folder)) expect(text).toMatch(/^Airway:.*\nBreathing:/);
  });

  it.each([
    [['--model', '/nowhere'], 1, '/nowhere holds no model (no model.json)'],
    [['--model', model, '--task', 'view-matching'], 2, 'view-matching'],
    [['--model', model, '--provider', 'tpu'], 1, 'tpu is no provider'],
    [[], 2, '--model'],
  ])('refuses %j in one line', async (flags, status, words) => {
    const failed = await run('study', 'draft', place, ...flags);
    expect(failed).toMatchObject({ status, out: '' });
    expect(failed.err).toMatch(/^chexstudy: [^\n]+\n$/);
    expect(failed.err).toContain(words);
  });
});
