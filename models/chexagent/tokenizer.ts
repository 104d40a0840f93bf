import { Tokenizer as LibraryTokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { Failure } from '#core/errors.ts';
import { MODEL_FILES } from './architecture.ts';
import { bytesOfSymbols } from './byteAlphabet.ts';

/** Contents of a model folder's tokenizer files, as text. */
export interface TokenizerFiles {
  /** vocab.json: piece (in the byte alphabet) to id. */
  readonly vocabulary: string;
  /** merges.txt: a version line, then one pair a line, the best first. */
  readonly merges: string;
  /** added_tokens.json: token to id; matched before anything else, the longest first, neighbours left alone. */
  readonly addedTokens: string;
}

export interface Tokenizer {
  /** Ids of a text by the rules of the reference; added tokens in the text become their ids. */
  encode(text: string): number[];
  /** Ids of words that people wrote: tokens that steer the model (end of text, image tags) stay plain text in them. */
  encodeUserText(text: string): number[];
  /** The bytes that an id stands for; none for the end of text and for ids without a token. */
  bytesOf(id: number): Uint8Array;
  /** The id of one whole token, or undefined. */
  idOf(token: string): number | undefined;
}

const ids = z.record(z.string(), z.int().nonnegative());

const END_OF_TEXT = '<|endoftext|>';
/** Where an opening `<` of a steering token is cut off, so that the token is read as text. */
const STEERING = /(?<=<)(?=\|(?:endoftext|img|\/img|imgpad)\|>)/;

/** GPT-2's words: contractions, letters, digits, the rest, blanks; `\s` is Unicode's White_Space as in Python's regex. */
export const WORDS = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

/** Builds the byte-level BPE tokenizer of GPT-2's kind. Throws model-tokenizer when a file isn't of that kind. */
export function createTokenizer(files: TokenizerFiles): Tokenizer {
  const vocabulary = readIds(files.vocabulary, MODEL_FILES.vocabulary);
  const addedTokens = readIds(files.addedTokens, MODEL_FILES.addedTokens);
  // The end of text stands in the vocabulary, and yet is matched whole like the added ones.
  const end = vocabulary[END_OF_TEXT];
  if (end !== undefined) addedTokens[END_OF_TEXT] ??= end;
  const library = new LibraryTokenizer(libraryModel(vocabulary, readMerges(files.merges), addedTokens), {});
  const bytes = bytesById(vocabulary, addedTokens);
  const nothing = new Uint8Array(0);

  function encode(text: string): number[] {
    return text === '' ? [] : library.encode(text, { add_special_tokens: false }).ids;
  }
  function encodeUserText(text: string): number[] {
    return text.split(STEERING).flatMap(encode);
  }
  function bytesOf(id: number): Uint8Array {
    return bytes.get(id) ?? nothing;
  }
  function idOf(token: string): number | undefined {
    return addedTokens[token] ?? vocabulary[token];
  }
  return { encode, encodeUserText, bytesOf, idOf };
}

function libraryModel(
  vocabulary: Record<string, number>,
  merges: [string, string][],
  addedTokens: Record<string, number>,
): object {
  return {
    normalizer: null,
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: WORDS }, behavior: 'Isolated', invert: false },
        { type: 'ByteLevel', add_prefix_space: false, use_regex: false },
      ],
    },
    model: { type: 'BPE', vocab: vocabulary, merges },
    post_processor: null,
    decoder: null,
    added_tokens: Object.entries(addedTokens).map(([content, id]) => ({ content, id, special: true })),
  };
}

/** The end of text shows as nothing, every other added token as itself, a piece as the bytes of its symbols. */
function bytesById(vocabulary: Record<string, number>, addedTokens: Record<string, number>): Map<number, Uint8Array> {
  const bytes = new Map<number, Uint8Array>();
  const encoder = new TextEncoder();
  for (const [piece, id] of Object.entries(vocabulary)) {
    const found = bytesOfSymbols(piece) ?? encoder.encode(piece);
    bytes.set(id, found);
  }
  for (const [token, id] of Object.entries(addedTokens)) bytes.set(id, encoder.encode(token));
  const end = addedTokens[END_OF_TEXT];
  if (end !== undefined) bytes.delete(end);
  return bytes;
}

function readIds(text: string, file: string): Record<string, number> {
  try {
    return ids.parse(JSON.parse(text));
  } catch (thrown) {
    throw new Failure('model-tokenizer', { file, reason: 'not a table of tokens and ids' }, thrown);
  }
}

function readMerges(text: string): [string, string][] {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const first = lines[0]?.startsWith('#version') ? 1 : 0;
  return lines.flatMap((line, index) => {
    if (index < first || line === '') return [];
    const [left, right, more] = line.split(' ');
    if (!left || !right || more !== undefined) {
      throw new Failure('model-tokenizer', {
        file: MODEL_FILES.merges,
        reason: `line ${index + 1} is no pair: ${line}`,
      });
    }
    return [[left, right]];
  });
}
