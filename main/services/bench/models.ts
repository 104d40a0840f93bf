import { join } from 'node:path';
import { seededRandom } from '#core/random.ts';
import type { Drafter } from '#main/services/model/drafter.ts';
import { readAgentImage, type ReadOther } from '#main/services/model/images.ts';
import type { AgentImage } from '#models/chexagent/vision.ts';
import type { Answerer } from '#models/chexbench/answerer.ts';
import { majorityBaseline, randomBaseline } from '#models/chexbench/baselines.ts';
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

/** An installed model folder, asked as drafts ask it. */
export function folderModel(drafter: Drafter, maxTokens: number, films: FilmPlace): ModelChoice {
  const { manifest, digest } = drafter.model;
  const readImages = filmReader(films);
  const answerer: Answerer = {
    async answer(item, question) {
      const images = await readImages(item);
      const { answers } = await drafter.draft({ task: 'free-question', input: { question }, images, maxTokens });
      return { text: answers[0]?.text ?? '', scores: null };
    },
    close: () => drafter.close(),
  };
  const { name, quantisation } = manifest;
  return { identity: { name, digest, quantisation, maxTokens }, open: () => Promise.resolve(answerer) };
}

function filmReader({ folder, readOther }: FilmPlace): (item: BenchQuestion) => Promise<AgentImage[]> {
  return ({ images }) => Promise.all(images.map((image) => readAgentImage(join(folder, image), readOther)));
}
