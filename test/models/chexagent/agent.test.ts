import { describe, expect, it } from 'vitest';
import { createAgent, type AgentParts } from '#models/chexagent/agent.ts';
import { DECODER_LOGITS } from '#models/chexagent/architecture.ts';
import { createDecoder } from '#models/chexagent/generate/decoder.ts';
import { GENERATE_DEFAULTS, type GenerateOptions } from '#models/chexagent/generate/generate.ts';
import { createGuesser } from '#models/chexagent/generate/guess.ts';
import { likeliest, pick } from '#models/chexagent/generate/pick.ts';
import { buildPrompt } from '#models/chexagent/prompt.ts';
import { createImageReader, type AgentImage } from '#models/chexagent/vision.ts';
import { TOY, toyModel, type ToyOptions } from './toyModel.ts';

const PLAIN: GenerateOptions = { ...GENERATE_DEFAULTS, maxTokens: 70, guesser: null };

function image(shade: number): AgentImage {
  const data = Uint8Array.from({ length: 12 * 12 }, (_, index) => (index * shade) % 256);
  return { digest: `image ${shade}`, picture: { rows: 12, columns: 12, channels: 1, data } };
}

/** Greedy decoding the slow way: the whole sequence through the model for every token, no cache at all. */
async function slowly(
  parts: AgentParts,
  images: readonly AgentImage[],
  question: string,
  most: number,
): Promise<number[]> {
  const prompt = buildPrompt(parts.tokenizer, TOY, images.length, question);
  const readImage = createImageReader(TOY, parts.vision);
  const ids = [...prompt.ids];
  const answer: number[] = [];
  while (answer.length < most) {
    const rows = parts.embed(ids);
    for (const [index, each] of images.entries()) {
      rows.set(await readImage(each), (prompt.spans[index] ?? 0) * TOY.decoder.hidden);
    }
    const run = await createDecoder(TOY, parts.decoder).run(rows, ids.length - 1);
    const { id } = pick(run.logits, 0, TOY.decoder.vocab, TOY.tokens.used);
    if (id === TOY.tokens.eos) break;
    ids.push(id);
    answer.push(id);
  }
  return answer;
}

