import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runCommandLine } from '#main/commands/program.ts';
import { loopbackAddress } from '#main/services/bench/endpoint.ts';
import { lockRun } from '#main/services/bench/runFolder.ts';
import { benchTasks } from '#models/chexbench/items.ts';
import { buildRuntime } from '#test/tools/runtimeBuild.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';

const place = temporaryFolder();
const data = join(place, 'bench', 'data.json');
const films = join(place, 'bench');
const program = await buildRuntime('test/main/services/bench/run.child.ts');

async function run(...words: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  let [stdout, stderr] = ['', ''];
  const output = { out: (text: string) => void (stdout += text), err: (text: string) => void (stderr += text) };
  const status = await runCommandLine(['bench', ...words], { ...output, isTerminal: false, now: () => 0 });
  return { status, stdout, stderr };
}

function runWords(model: string, out: string, ...more: string[]): string[] {
  return ['run', '--data', data, '--images', films, '--model', model, '--out', join(place, out), ...more];
}

function recordsOf(out: string): string {
  return readFileSync(join(place, out, 'records.jsonl'), 'utf8');
}

beforeAll(async () => {
  const made = await run('phantom', '--seed', '4', '--out', films, '--items', '3', '--size', '64', '--json');
  expect({ ...made, stdout: JSON.parse(made.stdout).lists.length }).toEqual({ status: 0, stdout: 10, stderr: '' });
}, 60_000);

describe('bench run', () => {
  it('answers all ten lists, prints the table, and adds nothing when it is run again', async () => {
    for (const model of ['random', 'majority']) {
      const { status, stdout, stderr } = await run(...runWords(model, model));
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      for (const task of benchTasks) expect(stdout).toContain(task);
      const before = recordsOf(model);
      expect(before.trim().split('\n')).toHaveLength(30);
      expect((await run(...runWords(model, model))).status).toBe(0);
      expect(recordsOf(model)).toBe(before);
    }
  });

  it('goes on after half a line, and ends with the same bytes', async () => {
    const whole = recordsOf('random');
    cpSync(join(place, 'random'), join(place, 'broken'), { recursive: true });
    writeFileSync(join(place, 'broken', 'records.jsonl'), whole.slice(0, 0.37 * whole.length));
    rmSync(join(place, 'broken', 'scores.json'));
    expect((await run(...runWords('random', 'broken'))).status).toBe(0);
    for (const name of ['records.jsonl', 'scores.json', 'run.json']) {
      expect(readFileSync(join(place, 'broken', name)), name).toEqual(readFileSync(join(place, 'random', name)));
    }
  });

  it.each([
    [['random', 'majority'], /holds another run/],
    [['random', 'random', '--seed', '9'], /holds another run/],
    [['random', 'bench'], /exists already/],
    [['http://example.org/v1', 'far'], /http:\/\/example\.org\/v1 is not on this machine/],
    [['random', 'new', '--tasks', 'view,poem'], /poem is none of view, /],
    [['/nowhere', 'new'], /\/nowhere holds no model/],
  ])('refuses %j in words', async ([model = '', out = '', ...more], message) => {
    const { status, stderr } = await run(...runWords(model, out, ...more));
    expect(status).not.toBe(0);
    expect(stderr).toMatch(message);
  });

  it('lets nobody else write a run that is being written', async () => {
    const unlock = await lockRun(join(place, 'majority'));
    const { status, stderr } = await run(...runWords('majority', 'majority'));
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/majority is in use by another window or command/);
    unlock();
    expect((await run(...runWords('majority', 'majority'))).status).toBe(0);
  });

  it('looks for every film before it asks anything', async () => {
    const words = ['run', '--data', data, '--images', place, '--model', 'random', '--out', join(place, 'none')];
    expect((await run(...words)).stderr).toMatch(/\d+ films of the benchmark are not in .*; the first: films\//);
  });
});

describe('bench score', () => {
  it('puts two runs beside each other, with paired tests', async () => {
    const folders = ['random', 'majority'].map((name) => join(place, name));
    const { stdout } = await run('score', ...folders, '--json');
    const scored = z
      .object({
        runs: z.array(z.object({ rows: z.array(z.object({ metric: z.string(), items: z.int() })) })),
        comparisons: z.array(z.object({ best: z.string(), p: z.number(), adjusted: z.number() })),
      })
      .parse(JSON.parse(stdout));
    expect(scored.runs).toHaveLength(2);
    expect(scored.comparisons.length).toBeGreaterThanOrEqual(10);
    for (const { p, adjusted } of scored.comparisons) expect(adjusted).toBeGreaterThanOrEqual(p);
    expect((await run('score', ...folders, '--slices')).stdout).toMatch(/best +second/);
  });

  it('refuses runs of other items, and unfinished ones', async () => {
    await run(...runWords('random', 'short', '--most', '2'));
    const unequal = await run('score', join(place, 'random'), join(place, 'short'));
    expect(unequal.stderr).toMatch(/short is a run of other items than/);
    cpSync(join(place, 'majority'), join(place, 'half'), { recursive: true });
    const lines = recordsOf('majority').split('\n').slice(0, 12);
    writeFileSync(join(place, 'half', 'records.jsonl'), `${lines.join('\n')}\n`);
    const half = await run('score', join(place, 'half'), join(place, 'random'));
    expect(half.stderr).toMatch(/half is not finished \(12 of 30 items\)/);
    expect((await run('score', join(place, 'half'))).stdout).toMatch(/unfinished, 12 of 30/);
    expect((await run('score', place)).stderr).toMatch(/holds no run of a benchmark/);
  });
});

