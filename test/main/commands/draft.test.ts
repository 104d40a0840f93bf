import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { registerDraft } from '#main/commands/draft.ts';
import { registerModelCommands, type ModelTools } from '#main/commands/model.ts';
import { registerModelBench } from '#main/commands/modelBench.ts';
import { filmPicture } from '#main/services/model/films.ts';
import { draftProvenance } from '#models/chexagent/draft/draft.ts';
import { buildRuntime, starter } from '#test/tools/runtimeBuild.ts';
import { smallModelFolder, testImage } from '#test/tools/smallModelFolder.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';
import { film } from '../services/films.ts';

const folder = temporaryFolder();
const model = await smallModelFolder(folder, 'int8');
const tools: ModelTools = {
  start: starter(await buildRuntime()),
  readOther: filmPicture,
};
const films = [3, 5].map((seed) => {
  const { data, rows: height, columns: width } = testImage(seed).picture;
  const file = join(folder, `film${seed}.png`);
  writeFileSync(file, encode({ width, height, channels: 1, depth: 8, data }));
  return file;
});
const other = join(folder, 'notes.txt');
writeFileSync(other, 'no film');
const hand = join(folder, 'hand.dcm');
writeFileSync(hand, await film(1, { BodyPartExamined: 'HAND' }, { rows: 48, columns: 40 }));

/** Runs one command as the program does; an empty user folder, so that nothing is remembered from outside. */
async function run(...words: string[]): Promise<{ out: string; err: string }> {
  const said = { out: '', err: '' };
  const output = {
    out: (text: string) => void (said.out += text),
    err: (text: string) => void (said.err += text),
    isTerminal: false,
    now: () => performance.now(),
  };
  const program = new Command().exitOverride().configureOutput({ writeErr: output.err });
  registerDraft(program, output, tools);
  registerModelBench(registerModelCommands(program, output, tools), output, tools);
  await program.parseAsync(words, { from: 'user' });
  return said;
}

const drafts = z.array(
  z.object({
    files: z.array(z.string()),
    text: z.string(),
    result: z.object({ kind: z.string() }),
    provenance: draftProvenance,
  }),
);
const short = ['--model', model, '--provider', 'cpu', '--threads', '1', '--max-tokens', '12'];

let exitCode: typeof process.exitCode;
beforeAll(() => (exitCode = process.exitCode));
afterAll(() => (process.exitCode = exitCode));

describe('draft', () => {
  it('takes all files for one case, and tells for machines what came out and where from', async () => {
    const { out } = await run('draft', ...films, ...short, '--indication', 'Cough', '--json');
    const [draft, ...more] = drafts.parse(JSON.parse(out));
    expect(more).toEqual([]);
    expect(draft?.files).toEqual(films);
    expect(draft?.provenance).toMatchObject({
      provider: 'cpu',
      task: 'findings-generation',
      options: { maxTokens: 12 },
    });
    expect(draft?.provenance.prompts).toEqual([
      'Given the indication: "Cough", write a structured findings section for the CXR.',
    ]);
    expect(draft?.provenance.images).toHaveLength(2);
    expect(draft?.provenance.tokens.generated).toBeLessThanOrEqual(12);
  });

  it('writes the same text with and without guessing', async () => {
    const ask = async (...more: string[]) =>
      (await run('draft', films[0] ?? '', ...short, '--task', 'free-question', '--question', 'x', ...more)).out;
    expect(await ask('--no-guessing')).toBe(await ask());
  });

  it('guesses the phrases it is shown, and writes the same with fewer runs', async () => {
    const words = ['draft', films[0] ?? '', ...short, '--json', '--max-tokens', '60'];
    const [plain] = drafts.parse(JSON.parse((await run(...words)).out));
    const phrases = join(folder, 'phrases.txt');
    writeFileSync(phrases, `${(plain?.text ?? '').replaceAll('\n', ' ')}\n\n`);
    const [guessed] = drafts.parse(JSON.parse((await run(...words, '--phrases', phrases)).out));
    expect(guessed?.text).toBe(plain?.text);
    expect(guessed?.provenance.decoding.runs).toBeLessThanOrEqual(plain?.provenance.decoding.runs ?? 0);
    await expect(run(...words, '--phrases', join(folder, 'none.txt'))).rejects.toThrow(/file-missing.*none\.txt/);
  });

  it('takes every file alone with --each, and goes on after a bad one', async () => {
    const { out } = await run(
      'draft',
      films[0] ?? '',
      other,
      ...short,
      '--task',
      'view-classification',
      '--each',
      '--json',
    );
    const [good, bad] = z
      .array(z.object({ files: z.array(z.string()), error: z.string().optional() }))
      .parse(JSON.parse(out));
    expect(good).toEqual({ files: [films[0]] });
    expect(bad).toEqual({ files: [other], error: `${other}: not a DICOM file` });
    expect(process.exitCode).toBe(1);
  });

  it('needs no file for a task about text', async () => {
    const { out, err } = await run('draft', ...short, '--task', 'findings-summarization', '--findings', 'Clear lungs.');
    expect(out.length).toBeGreaterThan(1);
    expect(err).toMatch(/small-int8 on cpu: \d+ tokens in [\d.]+ s, \d+ runs/);
  });

  it.each([
    [['--task', 'write-poem'], /task-unknown.*write-poem/],
    [['--task', 'phrase-grounding'], /task-input.*needs phrase/],
    [['--task', 'view-matching'], /task-input.*takes 2 images, not 1/],
    [['--provider', 'tpu'], /provider-unknown.*tpu/],
    [['--model', '/nowhere'], /model-missing.*\/nowhere/],
  ])('refuses %s in words', async (words, message) => {
    await expect(run('draft', films[0] ?? '', ...short, ...words)).rejects.toThrow(message);
  });
});

describe('a film whose header says hand', () => {
  const verbs = [
    ['draft', ['draft', hand, ...short]],
    ['model logits', ['model', 'logits', model, '--prompt', 'x', '--image', hand, '--steps', '1', '--threads', '1']],
  ] as const;
  it.each(verbs)('is refused by %s, and taken with --any-part', async (_name, words) => {
    const reason = 'body part HAND';
    await expect(run(...words)).rejects.toMatchObject({ code: 'dicom-body-part', detail: { file: hand, reason } });
    expect((await run(...words, '--any-part')).out).not.toBe('');
  });
});

describe('model bench', () => {
  it('times image, prompt, tokens and verifying runs', async () => {
    const words = ['model', 'bench', model, '--provider', 'cpu', '--prompt', '70', '--tokens', '4', '--rounds', '2'];
    const figures = z
      .object({ prompt: z.array(z.unknown()), token: z.array(z.unknown()), rows: z.array(z.object({ rows: z.int() })) })
      .parse(JSON.parse((await run(...words, '--json')).out));
    expect(figures.prompt).toHaveLength(2);
    expect(figures.token).toHaveLength(8);
    expect(figures.rows.map(({ rows }) => rows)).toEqual([2, 4, 8]);
    const { out } = await run(...words);
    expect(out).toMatch(/small-int8 \(int8\) on cpu/);
    expect(out).toMatch(/prompt of 70 .* per second/);
    expect(out).toMatch(/memory: [\d.]+ GiB, at most [\d.]+ GiB/);
  });
});
