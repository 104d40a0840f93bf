import { expect, test } from 'vitest';
import { readBench } from '#models/chexbench/items.ts';

const choice =
  '"data_source":"SIIM","slice":NaN,"image_path":"a.png|b.png","question":"Q","option_0":"yes","option_1":"no"';

test('the official layout: unused options are NaN, images stand in a text or a list, lists may be missing', () => {
  const bench = readBench(
    `{"Binary Disease Classification":[{${choice},"option_2":NaN,"option_3":NaN,"answer":1}],
      "Phrase Grounding":[{"image_path":["c.png"],"question":"Where?","answer":"(1,2),(3,4)"}],
      "Findings Generation":[{"data_source":"MIMIC-CXR","image_path":["d.png"],"section_indication":null,"section_findings":"F"}]}`,
    'data.json',
  );
  const shown = { slice: null, attributes: {} };
  expect(bench.choices['Binary Disease Classification']).toEqual([
    { ...shown, source: 'SIIM', images: ['a.png', 'b.png'], question: 'Q', options: ['yes', 'no'], answer: 1 },
  ]);
  expect(bench.grounding).toEqual([
    { ...shown, source: 'MS-CXR', images: ['c.png'], question: 'Where?', answer: '(1,2),(3,4)' },
  ]);
  expect(bench.findings).toEqual([{ ...shown, source: 'MIMIC-CXR', images: ['d.png'], indication: '', findings: 'F' }]);
  expect([bench.summaries, bench.choices['View Classification']]).toEqual([[], []]);
});

test.each([
  ['[]', /data\.json.*not an object of lists/],
  ['{', /not an object of lists/],
  ['{"View Classification":3}', /data\.json, View Classification.*not a list/],
  [
    `{"View Classification":[{${choice},"answer":2}]}`,
    /View Classification, item 0.*the answer is none of the options/,
  ],
  [`{"View Classification":[{${choice}}]}`, /item 0.*answer/],
])('refuses %s', (content, message) => {
  expect(() => readBench(content, 'data.json')).toThrow(message);
});

test('what metadata tells of an item, without what it leaves open', () => {
  const item = `{${choice},"answer":0,"metadata":{"sex":"female","age":71,"race":null,"site":""}}`;
  const { choices } = readBench(`{"View Classification":[${item}]}`, 'data.json');
  expect(choices['View Classification'][0]?.attributes).toEqual({ sex: 'female', age: 71 });
});
