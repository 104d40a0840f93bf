import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PdfDocument } from '#core/text/pdf.ts';
import { printPdf } from '#main/services/printPdf.ts';
import type { ReportPart } from '#studies/export/report/parts.ts';
import { reportPdf } from '#studies/export/report/pdf.ts';
import { temporaryFolder } from './support.ts';

const hasReader = spawnSync('pdftotext', ['-v']).status === 0;

const parts: ReportPart[] = [
  { kind: 'plain', text: 'Does a draft save time? Жук, naïve, ≤ 5 %' },
  { kind: 'warning', text: 'Simulated readers: no person has read these cases.' },
  {
    kind: 'table',
    title: 'Times',
    head: ['arm', 'seconds'],
    rows: Array.from({ length: 90 }, (_, at) => [`arm ${at}`, at]),
  },
  { kind: 'plot', svg: '<svg viewBox="0 0 720 40"><text x="0" y="20" font-size="12">forest of ratios</text></svg>' },
  { kind: 'note', text: 'By a mixed model.' },
];

function document(made: number): PdfDocument {
  return reportPdf('A study', parts, made, '0.1.0');
}

test('the same document gives the same bytes, and another time other ones', async () => {
  const [first, second, other] = await Promise.all([1e12, 1e12, 2e12].map((made) => printPdf(document(made))));
  expect(Buffer.compare(first ?? Buffer.of(), second ?? Buffer.of())).toBe(0);
  expect(Buffer.compare(first ?? Buffer.of(), other ?? Buffer.of())).not.toBe(0);
  const text = Buffer.from(first ?? []).toString('latin1');
  expect(text.slice(0, 5)).toBe('%PDF-');
  expect(text.trimEnd().slice(-5)).toBe('%%EOF');
  expect(text).toContain('D:20010909014640Z');
});

test.skipIf(!hasReader)('another program reads its words, on every page (skipped without pdftotext)', async () => {
  const file = join(temporaryFolder(), 'report.pdf');
  writeFileSync(file, await printPdf(document(1e12)));
  const { stdout } = spawnSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
  for (const words of ['A study', 'Жук, naïve, ≤ 5 %', 'no person has read', 'forest of ratios', 'By a mixed model.'])
    expect(stdout).toContain(words);
  const pages = stdout.split('\f').filter((page) => page.trim() !== '');
  expect(pages.length).toBeGreaterThan(1);
  // The head of a table is on each of its pages, each row once.
  expect(pages.filter((page) => /arm +seconds/.test(page)).length).toBe(pages.length);
  expect(stdout.match(/arm 89 +89/g)).toHaveLength(1);
});
