import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommandLine } from '#main/commands/program.ts';

let place: string;

async function run(...words: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  let [stdout, stderr] = ['', ''];
  const status = await runCommandLine(['stats', ...words], {
    out: (text) => void (stdout += text),
    err: (text) => void (stderr += text),
    isTerminal: false,
    now: () => 0,
  });
  return { status, stdout, stderr: stderr.replaceAll(`${place}/`, '') };
}

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'chexstudy-stats-'));
  writeFileSync(join(place, 'two.csv'), '# times\nseconds,arm\n3.1,a\n5.2,a\n1.4,b\n7.7,b\n2.2,b\nNA,b\n');
  writeFileSync(join(place, 'one.csv'), 'value,group\n1,a\n2,a\n');
});

afterAll(() => {
  rmSync(place, { recursive: true });
});

it('takes other columns for the names that a method looks for', async () => {
  const { status, stdout } = await run(
    'mannwhitney',
    join(place, 'two.csv'),
    '--columns',
    'value=seconds,group=arm',
    '--json',
  );
  expect({ status, result: JSON.parse(stdout) }).toEqual({
    status: 0,
    result: { groups: ['a', 'b'], n: [2, 3], u: 4, p: 0.8, method: 'exact' },
  });
});

it('says what is wrong with a table', async () => {
  expect(await run('mannwhitney', join(place, 'two.csv'))).toMatchObject({
    status: 1,
    stderr: 'chexstudy: two.csv: missing columns: value; found: seconds, arm\n',
  });
  expect((await run('mannwhitney', join(place, 'one.csv'))).stderr).toContain('group has 1 values where two are');
});
