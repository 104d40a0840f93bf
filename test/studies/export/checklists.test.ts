import { expect, test } from 'vitest';
import { writeBundle } from '#studies/export/bundle.ts';
import { memorySink } from './memorySink.ts';
import { simulatedStudy } from './simulated.ts';

const { sink, files } = memorySink();
const study = simulatedStudy();
await writeBundle(study, sink);

/** The rows of a checklist: number, what to report, what is known. */
function itemsOf(name: string): string[][] {
  const text = Buffer.from(files.get(name) ?? []).toString('utf8');
  const lines = text.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(2).map((line) => line.slice(2, -2).split(' | '));
}

test('MI-CLEAR-LLM has its six items, DECIDE-AI its seventeen and ten generic ones', () => {
  expect(itemsOf('mi-clear-llm.md').map(([number]) => number)).toEqual(['1', '2', '3', '4', '5', '6']);
  const numbers = itemsOf('decide-ai.md').map(([number = '']) => number);
  expect(numbers.filter((number) => /^\d+$/.test(number))).toEqual(
    Array.from({ length: 17 }, (_, at) => String(at + 1)),
  );
  expect(numbers.filter((number) => /^[IVX]+$/.test(number)).length).toBe(10);
});

test('CLAIM has the forty-four items of its update in their order', () => {
  expect(itemsOf('claim.md').map(([number]) => number)).toEqual(Array.from({ length: 44 }, (_, at) => String(at + 1)));
  const items = new Map(itemsOf('claim.md').map(([number = '', about, known]) => [number, [about, known]]));
  // Landmarks of the published order: de-identification, sample size, uncertainty, registration, limits.
  expect(items.get('11')?.[0]).toContain('identities');
  expect(items.get('21')?.[1]).toContain(`${study.protocol.cases} cases`);
  expect(items.get('29')?.[1]).toContain('corrected within a role: holm');
  expect(items.get('34')?.[1]).toContain(study.hashes['protocol.json']);
  expect(items.get('35')?.[1]).toContain('residents, scratch: 4 of 4 reads');
  expect(items.get('40')?.[1]).toContain('To be written by a person');
  expect(Buffer.from(files.get('claim.md') ?? []).toString('utf8')).not.toMatch(/undefined|NaN|null/);
});

test('what the study tells is filled in, and the rest says that a person has to write it', () => {
  const items = new Map(itemsOf('decide-ai.md').map(([number = '', , known = '']) => [number, known]));
  expect(items.get('II')).toBe(study.protocol.question.en);
  expect(items.get('III')).toContain(study.hashes['protocol.json']);
  expect(items.get('VII')).toContain('resident-time: ratio ');
  expect(items.get('X')).toContain('To be written by a person');
  expect(Buffer.from(files.get('decide-ai.md') ?? []).toString('utf8')).not.toMatch(/undefined|NaN|null/);
});
