import type { Effect } from './effect.ts';

const CONTENT = ['false-finding', 'missed-finding', 'wrong-place', 'wrong-severity'].map((id) => `content-${id}`);
const STYLE = ['poor-writing', 'not-mine', 'order'].map((id) => `style-${id}`);

/** Reasons of edited drafts: shares with content only, style only and both, spread evenly over the single reasons. */
function reasons(content: number, style: number, both: number): Record<string, number> {
  const pairs = CONTENT.flatMap((one) => STYLE.map((other) => `${one}+${other}`));
  return Object.fromEntries([
    ...CONTENT.map((id) => [id, content / CONTENT.length]),
    ...STYLE.map((id) => [id, style / STYLE.length]),
    ...pairs.map((id) => [id, both / pairs.length]),
  ]) as Record<string, number>;
}

/** Weights of the five steps from strong disagreement to strong agreement. */
function scale(...weights: [number, number, number, number, number]): Record<string, number> {
  return Object.fromEntries([-10, -5, 0, 5, 10].map((value, index) => [String(value), weights[index] ?? 0]));
}

/**
 * The reader study of arXiv 2401.12208v2, figure 6: times (mean and SD in seconds) and efficiency as published; the
 * scale so that mean, SD and share of agreement are the published ones; reasons so that the shares of drafts changed
 * for content and for style are. Not published and assumed: how many drafts were left as they were, and the reasons
 * for editing drafts of residents, taken from those of the model's.
 */
export const paperEffect: Effect = {
  format: 1,
  readerSd: 0,
  caseSd: 0,
  arms: [
    {
      group: 'residents',
      arm: 'scratch',
      mean: 156.4,
      sd: 115.9,
      unchanged: 0,
      answers: { efficiency: { 'not-applicable': 1 } },
    },
    {
      group: 'residents',
      arm: 'model-draft',
      mean: 99.9,
      sd: 97.3,
      unchanged: 0.32,
      answers: {
        'edit-reasons': reasons(0.355, 0.155, 0.17),
        'helps-indication': scale(0.06, 0.087, 0.065, 0.319, 0.469),
        efficiency: { 'interpretation+writing': 0.4, writing: 0.412, no: 0.188 },
      },
    },
    {
      group: 'attendings',
      arm: 'resident-draft',
      mean: 83,
      sd: 36.3,
      unchanged: 0.35,
      answers: {
        'edit-reasons': reasons(0.375, 0.137, 0.138),
        'helps-indication': scale(0.03, 0.087, 0.083, 0.327, 0.473),
        efficiency: { 'interpretation+writing': 0.075, writing: 0.625, no: 0.3 },
      },
    },
    {
      group: 'attendings',
      arm: 'model-draft',
      mean: 79.7,
      sd: 54.6,
      unchanged: 0.35,
      answers: {
        'edit-reasons': reasons(0.375, 0.137, 0.138),
        'helps-indication': scale(0.05, 0.113, 0.099, 0.351, 0.387),
        efficiency: { 'interpretation+writing': 0.075, writing: 0.538, no: 0.387 },
      },
    },
  ],
};
