import { z } from 'zod';
import { seededRandom } from '#core/random.ts';
import { createTokenizer } from '#models/chexagent/tokenizer.ts';
import { smallArchitecture } from './architecture.ts';
import type { TrainingExample, TrainingPatient } from './corpus.ts';
import { describedBy } from './corpus/imageTasks.ts';
import { phantomCorpus } from './corpus/phantomCorpus.ts';
import { trainingData, type FilmStore } from './data.ts';
import { writeReport } from './phantom/report.ts';
import { withHabit } from './phantom/wording.ts';
import { STAGE_NAMES, type Materials } from './stages/stage.ts';
import { tokenRolesOf, trainVocabulary, type TrainedVocabulary } from './vocabulary.ts';

/** The small model that ships with the app: how it is trained, written down in the run's folder before it begins. */

const size = z.int().positive();
const share = z.number().min(0).max(1);
const rate = z.number().positive();

export const miniPlan = z.object({
  format: z.literal(1),
  seed: z.int(),
  /** Patients of the training split. */
  patients: size,
  /** Pieces that the vocabulary learns beside the bytes. */
  merges: size,
  sizes: z.object({
    width: size,
    towerLayers: size,
    decoderLayers: size,
    heads: size,
    imageSize: size,
    patch: size,
    bridge: size,
  }),
  /** How strongly descriptions keep to one wording and order; 1 has the whole variety of the corpus. */
  habit: rate,
  /** Tasks that stage 3 learns; others of the corpus are left out. */
  tasks: z.array(z.string()),
  optimiser: z.object({ beta1: share, beta2: share, epsilon: rate, weightDecay: share, clip: rate }),
  stages: z.array(
    z.object({
      stage: z.enum(STAGE_NAMES),
      schedule: z.object({ peak: rate, floor: share, steps: size, warmUp: size }),
    }),
  ),
});
export type MiniPlan = z.infer<typeof miniPlan>;

/** Seconds of a step on two processors, about; only for dividing a given time among the stages. */
export const SECONDS_PER_STEP = {
  language: 0.42,
  vision: 0.3,
  bridge: 0.45,
  instruction: 0.57,
  everything: 0.72,
} as const;
/** Share of the time that each stage gets. */
const TIME = { language: 0.01985, vision: 0.3883, bridge: 0.0121, instruction: 0.0923, everything: 0.48745 } as const;
const PEAK = { language: 1.5e-3, vision: 1.5e-3, bridge: 2e-3, instruction: 2e-3, everything: 7e-4 } as const;

/** Films take time to render, so a short run has few. */
const PATIENTS_PER_MINUTE = 120;
const LEAST_PATIENTS = 300;
const MOST_PATIENTS = 12_000;

export const USUAL_MINUTES = 124;

export function usualPlan(seed: number, minutes = USUAL_MINUTES): MiniPlan {
  return {
    format: 1,
    seed,
    patients: Math.min(MOST_PATIENTS, Math.max(LEAST_PATIENTS, PATIENTS_PER_MINUTE * minutes)),
    merges: 900,
    sizes: { width: 128, towerLayers: 4, decoderLayers: 4, heads: 4, imageSize: 192, patch: 16, bridge: 256 },
    habit: 4,
    tasks: [
      'view-classification',
      'binary-disease-classification',
      'disease-identification',
      'findings-generation',
      'impression-from-images',
      'findings-section-by-section',
      'free-question',
      'phrase-grounding',
      'abnormality-detection',
    ],
    optimiser: { beta1: 0.9, beta2: 0.98, epsilon: 1e-6, weightDecay: 0.05, clip: 1 },
    stages: STAGE_NAMES.map((stage) => {
      const steps = Math.max(1, Math.round((60 * minutes * TIME[stage]) / SECONDS_PER_STEP[stage]));
      return { stage, schedule: { peak: PEAK[stage], floor: 0.02, steps, warmUp: Math.ceil(0.05 * steps) } };
    }),
  };
}

/** Training patients of a plan, with the examples that it uses, descriptions in the one style that the model is to have. */
export function* miniPatients(plan: MiniPlan): Generator<TrainingPatient> {
  for (const patient of corpusPatients(plan)) {
    yield { ...patient, examples: patient.examples.map((example) => inOneStyle(plan, patient, example)) };
  }
}

function inOneStyle(
  { seed, habit }: MiniPlan,
  { id, films }: TrainingPatient,
  example: TrainingExample,
): TrainingExample {
  const spec = films[example.images[0] ?? 0]?.spec;
  if (example.task !== 'findings-generation' || !spec) return example;
  const random = withHabit(seededRandom(seed).fork(`${id} described`), habit);
  const report = writeReport(random, { views: spec.view, findings: spec.findings, prior: null });
  return { ...example, ...describedBy(report) };
}

function* corpusPatients({ seed, patients, tasks }: MiniPlan): Generator<TrainingPatient> {
  const corpus = phantomCorpus('enriched');
  const used = new Set(tasks);
  for (let index = 0; index < patients; index++) {
    const patient = corpus(seed, 'training', index);
    const examples = patient.examples.filter(({ task, images }) => used.has(task) && images.length <= 1);
    yield { ...patient, examples };
  }
}

/** Patients at most whose words the vocabulary is learned from. */
const VOCABULARY_PATIENTS = 600;
/** The fixed words of every prompt, as often as they deserve. */
const PROMPT_WORDS = '<|system|>\nYou are a helpful assistant.\n<|user|>\nPicture 1:\n<|assistant|>\n';

export function miniVocabulary(plan: MiniPlan): TrainedVocabulary {
  const texts: string[] = [];
  for (const { texts: own, films, examples } of corpusPatients({
    ...plan,
    patients: Math.min(VOCABULARY_PATIENTS, plan.patients),
  })) {
    texts.push(PROMPT_WORDS, ...own, ...films.map(({ report }) => report));
    texts.push(...examples.flatMap(({ question, answer }) => [question, answer]));
  }
  return trainVocabulary(texts, plan.merges);
}

export function miniMaterials(plan: MiniPlan, vocabulary: TrainedVocabulary, store: FilmStore): Materials {
  const tokenizer = createTokenizer(vocabulary.files);
  const architecture = smallArchitecture(plan.sizes, tokenRolesOf(vocabulary));
  return { architecture, store, data: trainingData(miniPatients(plan), tokenizer, architecture) };
}
