import type { PhantomSpec } from './phantom/spec.ts';

/** What training reads, whoever makes it: patients with films, the texts about them, and questions with answers. */

/** Patients of one split are never those of another. */
export type Split = 'training' | 'validation' | 'test';

/** A sentence of a report; `fact` is the canonical key of what it states, the same for all wordings. */
export interface Sentence {
  readonly text: string;
  readonly fact: string;
}

/** One film with all that is true of it. */
export interface TrainingFilm {
  readonly spec: PhantomSpec;
  /** Keys of everything that holds for the film, absences included: a sentence is true of it if its key is here. */
  readonly facts: readonly string[];
  /** Sentences of its own report. */
  readonly sentences: readonly Sentence[];
  /** The findings in words, for captioning. */
  readonly report: string;
}

/** A triplet of the instruction data: images by their place among the patient's films, question, answer. */
export interface TrainingExample {
  readonly task: string;
  readonly images: readonly number[];
  readonly question: string;
  readonly answer: string;
  /** Sentences of the answer that say what is there, in their order; none for answers that are not reports. */
  readonly findings?: readonly string[];
}

export interface TrainingPatient {
  readonly id: string;
  readonly films: readonly TrainingFilm[];
  /** Texts for the language model alone. */
  readonly texts: readonly string[];
  readonly examples: readonly TrainingExample[];
}

/** Patient number `index` of a split: any of them, in any order, the same for the same seed. */
export type Corpus = (seed: number, split: Split, index: number) => TrainingPatient;
