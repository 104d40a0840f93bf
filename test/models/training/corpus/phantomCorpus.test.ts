import { describe, expect, test } from 'vitest';
import { parseBoxes } from '#models/chexagent/tasks/boxes.ts';
import { TASK_NAMES } from '#models/chexagent/tasks/tasks.ts';
import { phantomCorpus } from '#models/training/corpus/phantomCorpus.ts';
import { findingKinds } from '#models/training/phantom/spec.ts';
import type { Split, TrainingPatient } from '#models/training/corpus.ts';

const enriched = phantomCorpus('enriched');

function patients(split: Split, count: number, corpus = enriched): TrainingPatient[] {
  return Array.from({ length: count }, (_, index) => corpus(3, split, index));
}

/** The findings section of the patient's report. */
function section(patient: TrainingPatient): string | undefined {
  return /FINDINGS:\n(.*)/.exec(patient.texts[0] ?? '')?.[1];
}

const training = patients('training', 600);

describe('phantomCorpus', () => {
  test('gives a patient from seed, split and number alone', () => {
    expect(enriched(3, 'training', 40)).toEqual(training[40]);
    expect(enriched(4, 'training', 40)).not.toEqual(training[40]);
  });

  test('never puts one body into two splits, or one patient twice into a split', () => {
    const bodies = (['training', 'validation', 'test'] as const).map(
      (split) => new Set(patients(split, 1500).map((each) => each.films[0]?.spec.patient)),
    );
    for (const split of bodies) expect(split.size).toBe(1500);
    expect(new Set(bodies.flatMap((split) => [...split])).size).toBe(4500);
  });

  test('has every finding in a tenth of the patients or more, and naturally in fewer', () => {
    const share = (some: TrainingPatient[], kind: string): number =>
      some.filter((each) => each.films[0]?.spec.findings.some((finding) => finding.kind === kind)).length / some.length;
    const natural = patients('training', 1500, phantomCorpus('natural'));
    for (const kind of findingKinds) {
      expect(share(training, kind), kind).toBeGreaterThan(0.1);
      expect(share(natural, kind), kind).toBeLessThan(share(training, kind));
    }
    expect(share(natural, 'pneumothorax')).toBeLessThan(0.06);
  });

  test('asks every task of the wrapper, about films that are there', () => {
    const examples = training.flatMap((each) => each.examples);
    const tasks = new Set(examples.map((each) => each.task));
    for (const task of TASK_NAMES) expect(tasks, task).toContain(task);
    for (const { films, examples: own } of training) {
      for (const { images, answer, question } of own) {
        for (const image of images) expect(films[image]).toBeDefined();
        expect(`${question} ${answer}`).not.toMatch(/undefined|null|NaN|[{}]| {2}/);
        expect(answer).not.toBe('');
      }
    }
  });

  test('states in every sentence of a film one of its facts', () => {
    for (const { films } of training) {
      for (const { facts, sentences } of films) for (const { fact } of sentences) expect(facts).toContain(fact);
    }
  });

  test('seldom repeats a findings section: under a tenth of the test texts occur in training', () => {
    const seen = new Set(patients('training', 2000).map(section));
    const held = patients('test', 500).map(section);
    expect(held.filter((text) => seen.has(text)).length / held.length).toBeLessThan(0.1);
  });

  test('gives boxes as the parser of answers reads them, one or more for each phrase', () => {
    const answers = training.flatMap((each) => each.examples).filter(({ answer }) => answer.includes('<|box|>'));
    expect(answers.length).toBeGreaterThan(100);
    for (const { answer } of answers) {
      const boxes = parseBoxes(answer);
      expect(boxes.length).toBeGreaterThan(0);
      for (const { phrase, left, top, right, bottom } of boxes) {
        expect(phrase).toBeTruthy();
        expect(right).toBeGreaterThan(left);
        expect(bottom).toBeGreaterThan(top);
      }
    }
  });
});
