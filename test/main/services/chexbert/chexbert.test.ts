import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { findings } from '#core/text/findings.ts';
import { convertChexbert, openChexbert } from '#main/services/chexbert/folder.ts';
import { runCommandLine } from '#main/commands/program.ts';
import { scoreByChexbert } from '#main/services/chexbert/score.ts';
import { openSession } from '#main/services/model/runtime/onnx.ts';
import { labelsOfLogits } from '#models/chexbert/labels.ts';
import { CHEXBERT_INPUT, CHEXBERT_OUTPUT, headSizes } from '#models/chexbert/network.ts';
import { startHere } from '#test/tools/runtimeHere.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';

const place = temporaryFolder();
const GOLDEN = join('test', 'golden', 'chexbert');
const { rows } = z
  .object({
    rows: z.array(
      z.object({
        text: z.string(),
        ids: z.array(z.number()),
        logits: z.array(z.number()),
        classes: z.array(z.number()),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(GOLDEN, 'expected.json'), 'utf8')));
const NOTHING = (): void => {};

/** A checkpoint's folder with some of the golden files, by the names that they are to have. */
function checkpoint(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(place, name);
  mkdirSync(folder);
  for (const [wanted, file] of Object.entries(files)) copyFileSync(join(GOLDEN, file), join(folder, wanted));
  return folder;
}

async function text(...words: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  let [stdout, stderr] = ['', ''];
  const output = { out: (said: string) => void (stdout += said), err: (said: string) => void (stderr += said) };
  const status = await runCommandLine(['text', ...words], { ...output, isTerminal: false, now: () => 0 });
  return { status, stdout, stderr };
}

const rest = { 'vocab.txt': 'vocab.txt', 'config.json': 'config.json' };

describe.each([
  ['zip', 'chexbert.pth'],
  ['older', 'chexbert-older.pth'],
])('CheXbert from a file of PyTorch (%s)', (name, file) => {
  const out = join(place, `made-${name}`);
  beforeAll(async () => {
    await convertChexbert(checkpoint(name, { 'chexbert.pth': file, ...rest }), out, NOTHING);
  });

  it('gives the ids of the reference tokenizer and the logits of PyTorch', async () => {
    const { graph, encode } = await openChexbert(out);
    const session = await openSession(graph, 'cpu', 1);
    for (const row of rows) {
      const ids = encode(row.text);
      expect(ids, row.text).toEqual(row.ids);
      const data = BigInt64Array.from(ids, BigInt);
      const outputs = await session.run({ [CHEXBERT_INPUT]: { type: 'int64', dims: [1, ids.length], data } }, [
        CHEXBERT_OUTPUT,
      ]);
      const logits = outputs[CHEXBERT_OUTPUT]?.data as Float32Array;
      expect(logits).toHaveLength(54);
      for (const [at, value] of row.logits.entries()) expect(Math.abs((logits[at] ?? 0) - value)).toBeLessThan(2e-5);
      const meanings = [null, 1, 0, -1];
      expect(Object.values(labelsOfLogits(logits))).toEqual(row.classes.map((place) => meanings[place]));
    }
    await session.close();
  });
});

describe('scores by CheXbert', () => {
  it('agree with themselves, and fall where labels differ', async () => {
    const [one, two, three] = rows.map((row) => row.text);
    const pairs = [
      { candidate: one ?? '', references: [one ?? ''] },
      { candidate: two ?? '', references: [two ?? ''] },
    ];
    const order = { folder: join(place, 'made-zip'), threads: 1 };
    const asked = ['chexbert-micro-14', 'chexbert-macro-5'];
    const [micro, macro] = await scoreByChexbert(pairs, asked, order, startHere, NOTHING);
    expect(micro?.corpus).toBe(1);
    expect(macro?.metric).toBe('chexbert-macro-5');
    const wrong = [{ candidate: three ?? '', references: [one ?? ''] }];
    const [less] = await scoreByChexbert(wrong, asked, order, startHere, NOTHING);
    // By hand from the classes that PyTorch gave: those that are there in both, in one only.
    const there = (row: (typeof rows)[number] | undefined) => row?.classes.map((place) => place === 1) ?? [];
    const [said, wanted] = [there(rows[2]), there(rows[0])];
    const both = findings.filter((_, at) => said[at] && wanted[at]).length;
    const all = [...said, ...wanted].filter(Boolean).length;
    expect(less?.corpus).toBeCloseTo(all === 0 ? 0 : (2 * both) / all, 10);
    expect(headSizes).toHaveLength(findings.length);
  });

  it('say what is missing', async () => {
    const file = join(place, 'texts.txt');
    writeFileSync(file, 'No effusion.\n');
    const words = ['score', '--references', file, '--candidates', file, '--metric'];
    expect((await text(...words, 'chexbert-micro-14')).stderr).toMatch(/CheXbert network, which is not installed/);
    expect((await text(...words, 'chexbert-micro-14', '--chexbert', place)).stderr).toMatch(/holds no CheXbert/);
    expect((await text(...words, 'all')).status).toBe(0);
    const bare = checkpoint('bare', { 'chexbert.pth': 'chexbert.pth' });
    expect((await text('chexbert', bare, '--out', join(place, 'x'))).stderr).toMatch(/vocab\.txt is missing/);
    const noTorch = checkpoint('no-torch', { 'chexbert.pth': 'vocab.txt', ...rest });
    expect((await text('chexbert', noTorch, '--out', join(place, 'x'))).stderr).toMatch(/no file of PyTorch/);
  });
});
