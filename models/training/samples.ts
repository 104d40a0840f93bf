import { phantomCorpus } from './corpus/phantomCorpus.ts';
import type { PhantomSpec } from './phantom/spec.ts';

/** Phantoms that every run is asked about after each stage, the same ones always: so that runs and stages compare. */
export interface SamplePhantom {
  readonly spec: PhantomSpec;
  readonly question: string;
  /** What a reader would have written. */
  readonly truth: string;
}

/** A seed of its own in the validation split: no run has seen these patients. */
const SEED = 20;
/** A normal chest, an effusion, a large heart with a pneumothorax. */
const PATIENTS = [17, 20, 22] as const;
const TASK = 'findings-generation';

export function samplePhantoms(): SamplePhantom[] {
  const corpus = phantomCorpus('enriched');
  return PATIENTS.map((index) => {
    const { films, examples } = corpus(SEED, 'validation', index);
    const example = examples.find(({ task, images }) => task === TASK && images.length === 1 && images[0] === 0);
    const [film] = films;
    if (!film || !example) throw new RangeError(`patient ${index} has no report of one film`);
    return { spec: film.spec, question: example.question, truth: example.answer };
  });
}
