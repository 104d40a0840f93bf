import { expect, test } from 'vitest';
import { boxesOf } from '#models/chexbench/answers.ts';
import { benchTasks, choiceTasks, readBench } from '#models/chexbench/items.ts';
import { phantomBench } from '#models/training/bench/phantomBench.ts';
import { bodySeed, firstBodyOutside } from '#models/training/corpus/splits.ts';

const ITEMS = 24;
const made = phantomBench(11, ITEMS);
const text = JSON.stringify(made.lists);
const bench = readBench(text, 'data.json');

test('all ten lists are full, in the official layout, the same for the same seed', () => {
  expect(benchTasks.map((task) => made.lists[task].length)).toEqual(benchTasks.map(() => ITEMS));
  expect(JSON.stringify(phantomBench(11, ITEMS).lists)).toBe(text);
  expect(phantomBench(12, 2).lists).not.toEqual(phantomBench(11, 2).lists);
});

test('the films are those that the items show, all of patients whom no training sees', () => {
  const all = [...Object.values(bench.choices).flat(), ...bench.grounding, ...bench.findings, ...bench.summaries];
  const shown = new Set(all.flatMap(({ images }) => images));
  expect([...shown].sort()).toEqual(made.films.map(({ file }) => file).sort());
  for (const { spec } of made.films) {
    expect(spec.patient).toBeGreaterThanOrEqual(bodySeed(0, 'test', 0) & ~(2 ** 29 - 1));
    expect(spec.patient).toBeLessThan(firstBodyOutside);
  }
  expect(all.every(({ attributes }) => /^(fe)?male$/.test(String(attributes['sex'])))).toBe(true);
});

test('a list shows a patient once, and half of each population', () => {
  for (const task of choiceTasks) {
    const items = bench.choices[task];
    expect(new Set(items.map(({ attributes }) => attributes['patient'])).size, task).toBe(ITEMS);
    const natural = items.filter(({ source }) => source === 'Phantoms, natural').length;
    expect(natural, task).toBeGreaterThanOrEqual(ITEMS / 4);
  }
});

test('every right option is what the specification says', () => {
  const specs = new Map(made.films.map(({ file, spec }) => [file, spec]));
  for (const { images, options, answer } of bench.choices['View Classification']) {
    expect(options[answer]).toBe(specs.get(images[0] ?? '')?.view);
  }
  const words = { effusion: 'pleural effusion', oedema: 'pulmonary edema', cardiomegaly: 'cardiomegaly' };
  for (const { images, options, answer, slice } of bench.choices['Binary Disease Classification']) {
    const kind = Object.entries(words).find(([, word]) => word === slice)?.[0];
    if (kind === undefined) continue;
    const there = specs.get(images[0] ?? '')?.findings.some((each) => each.kind === kind);
    expect(options[answer]).toBe(there ? 'yes' : 'no');
  }
  for (const { images, options, answer } of bench.choices['Multiple Disease Identification']) {
    const kinds = new Set(specs.get(images[0] ?? '')?.findings.map((each) => each.kind));
    expect(options[answer]?.split(', ')).toHaveLength(kinds.size);
    expect(new Set(options).size).toBe(4);
  }
});

test('balance: views by thirds, yes and no by halves, six slices of fine-grained reasoning', () => {
  const counts = (values: readonly (string | null | undefined)[]) =>
    Object.fromEntries([...new Set(values)].sort().map((one) => [one, values.filter((each) => each === one).length]));
  expect(counts(bench.choices['View Classification'].map(({ slice }) => slice))).toEqual({ AP: 8, LATERAL: 8, PA: 8 });
  const fine = counts(bench.choices['Fine-Grained Reasoning'].map(({ slice }) => slice));
  expect(Object.keys(fine)).toEqual(['left', 'lower', 'mild', 'right', 'severe', 'upper']);
  for (const { options } of bench.choices['Fine-Grained Reasoning']) {
    const [one = [], other = []] = options.map((option) => option.replace(/^There is an? /, '').split(' '));
    expect(one.filter((word, place) => word !== other[place])).toHaveLength(1);
  }
  for (const { options } of bench.choices['Temporal Classification']) expect(options).toHaveLength(3);
});

test('boxes and texts are there', () => {
  for (const { answer } of bench.grounding) expect(boxesOf(answer).length).toBeGreaterThan(0);
  for (const { findings, indication } of bench.findings) {
    expect(findings.length).toBeGreaterThan(20);
    expect(indication).not.toBe('');
  }
  for (const { findings, impression } of bench.summaries) expect([findings, impression]).not.toContain('');
});