describe('bench fairness', () => {
  it('writes a page with the figure in it, the figure, and the numbers', async () => {
    const out = join(place, 'report');
    const words = [join(place, 'random'), '--by', 'sex,age', '--least', '1', '--draws', '20', '--out', out];
    const { status, stdout, stderr } = await run('fairness', ...words);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(join(out, 'fairness.html'));
    const [page, svg] = ['fairness.html', 'fairness.svg'].map((name) => readFileSync(join(out, name), 'utf8'));
    expect(page).toContain(svg);
    expect(page).toMatch(/the paper: cardiomegaly/);
    const { groupings } = z
      .object({ groupings: z.array(z.object({ groups: z.array(z.object({ patients: z.int() })) })) })
      .parse(JSON.parse(readFileSync(join(out, 'fairness.json'), 'utf8')));
    expect(groupings.map(({ groups }) => groups.reduce((sum, { patients }) => sum + patients, 0))).toEqual([3, 3, 3]);
    expect((await run('fairness', ...words)).stderr).toMatch(/exists already/);
  });
});

const question = z.object({
  model: z.string(),
  temperature: z.literal(0),
  messages: z.tuple([
    z.object({ role: z.literal('system') }),
    z.object({
      role: z.literal('user'),
      content: z.array(
        z.union([
          z.object({ type: z.literal('text'), text: z.string() }),
          z.object({ type: z.literal('image_url'), image_url: z.object({ url: z.string() }) }),
        ]),
      ),
    }),
  ]),
});

async function bodyOf(message: IncomingMessage): Promise<z.infer<typeof question>> {
  let text = '';
  for await (const piece of message) text += String(piece);
  return question.parse(JSON.parse(text));
}

describe('a server on this machine', () => {
  const asked: z.infer<typeof question>[] = [];
  let onAsk: (count: number) => void = () => {};
  const server = createServer((message, response) => {
    void bodyOf(message).then((body) => {
      asked.push(body);
      onAsk(asked.length);
      // An answer that depends on the question alone.
      const { length } = JSON.stringify(body.messages[1]);
      response.end(JSON.stringify({ choices: [{ message: { content: length % 2 ? '(A)' : '(B)' } }] }));
    });
  });
  let address = '';
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    address = `http://localhost:${(server.address() as AddressInfo).port}/v1`;
  });
  afterAll(() => void server.close());

  it('is shown the pixels as PNG and the question, and killed in the middle and run again ends with the same bytes', async () => {
    expect((await run(...runWords(address, 'whole', '--name', 'seer'))).status).toBe(0);
    expect(asked).toHaveLength(30);
    const [first] = asked;
    expect(first?.model).toBe('seer');
    const content = first?.messages[1].content ?? [];
    expect(JSON.stringify(content[0])).toContain('"url":"data:image/png;base64,iVBOR');
    expect(JSON.stringify(content[1])).toMatch(/What is the view.*Options: \(A\) PA/);

    const words = [data, films, join(place, 'killed'), address];
    for (const survives of [9, 23, Infinity]) {
      asked.length = 0;
      const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'ignore', 'inherit'] });
      onAsk = (count) => void (count === survives - 2 && child.kill('SIGKILL'));
      await once(child, 'exit');
      expect(child.signalCode).toBe(survives === Infinity ? null : 'SIGKILL');
      if (survives === 9) expect(recordsOf('killed').split('\n').length).toBeLessThan(9);
    }
    for (const name of ['records.jsonl', 'run.json']) {
      expect(readFileSync(join(place, 'killed', name)), name).toEqual(readFileSync(join(place, 'whole', name)));
    }
  }, 60_000);

  it('may be nowhere else', () => {
    expect(loopbackAddress('http://localhost:80/v1').href).toBe('http://127.0.0.1/v1/');
    expect(loopbackAddress('http://[::1]:9/').hostname).toBe('[::1]');
    for (const far of [
      'http://192.168.1.2/v1',
      'http://localhost.example.org/',
      'http://127.0.0.1.example.org/',
      'https://127.0.0.1/',
      'http://127.0.0.1@example.org/',
      'http://0x7f.1.example/',
      'file:///etc/passwd',
      'v1',
    ]) {
      expect(() => loopbackAddress(far), far).toThrow(/endpoint-outside/);
    }
  });
});
