import { expect, test } from 'vitest';
import { readBench } from '#models/chexbench/items.ts';
import { promptOf, questionsOf, type Wording } from '#models/chexbench/questions.ts';

const shown = { data_source: 'S', image_path: 'a.png|b.png' };
const items = questionsOf(
  readBench(
    JSON.stringify({
      'View Classification': [
        { ...shown, question: 'Which view?', option_0: 'PA', option_1: 'AP', option_2: 'LATERAL', answer: 0 },
      ],
      'Multiple Disease Identification': [
        { ...shown, question: 'Which?', option_0: 'edema, nodule', option_1: 'nodule, clips', answer: 0 },
      ],
      'Temporal Classification': [
        { ...shown, slice: 'edema', question: 'How?', option_0: 'stable', option_1: 'improved', answer: 0 },
      ],
      'Visual Question Answering': [{ ...shown, question: 'Is it large?', option_0: 'Yes', option_1: 'No', answer: 0 }],
      'Fine-Grained Reasoning': [
        { ...shown, question: 'Which holds?', option_0: 'It is left.', option_1: 'It is right.', answer: 0 },
      ],
      'Findings Generation': [
        { data_source: 'S', image_path: ['a', 'b', 'c'], section_indication: 'Cough', section_findings: 'F' },
      ],
      'Findings Summarization': [{ image_path: 'a.png', section_findings: 'Long.', section_impression: 'Short.' }],
    }),
    'data.json',
  ),
);

function prompts(wording: Wording): string[] {
  return items.map((item) => promptOf(item, wording));
}

test('the official wording letters the options', () => {
  expect(prompts('official')).toEqual([
    'Which view?\nOptions: (A) PA, (B) AP, (C) LATERAL\nChoose one of the options.',
    'Which?\nOptions: (A) edema, nodule, (B) nodule, clips\nChoose one of the options.',
    'How?\nOptions: (A) stable, (B) improved\nChoose one of the options.',
    'Is it large?\nOptions: (A) Yes, (B) No\nChoose one of the options.',
    'Which holds?\nOptions: (A) It is left., (B) It is right.\nChoose one of the options.',
    'Given the indication: "Cough", write a structured findings section for the CXR.',
    'Summarize the following Findings: Long.',
  ]);
});

test("the wrapper's wording asks what the official model was trained on", () => {
  expect(prompts('wrapper')).toEqual([
    'What is the view of this chest X-ray? Options: (a) PA, (b) AP, (c) LATERAL',
    'Given the CXR, identify any diseases. Options:\nedema, nodule, clips',
    'You are given two images: one reference image and one new image. ' +
      'Please identify the progression of edema:\n(a) worsening\n(b) stable\n(c) improving',
    'Is it large?',
    // What the official model has no task for is lettered in either wording.
    ...prompts('official').slice(4),
  ]);
});

test('two films of a case at most, and none where the text alone is summarised', () => {
  expect(items.map(({ images }) => images.length)).toEqual([2, 2, 2, 2, 2, 2, 0]);
});
