import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { createGuesser } from '#models/chexagent/generate/guess.ts';
import { createTokenizer } from '#models/chexagent/tokenizer.ts';
import { dataFolder } from '#test/data.ts';
import { gpt2TokenizerFiles } from '#test/tools/gpt2Tokenizer.ts';

const data = dataFolder();

it('guesses nothing from nothing', () => {
  expect(createGuesser().guess([1, 2, 3], 4)).toEqual([]);
  expect(createGuesser().guess([], 4)).toEqual([]);
});

it('goes on as it has seen it go on, the longer likeness first', () => {
  const guesser = createGuesser();
  guesser.learn([1, 2, 3, 4, 5, 6]);
  expect(guesser.guess([1, 2, 3], 2)).toEqual([4, 5]);
  expect(guesser.guess([1, 2, 3], 3)).toEqual([4, 5, 6]);
  guesser.learn([9, 2, 3, 7, 8]);
  guesser.learn([9, 2, 3, 7, 8]);
  expect(guesser.guess([2, 3], 1)).toEqual([7]);
  expect(guesser.guess([1, 2, 3], 1)).toEqual([4]);
});

it('stops where it is no longer likely to be right', () => {
  const guesser = createGuesser();
  for (let next = 10; next < 60; next++) guesser.learn([1, 2, 3, next]);
  expect(guesser.guess([1, 2], 5)).toEqual([3]);
});

it.skipIf(!data)('saves half of the runs on real reports that it has not seen', () => {
  const tokenizer = createTokenizer(gpt2TokenizerFiles());
  const table = readFileSync(join(data ?? '', 'reports', 'openi_reports.csv'), 'utf8');
  const rows = z.array(z.object({ findings: z.string() })).parse(parse(table, { columns: true }));
  const reports = rows.map((row) => tokenizer.encode(row.findings)).filter((ids) => ids.length > 10);
  const guesser = createGuesser();
  reports.slice(0, 400).forEach(guesser.learn);
  let runs = 0;
  let tokens = 0;
  for (const report of reports.slice(400)) {
    for (let at = 1; at < report.length;) {
      const guesses = guesser.guess(report.slice(0, at), 3);
      let right = 0;
      while (right < guesses.length && guesses[right] === report[at + right]) right++;
      const settled = Math.min(right + 1, report.length - at);
      at += settled;
      tokens += settled;
      runs++;
    }
  }
  expect(tokens / runs).toBeGreaterThan(2);
});
