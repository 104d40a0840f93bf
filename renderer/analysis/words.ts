import type { StudyFigures } from '#core/ipc/results.ts';
import { inWords, say } from '#renderer/messages/messages.svelte.ts';
import { figure, interval, pValue } from './numbers.ts';

type Endpoint = StudyFigures['endpoints'][number];

/** The share of wrong verdicts that is lived with. */
const ALPHA = 0.05;

/** What an endpoint is about, in words. */
function measureWords(measure: Endpoint['measure'], ratings: StudyFigures['ratings']): string {
  const rating = 'item' in measure ? ratings.find(({ item }) => item === measure.item) : undefined;
  const question = rating ? inWords(rating.label) : 'item' in measure ? measure.item : '';
  switch (measure.kind) {
    case 'time':
      return say(`analysis.time.${measure.definition}`);
    case 'edit':
      return say(`analysis.edit.${measure.name}`);
    case 'unchanged':
      return say('analysis.unchanged');
    case 'findings':
      return say(`analysis.findings.${measure.name}`);
    case 'finding':
      return say('analysis.finding', { finding: measure.finding });
    case 'scale':
    case 'preference':
      return question;
    case 'choice': {
      const chosen = measure.options.map((id) => {
        const option = rating?.options.find((each) => each.id === id);
        return option ? inWords(option.label) : id;
      });
      return say('analysis.choice', { question, answer: chosen.join(', ') });
    }
  }
}

/** What an endpoint is about, and whose reads it compares where there is more than one group. */
export function endpointWords({ measure, group }: Endpoint, { groups, ratings }: StudyFigures): string {
  const words = measureWords(measure, ratings);
  const own = groups.find(({ id }) => id === group);
  return groups.length === 1 || !own ? words : say('analysis.inGroup', { group: inWords(own.label), words });
}

/** An endpoint as one sentence. */
export function endpointSentence(endpoint: Endpoint, what: string): string {
  const { arms, estimate, scale, confidence, p, notes } = endpoint;
  if (estimate === null) return say('analysis.sentenceNone', { what, reason: notes[0] ?? '' });
  const values = { what, first: arms[0], second: arms[1], estimate: figure(estimate) };
  const effect =
    endpoint.measure.kind === 'time' && scale === 'ratio'
      ? say('analysis.sentenceTime', values)
      : say('analysis.sentence', { ...values, scale: say(`analysis.scale.${scale}`) });
  if (endpoint.ciLow === null) return say('analysis.sentenceP', { effect, p: pValue(p) });
  return say('analysis.sentenceInterval', {
    effect,
    level: Math.round(confidence * 100),
    interval: interval(endpoint),
    p: p === null || p >= 0.0001 ? `= ${pValue(p)}` : pValue(p),
  });
}

/** What the protocol's test says. */
export function verdict({ arms, estimate, scale, margin, p, pAdjusted, notes }: Endpoint): string {
  if (estimate === null) return say('analysis.verdictNone', { reason: notes[0] ?? '' });
  if (margin)
    return say(`analysis.${margin.test}.${margin.met ? 'met' : 'notMet'}`, { first: arms[0], second: arms[1] });
  if ((pAdjusted ?? p ?? 1) >= ALPHA) return say('analysis.noDifference');
  const even = scale === 'difference' ? 0 : scale === 'probability' ? 0.5 : 1;
  return say(estimate < even ? 'analysis.lower' : 'analysis.higher', { first: arms[0], second: arms[1] });
}

/** The margin with its own p-value. */
export function marginWords({ margin }: Endpoint): string {
  if (!margin) return say('analysis.none');
  const limits = [margin.low, margin.high].flatMap((limit) => (limit === null ? [] : figure(limit)));
  return say('analysis.margin', { limits: limits.join(' to '), p: pValue(margin.p) });
}