describe('an answer', () => {
  it.each([
    { images: [], seed: 1 },
    { images: [3], seed: 2 },
    { images: [5, 7], seed: 3 },
  ])('is what running everything anew for each token gives: images $images', async ({ images, seed }) => {
    const pictures = images.map(image);
    const expected = await slowly(toyModel({ seed }), pictures, 'What is seen?', 70);
    const answer = await createAgent(toyModel({ seed })).answer(pictures, 'What is seen?', PLAIN);
    expect(answer.ids).toEqual(expected);
    expect(answer.stop).toBe('limit');
    expect(Math.max(...answer.ids)).toBeLessThan(TOY.tokens.used);
  });

  it('depends on the images and on their order', async () => {
    const agent = createAgent(toyModel({ seed: 4 }));
    const ask = async (...shades: number[]) => (await agent.answer(shades.map(image), 'Compare', PLAIN)).ids;
    const [one, other] = [await ask(3, 9), await ask(9, 3)];
    expect(one).not.toEqual(other);
    expect(await ask(3, 9)).toEqual(one);
  });

  it('tells what else could have stood first, guesses or none, and says the same', async () => {
    const guesser = createGuesser();
    const ask = async (options: GenerateOptions) =>
      createAgent(toyModel({ seed: 3 })).answer([image(5)], 'What is seen?', options);
    const plain = await ask({ ...PLAIN, told: 3 });
    guesser.learn(plain.ids);
    const guessing = await ask({ ...PLAIN, told: 3, guesser });
    expect(plain.ids).toEqual((await ask(PLAIN)).ids);
    expect(guessing.likely).toEqual(plain.likely);
    expect(plain.likely).toHaveLength(3);
    for (const [place, tokens] of (plain.likely ?? []).entries()) {
      expect(tokens[0]?.id).toBe(plain.ids[place]);
      const shares = tokens.map(({ logProbability }) => Math.exp(logProbability));
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1 + 1e-6);
      expect(shares).toEqual([...shares].sort((one, other) => other - one));
    }
  });

  it('has probabilities that are the softmax of the logits in use', () => {
    // By hand: e^1 / (e^1 + e^2 + e^3) and so on; the fourth has no token.
    const told = likeliest(Float32Array.of(9, 9, 9, 9, 1, 3, 2, 8), 1, { vocab: 4, used: 3 }, 2);
    expect(told.map(({ id }) => id)).toEqual([1, 2]);
    expect(told.map(({ logProbability }) => Math.exp(logProbability).toFixed(6))).toEqual(['0.665241', '0.244728']);
  });

  it('stops at the end token only, which is not part of it', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, seed) => createAgent(toyModel({ seed, endBias: 2.2 })).answer([], 'x', PLAIN)),
    );
    const ended = answers.filter((answer) => answer.stop === 'end');
    expect(ended.length).toBeGreaterThan(2);
    for (const answer of ended) {
      expect(answer.ids).not.toContain(TOY.tokens.eos);
      expect(answer.ids.length).toBeLessThan(70);
    }
  });

  it('keeps its last token when the limit is hit', async () => {
    const expected = await slowly(toyModel({ seed: 5 }), [], 'x', 7);
    const answer = await createAgent(toyModel({ seed: 5 })).answer([], 'x', { ...PLAIN, maxTokens: 7 });
    expect(answer.ids).toEqual(expected);
    expect(answer.ids).toHaveLength(7);
  });

  it('streams the text as it comes, and the pieces join to the whole', async () => {
    const pieces: string[] = [];
    const onText = (text: string) => pieces.push(text);
    const answer = await createAgent(toyModel({ seed: 6 })).answer([image(3)], 'x', PLAIN, { onText });
    expect(pieces.join('')).toBe(answer.text);
    expect(pieces.length).toBeGreaterThan(20);
  });

  it('can be cancelled at any moment, and the next one is right all the same', async () => {
    const agent = createAgent(toyModel({ seed: 7 }));
    const whole = await agent.answer([image(3)], 'x', PLAIN);
    for (const patience of [0, 1, 2, 5]) {
      let asked = 0;
      const cancelled = () => asked++ >= patience;
      const answer = await agent.answer([image(5)], 'y', PLAIN, { cancelled });
      expect(answer.stop).toBe('cancelled');
      expect((await agent.answer([image(3)], 'x', PLAIN)).ids).toEqual(whole.ids);
    }
  });

  it('works beyond position 2048, and is refused where the tables end', async () => {
    const parts = toyModel({ seed: 8 });
    const long = 'a b '.repeat(1030);
    const expected = await slowly(toyModel({ seed: 8 }), [], long, 1);
    const agent = createAgent(parts);
    const answer = await agent.answer([], long, { ...PLAIN, maxTokens: 3 });
    expect(answer.prompt.positions).toBeGreaterThan(2048);
    expect(answer.ids[0]).toEqual(expected[0]);
    const again = await agent.answer([], long, { ...PLAIN, maxTokens: 3 });
    expect(again.prompt.reused).toBe(answer.prompt.positions - 1);
    expect(again.ids).toEqual(answer.ids);
    expect(parts.runs[0]).toBe(1152);
    await expect(createAgent(parts).answer([], 'a b '.repeat(4100), PLAIN)).rejects.toThrow(/prompt-too-long/);
  });
});

describe('questions about the same images', () => {
  it('pay for the images once and answer as if they were asked alone', async () => {
    const questions = ['Airway', 'Breathing', 'Cardiac'];
    const alone = await Promise.all(
      questions.map((question) => createAgent(toyModel({ seed: 9 })).answer([image(3), image(5)], question, PLAIN)),
    );
    const parts = toyModel({ seed: 9 });
    const agent = createAgent(parts);
    for (const [index, question] of questions.entries()) {
      const answer = await agent.answer([image(3), image(5)], question, PLAIN);
      expect(answer.ids).toEqual(alone[index]?.ids);
      const { questionAt } = buildPrompt(parts.tokenizer, TOY, 2, question);
      expect(answer.prompt.reused).toBeGreaterThanOrEqual(index === 0 ? 0 : questionAt);
      expect(answer.prompt.reused).toBeLessThanOrEqual(index === 0 ? 0 : questionAt + 1);
    }
    expect(parts.imagesRead()).toBe(2);
  });

  it('share only what comes before the first different image', async () => {
    const agent = createAgent(toyModel({ seed: 10 }));
    await agent.answer([image(3), image(5)], 'x', PLAIN);
    const { spans } = buildPrompt(toyModel({ seed: 10 }).tokenizer, TOY, 2, 'x');
    expect((await agent.answer([image(3), image(7)], 'x', PLAIN)).prompt.reused).toBe(spans[1]);
    expect((await agent.answer([image(9), image(7)], 'x', PLAIN)).prompt.reused).toBe(spans[0]);
  });
});

