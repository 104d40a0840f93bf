import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runCommandLine } from '#main/commands/program.ts';
import { openSession, type OpenSession } from '#main/services/model/runtime/onnx.ts';
import { convertRadgraph, openRadgraph } from '#main/services/radgraph/folder.ts';
import { scoreByRadgraph } from '#main/services/radgraph/score.ts';
import type { RadEntity } from '#models/radgraph/entities.ts';
import { radgraphF1, radgraphLevels } from '#models/radgraph/f1.ts';
import { readText } from '#models/radgraph/read.ts';
import { piecesOf, wordsOf } from '#models/radgraph/words.ts';
import { startHere } from '#test/tools/runtimeHere.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';

const place = temporaryFolder();
const GOLDEN = join('test', 'golden', 'radgraph');
const ARCHIVE = join(GOLDEN, 'radgraph.tar.gz');
const OUT = join(place, 'made');
const NOTHING = (): void => {};

/** Entities as the radgraph package writes them: by number from 1, relations to numbers. */
const entitiesType = z.record(
  z.string(),
  z.object({
    tokens: z.string(),
    label: z.string(),
    start_ix: z.number(),
    end_ix: z.number(),
    relations: z.array(z.tuple([z.string(), z.string()])),
  }),
);
const numbers = z.array(z.number());
const { rows, xlWords, f1 } = z
  .object({
    rows: z.array(
      z.object({
        text: z.string(),
        words: z.array(z.string()),
        segments: z.array(numbers),
        entityLogits: numbers,
        mentions: numbers,
        relationLogits: numbers,
        entities: entitiesType,
      }),
    ),
    xlWords: z.array(z.object({ text: z.string(), words: z.array(z.string()) })),
    f1: z.array(z.object({ candidate: entitiesType, reference: entitiesType, scores: numbers })),
  })
  .parse(JSON.parse(readFileSync(join(GOLDEN, 'expected.json'), 'utf8')));

function fromPackage(entities: z.infer<typeof entitiesType>): RadEntity[] {
  return Object.values(entities).map(({ tokens, label, start_ix: start, end_ix: end, relations }) => ({
    start,
    end,
    label,
    tokens,
    relations: relations.map(([name, to]) => [name, Number(to) - 1] as const),
  }));
}

/** A session that keeps all that it gives, by output. */
function heard(session: OpenSession, given: Map<string, number[]>): OpenSession {
  return {
    ...session,
    async run(feeds, fetches) {
      const outputs = await session.run(feeds, fetches);
      for (const [name, { data }] of Object.entries(outputs))
        given.set(name, [...(given.get(name) ?? []), ...Array.from(data, Number)]);
      return outputs;
    },
  };
}

function expectClose(found: readonly number[] | undefined, wanted: readonly number[]): void {
  expect(found).toHaveLength(wanted.length);
  for (const [at, value] of wanted.entries()) expect(Math.abs((found?.[at] ?? NaN) - value)).toBeLessThan(2e-5);
}

async function text(...words: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  let [stdout, stderr] = ['', ''];
  const output = { out: (said: string) => void (stdout += said), err: (said: string) => void (stderr += said) };
  const status = await runCommandLine(['text', ...words], { ...output, isTerminal: false, now: () => 0 });
  return { status, stdout, stderr };
}

/** The golden archive unpacked into a folder of that name, by another program than ours. */
function unpacked(name: string): string {
  const folder = join(place, name);
  mkdirSync(folder);
  execFileSync('tar', ['-xzf', ARCHIVE, '-C', folder]);
  copyFileSync(join(GOLDEN, 'vocab.txt'), join(folder, 'vocab.txt'));
  return folder;
}

beforeAll(async () => {
  await convertRadgraph({ archive: ARCHIVE, vocabulary: null, out: OUT }, NOTHING);
});

describe('RadGraph from an archive of AllenNLP', () => {
  it('gives the words, pieces, scores and entities of PyTorch', async () => {
    const { shape, pieces, files } = await openRadgraph(OUT);
    const [encoder, spans, relations] = await Promise.all(
      [files.encoder, files.spans, files.relations].map((file) => openSession(file, 'cpu', 1)),
    );
    if (!encoder || !spans || !relations) throw new Error('not all opened');
    for (const row of rows) {
      const words = wordsOf(row.text, shape.rule);
      expect(words).toEqual(row.words);
      expect(piecesOf(words, pieces, shape.segment).segments).toEqual(row.segments);
      const given = new Map<string, number[]>();
      const sessions = { encoder, spans: heard(spans, given), relations: heard(relations, given) };
      const wanted = fromPackage(row.entities);
      expect(await readText(row.text, { shape, pieces, sessions }), row.text).toEqual(wanted);
      expectClose(given.get('entities'), row.entityLogits);
      expectClose(given.get('mentions'), row.mentions);
      expectClose(given.get('relations'), row.relationLogits);
      // In many small runs it is the same.
      expect(await readText(row.text, { shape, pieces, sessions }, 2000)).toEqual(wanted);
    }
    expect(await readText(' \n', { shape, pieces, sessions: { encoder, spans, relations } })).toEqual([]);
    for (const session of [encoder, spans, relations]) await session.close();
  });

  it('leaves nothing of the archive behind, and tells what it is', () => {
    const parts = ['encoder', 'relations', 'spans'].flatMap((part) => [`${part}.onnx`, `${part}.onnx.data`]);
    expect(readdirSync(OUT).sort()).toEqual([...parts, 'radgraph.json', 'vocab.txt'].sort());
    const { shape } = JSON.parse(readFileSync(join(OUT, 'radgraph.json'), 'utf8')) as { shape: object };
    expect(shape).toMatchObject({
      bert: 'golden/bert',
      segment: 24,
      spanWidth: 3,
      spansPerWord: 0.4,
      rule: 'radgraph',
    });
    expect(shape).toMatchObject({ entities: ['OBS-DP', 'ANAT-DP', 'OBS-DA', 'OBS-U'] });
  });

  it('parts words as RadGraph-XL does', () => {
    for (const { text: said, words } of xlWords) expect(wordsOf(said, 'radgraph-xl')).toEqual(words);
  });
});

