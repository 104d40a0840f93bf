import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { encode as independentEncode } from 'gpt-tokenizer/encoding/r50k_base';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeText } from '#models/chexagent/textStream.ts';
import { createTokenizer, type TokenizerFiles } from '#models/chexagent/tokenizer.ts';
import { dataFolder } from '#test/data.ts';
import { chexagentAddedTokens, gpt2TokenizerFiles } from '#test/tools/gpt2Tokenizer.ts';
import adversarial from '#test/golden/model/tokenizer/adversarial.json' with { type: 'json' };

const files = gpt2TokenizerFiles();
const plain = createTokenizer({ ...files, addedTokens: '{}' });
const tokenizer = createTokenizer(files);
const data = dataFolder();

function decode(ids: readonly number[]): string {
  return decodeText(ids.map((id) => tokenizer.bytesOf(id)));
}

describe('the vocabulary of the trials', () => {
  it('is GPT-2: known ids of a known sentence', () => {
    expect(plain.encode('Hello world, this is a test.')).toEqual([15496, 995, 11, 428, 318, 257, 1332, 13]);
    expect(tokenizer.idOf('<|img|>')).toBe(50295);
    expect(tokenizer.idOf('<|extra_53|>')).toBe(50367);
  });
});

describe('encoding', () => {
  it('gives the ids of an independent Python implementation on hard Unicode', () => {
    for (const [text, ids] of z.array(z.tuple([z.string(), z.array(z.number())])).parse(adversarial)) {
      expect(plain.encode(text), JSON.stringify(text)).toEqual(ids);
    }
  });

  it.skipIf(!data)('gives the ids of an independent package on 840 real reports, and the text comes back', () => {
    const table = readFileSync(join(data ?? '', 'reports', 'openi_reports.csv'), 'utf8');
    const rows = z.array(z.record(z.string(), z.string())).parse(parse(table, { columns: true }));
    expect(rows).toHaveLength(840);
    for (const row of rows) {
      for (const text of [row['indication'], row['findings'], row['impression']]) {
        expect(plain.encode(text ?? '')).toEqual(independentEncode(text ?? ''));
        expect(decode(tokenizer.encode(text ?? ''))).toBe(text);
      }
    }
  });

  it('gives the ids of an independent package on any text without the two blanks it knows otherwise', () => {
    // JavaScript's \s counts U+FEFF as a blank and U+0085 not; the reference (Python) does the opposite.
    const text = fc.string({ unit: 'binary', maxLength: 60 }).filter((value) => !/[\ufeff\u0085]/.test(value));
    fc.assert(fc.property(text, (value) => void expect(plain.encode(value)).toEqual(independentEncode(value))));
  });

  it('comes back as the same text, whatever it was', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.stringMatching(/^[ \ta-c<|>]{0,60}$/));
    fc.assert(fc.property(text, (value) => void expect(decode(tokenizer.encode(value))).toBe(value)));
  });
});

describe('added tokens', () => {
  const ids = chexagentAddedTokens();

  it('are matched before anything else, the longest first, and leave their neighbours alone', () => {
    expect(tokenizer.encode('a  b')).toEqual([64, ids['  '], 65]);
    expect(tokenizer.encode(' '.repeat(33))).toEqual([ids[' '.repeat(31)], ids['  ']]);
    expect(tokenizer.encode(' '.repeat(32))).toEqual([ids[' '.repeat(31)], 220]);
    expect(tokenizer.encode('\t\t\n\t')).toEqual([ids['\t\t'], 198, 197]);
    expect(tokenizer.encode('x <|box|>(1,2)')).toEqual([87, 220, ids['<|box|>'], ...plain.encode('(1,2)')]);
    expect(tokenizer.encode('<|img|><|imgpad|><|/img|>')).toEqual([50295, 50297, 50296]);
    expect(tokenizer.encode('<|coord_1|><|coord_11|>')).toEqual([50305, ...plain.encode('<|coord_11|>')]);
  });

  it('count the end of text among them, which shows as nothing', () => {
    expect(tokenizer.encode('a<|endoftext|>b')).toEqual([64, 50256, 65]);
    expect(decode([64, 50256, 65])).toBe('ab');
    expect(decode([50368, 51199])).toBe('');
  });

  it('show region tags as they are, without blanks around them', () => {
    expect(decode(tokenizer.encode('<|ref|>left lung<|/ref|><|box|>(1,2),(3,4)<|/box|>'))).toBe(
      '<|ref|>left lung<|/ref|><|box|>(1,2),(3,4)<|/box|>',
    );
  });

  it('that steer the model stay text in what people write, region tags do not', () => {
    for (const word of ['<|endoftext|>', '<|img|>', '<|/img|>', '<|imgpad|>']) {
      const encoded = tokenizer.encodeUserText(`see ${word}<|box|> now`);
      expect(encoded).not.toContain(tokenizer.idOf(word));
      expect(encoded).toContain(ids['<|box|>']);
      expect(decode(encoded)).toBe(`see ${word}<|box|> now`);
    }
    expect(tokenizer.encodeUserText('a < b  and c')).toEqual(tokenizer.encode('a < b  and c'));
  });
});

describe('files of another kind', () => {
  function broken(part: Partial<TokenizerFiles>): () => unknown {
    return () => createTokenizer({ ...files, ...part });
  }
  it('are refused by name', () => {
    expect(broken({ vocabulary: '{"a": "b"}' })).toThrow(/model-tokenizer.*vocab\.json/);
    expect(broken({ addedTokens: 'x' })).toThrow(/model-tokenizer.*added_tokens\.json/);
    expect(broken({ merges: '#version: 0.2\na b\na b c\n' })).toThrow(/model-tokenizer.*line 3 is no pair: a b c/);
  });
});
