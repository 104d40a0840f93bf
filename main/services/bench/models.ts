import { join } from 'node:path';
import { Failure } from '#core/errors.ts';
import { seededRandom } from '#core/random.ts';
import type { Drafter } from '#main/services/model/drafter.ts';
import { readAgentImage, type ReadOther } from '#main/services/model/images.ts';
import type { AgentImage } from '#models/chexagent/vision.ts';
import type { Answerer } from '#models/chexbench/answerer.ts';
import { majorityBaseline, randomBaseline } from '#models/chexbench/baselines.ts';
import { optionScores } from '#models/chexbench/optionScores.ts';
import type { BenchQuestion } from '#models/chexbench/questions.ts';
import { endpointAnswerer, loopbackAddress, type EndpointOptions } from './endpoint.ts';
import type { ModelChoice } from './run.ts';

/** Chance, from a seed. */
export function randomModel(seed: number): ModelChoice {
  return {
    identity: { name: 'random', seed },
    open: (items) => Promise.resolve(randomBaseline(items, seededRandom(seed))),
  };
}

/** What is most often right. */
export function majorityModel(): ModelChoice {
  return { identity: { name: 'majority' }, open: (items) => Promise.resolve(majorityBaseline(items)) };
}

/** Where the films of the benchmark lie, and how those that are no PNG are read. */
export interface FilmPlace {
  readonly folder: string;
  readonly readOther: ReadOther;
}

/** A server on this machine. Throws endpoint-outside. */
export function endpointModel(options: EndpointOptions, films: FilmPlace): ModelChoice {
  const { model, maxTokens } = options;
  const address = loopbackAddress(options.address).href;
  return {
    identity: { name: model, address, maxTokens, ...(options.scores ? { scores: 'yes' } : {}) },
    open: () => Promise.resolve(endpointAnswerer(options, filmReader(films))),
  };
}

/** A letter in brackets is the second token of an answer, a word the first. */
const TOLD = 3;

/** An installed model folder, asked as drafts ask it. */
export function folderModel(drafter: Drafter, maxTokens: number, films: FilmPlace): ModelChoice {
  const { manifest, digest } = drafter.model;
  const readImages = filmReader(films);
  const answerer: Answerer = {
    async answer(item, question) {
      const { films: learned = item.images.length } = manifest;
      // Of a question about two films one of them tells nothing; a report can be written from the first.
      if (item.kind === 'choice' && item.images.length > learned) {
        throw new Failure('model-films', { learned, needed: item.images.length });
      }
      const images = await readImages(item);
      const told = item.kind === 'choice' ? TOLD : 0;
      const order = { task: 'free-question', input: { question }, images, maxTokens, told } as const;
      const { answers, alternatives } = await drafter.draft(order);
      const places = (alternatives?.[0] ?? []).map((place) =>
        place.map(({ text, logProbability }) => ({ token: text, logprob: logProbability })),
      );
      return {
        text: answers[0]?.text ?? '',
        scores: item.kind === 'choice' ? optionScores(places, item.options) : null,
      };
    },
    close: () => drafter.close(),
  };
  const { name, quantisation } = manifest;
  return { identity: { name, digest, quantisation, maxTokens }, open: () => Promise.resolve(answerer) };
}

function filmReader({ folder, readOther }: FilmPlace): (item: BenchQuestion) => Promise<AgentImage[]> {
  return ({ images }) => Promise.all(images.map((image) => readAgentImage(join(folder, image), readOther)));
}
