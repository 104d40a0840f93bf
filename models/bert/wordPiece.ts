import { Tokenizer as LibraryTokenizer } from '@huggingface/tokenizers';
import { Failure } from '#core/errors.ts';

/** A vocabulary of pieces of words at work. */
export interface WordPieces {
  /** How many the vocabulary has. */
  readonly size: number;
  /** Ids of a text's pieces. */
  pieces(text: string): number[];
  /** Ids between the marks that BERT puts at the ends. */
  marked(ids: readonly number[]): number[];
}

const [BEGINNING, END, UNKNOWN] = ['[CLS]', '[SEP]', '[UNK]'];
/** A word of more letters is unknown as a whole, as in the reference. */
const LONGEST_WORD = 100;
/** Marks are in capitals as well, but in brackets. */
const CAPITAL = /^(?:##)?[A-Z]/;

/**
 * The tokenizer of BERT without case (bert-base-uncased): blanks made single, accents taken off, words and signs apart,
 * then the longest pieces of the vocabulary (Wu et al. 2016). `vocabulary` is vocab.txt, a token a line. Throws
 * model-tokenizer.
 */
export function wordPieces(vocabulary: string): WordPieces {
  const tokens = vocabulary.replace(/\r?\n$/, '').split(/\r?\n/);
  const ids = Object.fromEntries(tokens.map((token, id) => [token, id]));
  const [beginning, end] = [needed(ids, BEGINNING), needed(ids, END)];
  needed(ids, UNKNOWN);
  const cased = tokens.find((token) => CAPITAL.test(token));
  if (cased !== undefined) throw unusable(`holds ${cased}: one with capitals is not known here`);
  const library = new LibraryTokenizer(
    {
      normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, lowercase: true },
      pre_tokenizer: { type: 'BertPreTokenizer' },
      model: {
        type: 'WordPiece',
        vocab: ids,
        unk_token: UNKNOWN,
        continuing_subword_prefix: '##',
        max_input_chars_per_word: LONGEST_WORD,
      },
      post_processor: null,
      decoder: null,
      added_tokens: [],
    },
    {},
  );
  return {
    size: tokens.length,
    pieces(text) {
      const plain = text.trim().split(/\s+/).join(' ');
      return plain === '' ? [] : library.encode(plain, { add_special_tokens: false }).ids;
    },
    marked: (ids) => [beginning, ...ids, end],
  };
}

function needed(ids: Readonly<Record<string, number>>, token: string): number {
  const id = ids[token];
  if (id === undefined) throw unusable(`holds no ${token}`);
  return id;
}

function unusable(reason: string): Failure {
  return new Failure('model-tokenizer', { file: 'vocab.txt', reason });
}
