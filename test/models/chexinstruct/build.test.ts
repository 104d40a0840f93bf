import { expect, it } from 'vitest';
import { seededRandom } from '#core/random.ts';
import { samplesOf } from '#models/chexinstruct/build.ts';
import { withoutUncertain } from '#models/chexinstruct/labels.ts';
import { categories, instructTasks, sourceNames } from '#models/chexinstruct/names.ts';
import type { InstructRecord, Label } from '#models/chexinstruct/record.ts';
import { instructSets } from '#models/chexinstruct/sets.ts';
import templates from '#models/chexinstruct/templates.json' with { type: 'json' };
import { choice } from '#models/chexinstruct/wording.ts';

function study(number: number, more: Partial<InstructRecord>): InstructRecord {
  const films = [{ path: `mimic-cxr/${number}.jpg`, view: 'PA', width: null, height: null }];
  return { key: `s${number}`, study: `s${number}`, patient: `mimic:${number}`, split: 'train', films, ...more };
}

function labels(there: string): Record<string, Label> {
  const names = ['Edema', 'Fracture', 'Pneumonia', 'Atelectasis', 'Pneumothorax', 'No Finding'];
  return Object.fromEntries(names.map((name) => [name, name === there ? 1 : 0]));
}

const usual = { random: seededRandom(3), wordings: 1, keepNormal: 1 };
const many = Array.from({ length: 400 }, (_, number) =>
  study(number, {
    labels: labels(number % 2 ? 'Edema' : 'No Finding'),
    sections: { indication: '', findings: `Findings of ${number % 2}.`, impression: '' },
  }),
);

function asked(task: string, records: readonly InstructRecord[] = many, options = usual) {
  return [...samplesOf('mimic-cxr', records, options)].flatMap(({ sample }) =>
    sample.task_name === task ? [sample] : [],
  );
}

it('has the numbers of the paper: 32 sources, 35 tasks of five categories, 80 sets; five wordings at least', () => {
  expect([sourceNames.length, instructTasks.length, instructSets.length]).toEqual([32, 35, 80]);
  expect(Object.values(categories).map((tasks) => tasks.length)).toEqual([4, 10, 10, 4, 7]);
  const fewest = Math.min(...Object.values(templates).map((all) => new Set(all).size));
  expect(fewest).toBeGreaterThanOrEqual(5);
});

it('draws for each record alone: others, and their order, change nothing that needs no other', () => {
  const whole = asked('View Classification');
  const half = asked('View Classification', many.slice(200).reverse());
  expect(half).toHaveLength(200);
  expect(whole).toEqual(expect.arrayContaining(half));
});

it('asks of what is there as often as of what is not; one right set of four of the same size', () => {
  const abnormal = asked('Image Classification').filter(({ options }) => options?.['Edema'] === 1);
  const answers = abnormal.map(({ qa_pair }) => qa_pair.at(-1));
  const yes = answers.filter((pair) => /\([A-Za-z1-9]\) Yes/.test(pair?.q ?? '') && rightOf(pair) === 'Yes').length;
  // 200 draws at one half: four standard deviations are 28.
  expect(Math.abs(yes - 100)).toBeLessThan(28);
  for (const { qa_pair } of abnormal) {
    const set = qa_pair[1];
    expect(set?.q.match(/^\([A-Da-d1-4]\) /gm)).toHaveLength(4);
    expect(rightOf(set)).toBe('Edema');
  }
});

/** The words of the option that an answer names. */
function rightOf(pair: { q: string; a: string } | undefined): string | undefined {
  if (!pair?.a.startsWith('(')) return pair?.a;
  return pair.q
    .split('\n')
    .find((line) => line.startsWith(`${pair.a} `))
    ?.slice(pair.a.length + 1);
}

it('thins training studies without a finding, and no others', () => {
  const thinned = asked('Image Classification', many, { ...usual, keepNormal: 0.25 });
  const normal = thinned.filter(({ options }) => options?.['No Finding'] === 1).length;
  expect(thinned.length - normal).toBe(200);
  // 200 draws at a quarter: four standard deviations are 24.5.
  expect(Math.abs(normal - 50)).toBeLessThan(25);
  const held = many.map((record) => ({ ...record, split: 'test' as const }));
  expect(asked('Image Classification', held, { ...usual, keepNormal: 0 })).toHaveLength(400);
});

it('matches films with a text of other labels, never the same', () => {
  for (const sample of asked('Image-Text Matching')) {
    const own = `Findings of ${Number(/\[s(\d+)-/.exec(sample.unique_id)?.[1]) % 2}.`;
    expect(sample.text === own).toBe(sample.options?.['Yes']);
  }
});

it('maps the uncertain labels of five findings and leaves the others out', () => {
  const names = ['Atelectasis', 'Edema', 'Pleural Effusion', 'Cardiomegaly', 'Consolidation', 'Fracture'];
  expect(names.map((name) => withoutUncertain(name, -1))).toEqual([1, 1, 1, 0, 0, -1]);
  const unsure = study(1, { labels: { Fracture: -1, Edema: 1, Pneumonia: 0 } });
  const [sample] = asked('Image Classification', [unsure]);
  expect(sample?.qa_pair.map(({ q }) => q).join()).not.toMatch(/fracture/i);
});

it('marks options in three styles, and says so where the mark is the answer', () => {
  const random = seededRandom(1);
  const drawn = Array.from({ length: 300 }, () =>
    choice(random, [
      ['red', true],
      ['blue', false],
    ]),
  );
  expect(new Set(drawn.map(({ lines }) => lines[1]))).toEqual(new Set(['A', 'a', '1']));
  const marks = drawn.filter(({ answer }) => answer !== 'red');
  expect(marks.length).toBeGreaterThan(110);
  expect(marks.length).toBeLessThan(190);
  for (const { lines, answer, request } of marks) {
    expect(lines).toContain(`${answer} red`);
    expect(templates['answer-marker']).toContain(request);
  }
});