describe('guessing', () => {
  async function both(options: ToyOptions, learnt: (ids: readonly number[]) => number[], nearTie = 1e-3) {
    const plain = await createAgent(toyModel(options)).answer([image(3)], 'x', PLAIN);
    const guesser = createGuesser();
    guesser.learn(learnt(plain.ids));
    const guessed = await createAgent(toyModel(options)).answer([image(3)], 'x', { ...PLAIN, guesser, nearTie });
    return { plain, guessed };
  }

  it.each([11, 12, 13, 14])('gives the same text in fewer runs: seed %i', async (seed) => {
    const { plain, guessed } = await both({ seed }, (ids) => [...ids]);
    expect(guessed.ids).toEqual(plain.ids);
    expect(guessed.counts.runs).toBeLessThan(plain.counts.runs / 2);
    expect(guessed.counts.right).toBeGreaterThan(guessed.counts.guessed / 2);
    expect(plain.counts.guessed).toBe(0);
  });

  it.each([15, 16, 17])('gives the same text when many guesses are wrong: seed %i', async (seed) => {
    const { plain, guessed } = await both({ seed }, (ids) => ids.map((id, i) => (i % 4 === 3 ? 65 : id)));
    expect(guessed.ids).toEqual(plain.ids);
    expect(guessed.stop).toBe(plain.stop);
    expect(guessed.counts.right).toBeLessThan(guessed.counts.guessed);
  });

  it('makes a near tie again alone, where runs of several rows round otherwise', async () => {
    const seeds = Array.from({ length: 8 }, (_, index) => 20 + index);
    let careless = 0;
    let ties = 0;
    for (const seed of seeds) {
      const options = { seed, step: 0.25, noise: 1e-4 };
      const { plain, guessed } = await both(options, (ids) => [...ids]);
      expect(guessed.ids).toEqual(plain.ids);
      ties += guessed.counts.nearTies;
      const hasty = await both(options, (ids) => [...ids], 0);
      if (hasty.guessed.ids.join() !== hasty.plain.ids.join()) careless++;
    }
    expect(ties).toBeGreaterThan(0);
    expect(careless).toBeGreaterThan(0);
  });

  it('learns from answers: a question asked twice needs fewer runs', async () => {
    const agent = createAgent(toyModel({ seed: 30 }));
    const options = { ...PLAIN, guesser: createGuesser() };
    const first = await agent.answer([image(3)], 'x', options);
    const second = await agent.answer([image(3)], 'x', options);
    expect(second.ids).toEqual(first.ids);
    expect(second.counts.runs).toBeLessThan(first.counts.runs);
  });
});

describe('a runtime that fails', () => {
  it('costs the answer and not the agent', async () => {
    const parts = toyModel({ seed: 40 });
    const expected = await createAgent(toyModel({ seed: 40 })).answer([image(3)], 'x', PLAIN);
    let left = 30;
    const agent = createAgent({
      ...parts,
      decoder: {
        decoder: {
          run: (feeds, fetches) =>
            left-- === 0
              ? Promise.reject(new Error(`no ${DECODER_LOGITS}`))
              : parts.decoder.decoder.run(feeds, fetches),
        },
      },
    });
    await expect(agent.answer([image(3)], 'x', PLAIN)).rejects.toThrow(/no logits/);
    expect((await agent.answer([image(3)], 'x', PLAIN)).ids).toEqual(expected.ids);
  });
});
