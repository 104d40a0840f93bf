import type { FailureData } from '#core/errors.ts';
import type { AgentProgress, Answer } from '#models/chexagent/agent.ts';
import type { ModelManifest, Tensor } from '#models/chexagent/architecture.ts';
import type { ProbeRun } from '#models/chexagent/provider/probeRun.ts';
import type { LikelyText } from '#models/chexagent/draft/draft.ts';
import type { AgentImage } from '#models/chexagent/vision.ts';
import type { Evaluation, EvaluationOrder } from '#models/training/evaluation.ts';
import type { SampleFilm } from '#main/services/training/samples.ts';
import type { Against, ModelCheck } from '../checkModel.ts';
import type { ConversionOrder } from '../convert.ts';
import type { LogitsInput, LogitsStep } from '../logits.ts';
import type { BenchFigures, BenchPlan } from './figures.ts';
import type { Provider } from './provider.ts';

/** What can be asked of the process that runs models, with what it takes and gives. One ask is worked on at a time. */
export interface Asks {
  /** Providers that the runtime's build knows, and its version. */
  about: { input: Record<string, never>; output: { providers: string[]; version: string } };
  /** Runs the probe graph on a provider. */
  probe: { input: { file: string; provider: Provider; threads: number }; output: ProbeRun };
  /** Loads a model folder in place of the one before. */
  load: { input: { folder: string; provider: Provider; threads: number }; output: Record<string, never> };
  /** Texts that guesses may follow. */
  learn: { input: { texts: readonly string[] }; output: Record<string, never> };
  answer: { input: AnswerInput; output: ToldAnswer };
  bench: { input: BenchPlan; output: BenchFigures };
  /** Turns a checkpoint into a model folder. */
  convert: { input: ConvertInput; output: ModelManifest };
  /** Proves a model folder, and compares it with a checkpoint when one is named. */
  check: { input: { folder: string; against: Against | null; threads: number }; output: ModelCheck };
  /** Greedy steps with all logits, by the loaded model. */
  logits: { input: LogitsInput; output: LogitsStep[] };
  /** Renders one part of the films of a training run. */
  renderPart: { input: { folder: string; part: number }; output: Record<string, never> };
  /** Trains what is left of a run. */
  trainMini: { input: { folder: string; threads: number }; output: Record<string, never> };
  /** Asks an installed model about phantoms of a split. */
  evaluatePhantoms: { input: { folder: string; order: EvaluationOrder; threads: number }; output: Evaluation };
  /** sha256 of the films and texts of a run, by name. */
  hashTrainingData: { input: { folder: string }; output: Record<string, string> };
  /** The phantoms that runs are asked about after each stage, as pictures. */
  samplePhantoms: { input: { size: number }; output: SampleFilm[] };
  /** Trains on a toy problem; gives the answers' loss at the end. */
  trainSmoke: { input: { threads: number }; output: { loss: number } };
  /** Opens any graph file; the number names it. */
  open: { input: { file: string; provider: Provider; threads: number }; output: { graph: number } };
  run: {
    input: { graph: number; feeds: Readonly<Record<string, Tensor>>; fetches: readonly string[] };
    output: Record<string, Tensor>;
  };
  close: { input: { graph: number }; output: Record<string, never> };
}

export interface AnswerInput {
  readonly images: readonly AgentImage[];
  readonly question: string;
  readonly maxTokens: number;
  /** Whether next tokens are guessed and verified several at once. */
  readonly guessing: boolean;
  /** Of so many first tokens the alternatives are told. */
  readonly told?: number;
}

/** An answer with the texts that could have stood in its first places. */
export interface ToldAnswer extends Answer {
  readonly alternatives: readonly (readonly LikelyText[])[];
}

export interface ConvertInput {
  readonly order: ConversionOrder;
  readonly converter: string;
  readonly now: string;
  readonly threads: number;
}

export type AskName = keyof Asks;

/** What an ask tells before it is done. */
export type AskEvent =
  | { readonly kind: 'progress'; readonly progress: AgentProgress }
  | { readonly kind: 'text'; readonly text: string; readonly tokens: number }
  | { readonly kind: 'work'; readonly what: string; readonly done: number; readonly total: number };

export type ToRuntime =
  | { readonly id: number; readonly ask: AskName; readonly input: unknown }
  | { readonly cancel: number }
  /** Conversions and checks keep still until told otherwise. */
  | { readonly rest: boolean };

export type FromRuntime =
  | { readonly id: number; readonly event: AskEvent }
  | { readonly id: number; readonly output: unknown }
  | { readonly id: number; readonly failure: FailureData };

/** Two ends of a pipe between processes; messages are cloned, arrays included. */
export interface Channel<Out, In> {
  post(message: Out): void;
  onMessage(listener: (message: In) => void): void;
}
