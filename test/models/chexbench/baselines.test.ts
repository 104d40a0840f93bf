import { expect, test } from 'vitest';
import { seededRandom } from '#core/random.ts';
import { boxesOf } from '#models/chexbench/answers.ts';
import { majorityBaseline, randomBaseline } from '#models/chexbench/baselines.ts';
import { readBench } from '#models/chexbench/items.ts';
import { questionsOf, type BenchQuestion } from '#models/chexbench/questions.ts';

function choice(source: string, answer: number): object {
  return { data_source: source, image_path: 'a.png', question: 'Which?', option_0: 'left', option_1: 'right', answer };
}

const normal = 'The lungs are clear. No pleural effusion.';
const items = questionsOf(
  readBench(
    JSON.stringify({
      'View Classification': [choice('OpenI', 0), choice('OpenI', 0), choice('OpenI', 1), choice('SIIM', 1)],
      'Phrase Grounding': [10, 20, 60].map((left) => ({
        image_path: 'a.png',
        question: 'Where?',
        answer: `(${left},10),(90,80)`,
      })),
      'Findings Generation': ['There is a large left pleural effusion.', normal, 'Clear lungs.'].map((text) => ({
        data_source: 'OpenI',
        image_path: ['a.png'],
        section_indication: 'Cough',
        section_findings: text,
      })),
    }),
    'data.json',
  ),
);

async function answers(those: readonly BenchQuestion[], baseline: ReturnType<typeof majorityBaseline>) {
  return Promise.all(those.map((item) => baseline.answer(item, '')));
}

test('majority: the commonest words of a source, its share as probability, the middle box, a text with the commonest findings', async () => {
  const said = await answers(items, majorityBaseline(items));
  expect(said.slice(0, 4).map(({ text }) => text)).toEqual(['(A)', '(A)', '(A)', '(A)']);
  expect(said[0]?.scores).toEqual([1, 0]);
  // Right in one item alone, it would give that item's answer away.
  expect(said[3]?.scores).toBe(null);
  expect(said[4]?.text).toBe('(20,10),(90,80)');
  expect(said[7]?.text).toBe(normal);
});

test('random: every option as often, boxes anywhere, never the text of the item itself, the same for each item whatever came before', async () => {
  const baseline = randomBaseline(items, seededRandom(5));
  const said = await answers(items, baseline);
  expect(await answers(items.toReversed(), baseline)).toEqual(said.toReversed());
  expect(boxesOf(said[4]?.text ?? '')).toHaveLength(1);
  for (const [index, item] of items.entries()) {
    if (item.kind === 'findings') expect(said[index]?.text).not.toBe(item.reference);
  }
  const many = Array.from({ length: 300 }, (_, index) => ({ ...(items[0] as BenchQuestion), index }));
  const firsts = (await answers(many, baseline)).filter(({ text }) => text === '(A)').length;
  expect(firsts).toBeGreaterThan(110);
  expect(firsts).toBeLessThan(190);
});
