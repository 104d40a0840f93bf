import { pick } from '../phantom/maths.ts';
import { entitiesOf } from './entities.ts';
import { asked, type ExampleWriter } from './study.ts';

/** Questions on text alone: one impression of the findings, and the entities of one sentence. */
export const textExamples: ExampleWriter = (random, { report }) => {
  const { findings, impression, sentences } = report;
  const task = random.uniform() < 0.5 ? 'findings-summarization' : 'impression-generation';
  const sentence = pick(
    random,
    sentences.filter((each) => each.part !== 'view'),
  );
  const entities = entitiesOf(sentence.text).map(({ type, text }) => `[${type}, ${text}]`);
  const named = asked('named-entity-recognition', [], { text: sentence.text }, entities.join(', '));
  return [asked(task, [], { findings }, impression), ...(entities.length > 0 ? [named] : [])];
};