describe('F1-RadGraph', () => {
  it('counts as the functions of the package', () => {
    for (const { candidate, reference, scores } of f1) {
      const found = radgraphLevels.map((level) => radgraphF1(fromPackage(candidate), fromPackage(reference), level));
      for (const [at, score] of scores.entries()) expect(found[at]).toBeCloseTo(score, 12);
    }
    expect(f1.map(({ scores }) => scores)).toContainEqual([0.8, 0.4, 0.4]);
  });

  it('is the mean of texts that the network reads', async () => {
    const [one, two] = [rows[1], rows[4]];
    const pairs = [
      { candidate: one?.text ?? '', references: [one?.text ?? ''] },
      { candidate: one?.text ?? '', references: [two?.text ?? ''] },
      { candidate: '', references: [two?.text ?? ''] },
    ];
    const order = { folder: OUT, threads: 1 };
    const scores = await scoreByRadgraph(pairs, ['radgraph-simple', 'radgraph-complete'], order, startHere, NOTHING);
    // By hand from the entities that PyTorch gave.
    const items = (row: typeof one) =>
      new Set(Object.values(row?.entities ?? {}).map(({ tokens, label }) => `${tokens} ${label}`));
    const [own, wanted] = [items(one), items(two)];
    const second = (2 * [...own].filter((item) => wanted.has(item)).length) / (own.size + wanted.size);
    expect(scores.map(({ metric }) => metric)).toEqual(['radgraph-simple', 'radgraph-complete']);
    expect(scores[0]?.each).toEqual([1, second, 0]);
    expect(scores[0]?.corpus).toBeCloseTo((1 + second) / 3, 12);
  });
});

describe('what is no RadGraph that is known', () => {
  const fails = async (archive: string, ...more: string[]) =>
    (await text('radgraph', archive, '--out', join(place, 'x'), ...more)).stderr;

  /** A folder of the archive with one file changed. */
  function changed(name: string, file: string, change: (content: string) => string): string {
    const folder = unpacked(name);
    writeFileSync(join(folder, file), change(readFileSync(join(folder, file), 'utf8')));
    return folder;
  }

  it('is refused with what is strange about it', async () => {
    const config = (name: string, from: string, to: string) =>
      changed(name, 'config.json', (content) => content.replace(from, to));
    expect(await fails(config('prop', '"coref_prop": 0', '"coref_prop": 1'))).toMatch(/modules\.coref\.coref_prop/);
    expect(await fails(config('width', '"max_span_width": 3', '"max_span_width": 4'))).toMatch(/4 in place of .* 3/);
    const [labels, relations] = ['vocabulary/radgraph__ner_labels.txt', 'vocabulary/radgraph__relation_labels.txt'];
    expect(await fails(changed('none', labels, (content) => `O${content}`))).toMatch(/begins with O/);
    const more = changed('more', relations, (content) => `${content}other\n`);
    expect(await fails(more)).toMatch(/_relation_scorers.*\[3, 12\] in place of \[4, 12\]/);
    const spaces = unpacked('spaces');
    cpSync(join(spaces, labels), join(spaces, 'vocabulary', 'echograph__ner_labels.txt'));
    expect(await fails(spaces)).toMatch(/name spaces echograph, radgraph/);
    const cased = changed('cased', 'vocab.txt', (content) => content.replace('pleural', 'Pleural'));
    expect(await fails(cased)).toMatch(/Pleural: one with capitals/);
    // Another network's tensors: its name of the widths is as long, so that the file stays whole.
    const strange = unpacked('strange');
    const bytes = readFileSync(join(strange, 'weights.th'));
    const at = bytes.indexOf('_coref._mention_pruner._scorer.1._module.bias');
    bytes.write('_xoref', at);
    writeFileSync(join(strange, 'weights.th'), bytes);
    expect(await fails(strange)).toMatch(/_xoref._mention_pruner.*not of a RadGraph/);
  });

  it('says what is missing', async () => {
    const bare = join(place, 'radgraph.tar.gz');
    copyFileSync(ARCHIVE, bare);
    expect(await fails(bare)).toMatch(/vocab\.txt of golden\/bert is missing/);
    expect(await fails(GOLDEN)).toMatch(/config\.json is missing/);
    expect(await fails(join(GOLDEN, 'vocab.txt'))).toMatch(/no archive of RadGraph: incorrect header check/);
    writeFileSync(bare, readFileSync(ARCHIVE).subarray(0, 60_000));
    expect(await fails(bare)).toMatch(/no archive of RadGraph: unexpected end of file/);
    const file = join(place, 'texts.txt');
    writeFileSync(file, 'No effusion.\n');
    const words = ['score', '--references', file, '--candidates', file, '--metric', 'radgraph-partial'];
    expect((await text(...words)).stderr).toMatch(/RadGraph network, which is not installed; text radgraph makes/);
    expect((await text(...words, '--radgraph', place)).stderr).toMatch(/holds no RadGraph .*text radgraph/);
  });
});
