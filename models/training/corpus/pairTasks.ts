import type { TrainingExample } from '../corpus.ts';
import { pick } from '../phantom/maths.ts';
import { changesOf, writeReport, type Change } from '../phantom/report.ts';
import { askedAs } from './names.ts';
import { asked, type ExampleWriter } from './study.ts';

/** Questions on two films: do they belong together, and what has changed. */
export const pairExamples: ExampleWriter = (random, study) => {
  const { patient, place } = study;
  const examples: TrainingExample[] = [];
  if (place.lateral !== null) examples.push(asked('view-matching', [place.frontal, place.lateral], {}, 'Yes'));
  if (place.stranger !== null) examples.push(asked('view-matching', [place.frontal, place.stranger], {}, 'No'));
  if (place.prior === null || !patient.prior) return examples;
  const images = [place.prior, place.frontal];
  const { findings, view } = patient.frontal;
  const changes = changesOf(findings, patient.prior.findings);
  for (const { finding, change } of changes.slice(0, 2)) {
    // Two sides of one disease may go different ways: the question could not be answered.
    if (changes.filter((each) => each.finding.kind === finding.kind).length > 1) continue;
    examples.push(asked('temporal-classification', images, { disease: askedAs[finding.kind] }, courseOf[change]));
  }
  const report = writeReport(random, { views: view, findings, prior: patient.prior.findings });
  const question = pick(random, progressionQuestions);
  examples.push({ task: 'progression-findings', images, question, answer: report.findings });
  return examples;
};

const courseOf: Record<Change, 'worsening' | 'stable' | 'improving'> = {
  new: 'worsening',
  worse: 'worsening',
  stable: 'stable',
  better: 'improving',
  gone: 'improving',
};

const progressionQuestions = [
  'You are given two images: one reference image and one new image. Write the findings section with the changes.',
  'Compare the new image with the reference image and write a findings section.',
];
