import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommandLine } from '#main/commands/program.ts';

let place: string;
beforeAll(() => void (place = mkdtempSync(join(tmpdir(), 'chexstudy-protocol-'))));
afterAll(() => rmSync(place, { recursive: true, force: true }));

async function run(...words: string[]): Promise<{ status: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const status = await runCommandLine(words, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    isTerminal: false,
    now: () => 0,
  });
  return { status, out, err };
}

it('writes a template to a file, finds nothing wrong with it, and makes a page of it', async () => {
  const [file, page] = [join(place, 'mine.json'), join(place, 'mine.html')];
  expect((await run('protocol', 'templates')).out).toMatch(/^automation-bias +Do readers find errors/m);
  expect((await run('protocol', 'new', file, '--template', 'crossover')).status).toBe(0);
  expect((await run('protocol', 'check', file)).out).toBe(`${file}: a protocol, nothing is wrong\n`);
  expect((await run('protocol', 'page', file, '--out', page)).status).toBe(0);
  expect(readFileSync(page, 'utf8')).toContain('At least 28 days lie between two periods.');
  const print = join(place, 'mine.pdf');
  expect((await run('protocol', 'page', file, '--out', print)).status).toBe(0);
  expect(readFileSync(print).subarray(0, 5).toString()).toBe('%PDF-');
  expect((await run('protocol', 'new', file)).err).toMatch(/exists already/);
});

it('names every fault with its field, the reason and what to do', async () => {
  const file = join(place, 'faulty.json');
  await run('protocol', 'new', file, '--template', 'crossover');
  const protocol = JSON.parse(readFileSync(file, 'utf8')) as { title: object; groups: object[] };
  writeFileSync(file, JSON.stringify({ ...protocol, title: { en: '' }, idleCapSeconds: 0 }));
  const { status, out } = await run('protocol', 'check', file, '--json');
  expect(status).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    faults: [
      { field: 'title.en', code: 'needed', reason: 'nothing stands here', remedy: 'Write something here' },
      { field: 'idleCapSeconds', code: 'number-least', reason: '0 is less than 1', remedy: 'Write 1 or more' },
    ],
  });
  const shown = await run('protocol', 'check', file);
  expect(shown.status).toBe(1);
  expect(shown.err).toContain('title.en: nothing stands here');
});

it('prints the schema that is published', async () => {
  expect(JSON.parse((await run('protocol', 'schema')).out)).toMatchObject({ title: 'Protocol of a reader study' });
});
