import { seededRandom } from '#core/random.ts';
import { createTokenizer } from '#models/chexagent/tokenizer.ts';
import { smallArchitecture } from './architecture.ts';
import type { Corpus } from './corpus.ts';
import { trainingData, type FilmStore } from './data.ts';
import type { Materials } from './stages/stage.ts';
import type { TrainingPlan } from './train.ts';
import { tokenRolesOf, trainVocabulary, type TrainedVocabulary } from './vocabulary.ts';

/** A problem that a working trainer solves in seconds: in which corner of a noisy square is the bright spot? */

const SIZE = 32;
const CORNERS = ['upper left', 'upper right', 'lower left', 'lower right'] as const;

const patient: Corpus = (_seed, _split, index) => {
  const corner = index % (CORNERS.length + 1);
  const where = CORNERS[corner];
  const report = where ? `A spot in the ${where} corner.` : 'No spot.';
  const fact = where ?? 'nothing';
  const spec = { patient: index, exposure: corner, view: 'PA', sex: 'F', age: 50, findings: [] } as const;
  return {
    id: String(index),
    films: [{ spec, report, facts: [fact], sentences: [{ text: report, fact }] }],
    texts: [report],
    examples: [
      { task: 'findings-generation', images: [0], question: 'Describe.', answer: report },
      {
        task: 'binary-disease-classification',
        images: [0],
        question: 'Is there a spot?',
        answer: where ? 'Yes' : 'No',
      },
    ],
  };
};

const store: FilmStore = {
  size: SIZE,
  film(index) {
    const random = seededRandom(index);
    const corner = index % (CORNERS.length + 1);
    return Uint8Array.from({ length: SIZE * SIZE }, (_, pixel) => {
      const [row, column] = [Math.floor(pixel / SIZE), pixel % SIZE];
      const inside = 2 * Math.floor((2 * row) / SIZE) + Math.floor((2 * column) / SIZE) === corner;
      return Math.min(Math.max(100 + 12 * random.normal() + (inside ? 60 : 0), 0), 255);
    });
  },
};

export function smokeMaterials(): Materials & { readonly vocabulary: TrainedVocabulary } {
  const patients = Array.from({ length: 200 }, (_, index) => patient(1, 'training', index));
  const texts = patients.flatMap(({ examples }) => examples.flatMap(({ question, answer }) => [question, answer]));
  const vocabulary = trainVocabulary(['<|system|>\n<|user|>\n<|assistant|>\nPicture 1:', ...texts], 60);
  const tokenizer = createTokenizer(vocabulary.files);
  const sizes = { width: 32, towerLayers: 1, decoderLayers: 1, heads: 2, imageSize: SIZE, patch: 8, bridge: 64 };
  const architecture = smallArchitecture(sizes, tokenRolesOf(vocabulary));
  return { architecture, data: trainingData(patients, tokenizer, architecture), store, vocabulary };
}

const schedule = (steps: number) => ({ peak: 4e-3, floor: 0.1, steps, warmUp: 5 });

export const smokePlan: TrainingPlan = {
  seed: 1,
  optimiser: { beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0.01, clip: 1 },
  stages: [
    { stage: 'language', schedule: schedule(40) },
    { stage: 'vision', schedule: schedule(100) },
    { stage: 'bridge', schedule: schedule(15) },
    { stage: 'instruction', schedule: schedule(35) },
    { stage: 'everything', schedule: schedule(80) },
  ],
};

/** What the answers' loss must fall below at the end; who guesses the corner stays above 0.4. */
export const SMOKE_BOUND = 0.15;
