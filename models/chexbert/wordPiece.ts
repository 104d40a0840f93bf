import { Tokenizer as LibraryTokenizer } from '@huggingface/tokenizers';
import { Failure } from '#core/errors.ts';

/** Ids of a text with the marks that BERT puts at its ends. */
export type EncodeText = (text: string) => number[];

const [BEGINNING, END, UNKNOWN] = ['[CLS]', '[SEP]', '[UNK]'];
/** A word of more letters is unknown as a whole, as in the reference. */
const LONGEST_WORD = 100;

/**
 * The tokenizer of BERT without case (bert-base-uncased): blanks made single, accents taken off, words and signs apart,
 * then the longest pieces of the vocabulary (Wu et al. 2016). `vocabulary` is vocab.txt, a token a line; a text of more
 * than `most` tokens is cut off before its end mark, as CheXbert does. Throws model-tokenizer.
 */
export function wordPieces(vocabulary: string, most: number): EncodeText {
  const tokens = vocabulary.replace(/\r?\n$/, '').split(/\r?\n/);
  const ids = Object.fromEntries(tokens.map((token, id) => [token, id]));
  const [beginning, end] = [needed(ids, BEGINNING), needed(ids, END)];
  needed(ids, UNKNOWN);
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
  return (text) => {
    const plain = text.trim().split(/\s+/).join(' ');
    const pieces = plain === '' ? [] : library.encode(plain, { add_special_tokens: false }).ids;
    return [beginning, ...pieces.slice(0, most - 2), end];
  };
}

function needed(ids: Readonly<Record<string, number>>, token: string): number {
  const id = ids[token];
  if (id === undefined) throw new Failure('model-tokenizer', { file: 'vocab.txt', reason: `holds no ${token}` });
  return id;
}
