import { describe, expect, it } from 'vitest';
import { loadModel } from '#main/services/model/runtime/loadModel.ts';
import { createAgent } from '#models/chexagent/agent.ts';
import { createDecoder } from '#models/chexagent/generate/decoder.ts';
import { GENERATE_DEFAULTS } from '#models/chexagent/generate/generate.ts';
import { createGuesser } from '#models/chexagent/generate/guess.ts';
import { smallModelFolder, testImage } from '#test/tools/smallModelFolder.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';

const scratch = temporaryFolder();

describe.each(['fp32', 'int8', 'int4', 'mixed'] as const)('in %s', (quantisation) => {
  it('a row gives the same logits alone and in company, wherever it stands in the window', async () => {
    const model = await loadModel(await smallModelFolder(scratch, quantisation), 'cpu', 2);
    const ids = Array.from({ length: 50 }, (_, index) => (index * 37 + 5) % 400);
    const [alone, company] = [
      createDecoder(model.architecture, model.decoder),
      createDecoder(model.architecture, model.decoder),
    ];
    for (const decoder of [alone, company]) (await decoder.run(model.embed(ids), 49)).keep(50);
    const { vocab } = model.architecture.decoder;
    let difference = 0;
    for (let step = 0; step < 30; step++) {
      const rows = Math.min(1 + (step % 5), company.rowsAlike());
      const next = Array.from({ length: rows }, (_, index) => (step * 91 + index * 17) % 400);
      const together = await company.run(model.embed(next), 0);
      together.keep(rows);
      for (const [row, id] of next.entries()) {
        const one = await alone.run(model.embed([id]), 0);
        one.keep(1);
        one.logits.forEach((value, index) => {
          difference = Math.max(difference, Math.abs(value - (together.logits[row * vocab + index] ?? Number.NaN)));
        });
      }
    }
    expect(difference).toBeLessThan(1e-6);
    await model.close();
  });

  it('verified guesses give the text of plain decoding, right guesses and wrong ones', async () => {
    const model = await loadModel(`${scratch}/small-${quantisation}`, 'cpu', 2);
    for (let trial = 0; trial < 8; trial++) {
      const options = { ...GENERATE_DEFAULTS, maxTokens: 70, nearTie: 0 };
      const ask = (guesser: ReturnType<typeof createGuesser> | null) =>
        createAgent({ ...model, now: () => 0 }).answer([testImage(trial)], 'What is seen?', { ...options, guesser });
      const plain = await ask(null);
      const guesser = createGuesser();
      guesser.learn(plain.ids.map((id, index) => (index % 9 === 8 ? 70 : id)));
      const guessed = await ask(guesser);
      expect(guessed.ids).toEqual(plain.ids);
      expect(guessed.counts.right).toBeGreaterThan(0);
      expect(guessed.counts.runs).toBeLessThan(plain.counts.runs);
    }
    await model.close();
  });
});
