import { Failure } from '#core/errors.ts';
import type { Architecture } from './architecture.ts';
import type { Tokenizer } from './tokenizer.ts';

/** What the reference always says first. */
const SYSTEM_TEXT = 'You are a helpful assistant.';

/** A prompt as ids. Image `n` fills the `tokens` positions from `spans[n]` on (its pad ids) with its own rows. */
export interface Prompt {
  readonly ids: readonly number[];
  readonly spans: readonly number[];
  /** Where the question begins: what comes before is the same for every question about the same images. */
  readonly questionAt: number;
}

/**
 * The chat format of CheXagent-2: system, question, header of the answer; each turn ends with the end-of-text token and a
 * line end. Images come before the text as `Picture 1:` start tag, rows, end tag, line end.
 */
export function buildPrompt(tokenizer: Tokenizer, architecture: Architecture, images: number, text: string): Prompt {
  const { eos, imageStart, imageEnd, imagePad } = architecture.tokens;
  const { tokens } = architecture.vision;
  const ids = [...tokenizer.encode(`<|system|>\n${SYSTEM_TEXT}`), eos];
  const spans: number[] = [];
  let words = '\n<|user|>\n';
  for (let image = 1; image <= images; image++) {
    ids.push(...tokenizer.encode(`${words}Picture ${image}:`), imageStart);
    spans.push(ids.length);
    for (let row = 0; row < tokens; row++) ids.push(imagePad);
    ids.push(imageEnd);
    words = '\n';
  }
  const questionAt = ids.length;
  ids.push(...tokenizer.encodeUserText(words + text), eos, ...tokenizer.encode('\n<|assistant|>\n'));
  return { ids, spans, questionAt };
}

/** Tag ids must be the ones of the model's tokenizer files. Throws model-tokenizer. */
export function checkTokenizer(tokenizer: Tokenizer, architecture: Architecture): void {
  const { imageStart, imageEnd, imagePad, eos } = architecture.tokens;
  const expected = { '<|img|>': imageStart, '<|/img|>': imageEnd, '<|imgpad|>': imagePad, '<|endoftext|>': eos };
  for (const [token, id] of Object.entries(expected)) {
    const found = tokenizer.idOf(token);
    if (found !== id) {
      const reason = `${token} is ${found ?? 'missing'}, the model says ${id}`;
      throw new Failure('model-tokenizer', { file: 'tokenizer', reason });
    }
  }
}
