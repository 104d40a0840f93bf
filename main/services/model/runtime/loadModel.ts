import { join } from 'node:path';
import { createAgent, type Agent } from '#models/chexagent/agent.ts';
import type { Architecture, Session } from '#models/chexagent/architecture.ts';
import { createGuesser, type Guesser } from '#models/chexagent/generate/guess.ts';
import type { EmbedIds } from '#models/chexagent/generate/generate.ts';
import type { DecoderSessions } from '#models/chexagent/generate/decoder.ts';
import type { Tokenizer } from '#models/chexagent/tokenizer.ts';
import { checkMemory } from '../memory.ts';
import { checkSizes, readModelFolder, readTokenizer } from '../modelFolder.ts';
import { openEmbeddings } from './embeddings.ts';
import { openSession, type OpenSession } from './onnx.ts';
import type { Provider } from './provider.ts';

/** A model in memory. */
export interface LoadedModel {
  readonly provider: Provider;
  readonly architecture: Architecture;
  readonly tokenizer: Tokenizer;
  readonly vision: Session;
  readonly decoder: DecoderSessions;
  readonly embed: EmbedIds;
  readonly agent: Agent;
  readonly guesser: Guesser;
  close(): Promise<void>;
}

/** Loads a model folder. Throws model-missing, model-damaged, model-memory, model-tokenizer or runtime-failed. */
export async function loadModel(folder: string, provider: Provider, threads: number): Promise<LoadedModel> {
  const model = await readModelFolder(folder);
  await checkSizes(model);
  checkMemory(model.manifest);
  const { architecture, graphs, embeddings } = model.manifest;
  const tokenizer = await readTokenizer(folder);
  const open: OpenSession[] = [];

  async function session(name: string): Promise<OpenSession> {
    const opened = await openSession(join(folder, name), provider, threads);
    open.push(opened);
    return opened;
  }
  try {
    const vision = await session(graphs.vision);
    const decoder: DecoderSessions = {
      decoder: await session(graphs.decoder),
      ...(graphs.prefill === undefined ? {} : { prefill: await session(graphs.prefill) }),
    };
    const rows = openEmbeddings(join(folder, embeddings.file), embeddings.storage, architecture.decoder.hidden);
    const parts = { architecture, tokenizer, vision, decoder, embed: rows.embed };
    const agent = createAgent({ ...parts, now: () => performance.now() });
    return { ...parts, provider, agent, guesser: createGuesser(), close: () => closeAll(open, rows) };
  } catch (thrown) {
    await closeAll(open, null);
    throw thrown;
  }
}

async function closeAll(open: OpenSession[], rows: { close(): void } | null): Promise<void> {
  rows?.close();
  for (const session of open.splice(0)) await session.close();
}
