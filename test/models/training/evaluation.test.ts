import { beforeAll, describe, expect, test } from 'vitest';
import { phantomCorpus } from '#models/training/corpus/phantomCorpus.ts';
import { evaluate, type AnswerQuestion, type EvaluationOrder } from '#models/training/evaluation.ts';

const order: EvaluationOrder = { seed: 3, split: 'validation', patients: 12 };

/** The answers that the corpus holds, by film and question. */
function truth(): Map<string, string> {
  const answers = new Map<string, string>();
  for (const population of ['enriched', 'natural'] as const) {
    const corpus = phantomCorpus(population);
    for (let index = 0; index < order.patients; index++) {
      const { films, examples } = corpus(order.seed, order.split, index);
      for (const { images, question, answer } of examples) {
        const film = films[images[0] ?? -1]?.spec;
        if (film && images.length === 1) answers.set(JSON.stringify([film, question]), answer);
      }
    }
  }
  return answers;
}

let answers: Map<string, string>;
beforeAll(() => {
  answers = truth();
});

const knowing: AnswerQuestion = ([film], question) =>
  Promise.resolve(answers.get(JSON.stringify([film, question])) ?? '');

describe('evaluate', () => {
  test('gives full marks to who knows the answers', async () => {
    const found = await evaluate(knowing, order, () => {});
    expect(found.micro.f1).toBeGreaterThan(0.97);
    expect(found.view.count).toBeGreaterThan(order.patients);
    for (const each of [found.view, found.yesNo, found.diseases, ...found.exact]) expect(each.right).toBe(each.count);
    expect(found.boxes).toMatchObject({ missing: 0, meanOverlap: 1, averagePrecision: 1 });
    expect(found.diseases.count).toBe(order.patients);
    expect(found.yesNo.count).toBeGreaterThan(found.diseases.count);
    expect(found.yesNo.majority).toBeLessThan(found.yesNo.count);
  });

  test('gives who always says no the share of the majority where nothing is mostly there', async () => {
    const found = await evaluate(
      () => Promise.resolve('No'),
      order,
      () => {},
    );
    expect(found.diseases.right).toBeLessThanOrEqual(found.diseases.majority);
    expect(found.diseases.right).toBeGreaterThan(found.diseases.count / 2);
    expect(found.micro.f1).toBe(0);
    expect(found.view.right).toBe(0);
    expect(found.boxes).toMatchObject({ meanOverlap: 0, missing: found.boxes.items });
  });

  test('counts an answer that is neither yes nor no as wrong', async () => {
    const found = await evaluate(
      () => Promise.resolve('perhaps'),
      order,
      () => {},
    );
    expect(found.yesNo.right).toBe(0);
  });

  test('splits the reports by sex, age and view without losing one', async () => {
    const { groups } = await evaluate(knowing, order, () => {});
    const patients = (...names: string[]) =>
      groups.filter(({ name }) => names.includes(name)).reduce((sum, group) => sum + group.patients, 0);
    expect(patients('women', 'men')).toBe(order.patients);
    expect(patients('younger than 50', '50 to 69', '70 and older')).toBe(order.patients);
    expect(patients('PA films', 'AP films')).toBe(order.patients);
  });

  test('tells how many patients are done, up to the last', async () => {
    const told: number[] = [];
    await evaluate(knowing, { ...order, patients: 2 }, (done, total) => {
      expect(total).toBe(4);
      told.push(done);
    });
    expect(told).toEqual([1, 2, 3, 4]);
  });
});
