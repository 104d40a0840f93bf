import type { WordPieces } from '../bert/wordPiece.ts';

/**
 * How a text falls into words, by the data that a RadGraph was trained on: `radgraph` (Jain et al. 2021) or
 * `radgraph-xl` (Delbrouck et al. 2024).
 */
export type WordRule = 'radgraph' | 'radgraph-xl';

/** What Python takes for a blank, as signs of a class; \s of JavaScript is not the same. */
const BLANK = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const BLANKS = new RegExp(`[${BLANK}]+`, 'u');

/** Where a sign that the first release parts from words has no blank before or after it. */
const EDGE = /(?<! )(?=[/,:.!?()])|(?<=[/,:.!?()])(?! )/g;

/** `wordpunct_tokenize` of NLTK: runs of letters, digits and _, or runs of signs. */
const WORD_OR_SIGNS = new RegExp(`[\\p{L}\\p{N}_]+|[^\\p{L}\\p{N}_${BLANK}]+`, 'gu');

/** Signs that stand for something in the files of RadGraph-XL, in the order of its replacements. */
const ESCAPED: readonly (readonly [sign: string, put: string])[] = [
  ['\\n', '  '],
  ['\\f', '  '],
  ['\\u2122', '      '],
  ['\\"', '``'],
];
/** Runs of signs that RadGraph-XL parts again. */
const PARTED: readonly (readonly [signs: string, put: string])[] = [
  [').', ') .'],
  ['%.', '% .'],
  [".'", ". '"],
  ['%,', '% ,'],
  ['%)', '% )'],
];

/**
 * The words of a report as the `radgraph` package (Stanford AIMI, `utils.py`: `preprocess_reports` and
 * `radgraph_xl_preprocess_report`) makes them; case is kept.
 */
export function wordsOf(text: string, rule: WordRule): string[] {
  if (rule === 'radgraph') return split(text.replace(EDGE, ' '));
  const plain = replaced(text, ESCAPED);
  return split(replaced((plain.match(WORD_OR_SIGNS) ?? []).join(' '), PARTED));
}

function replaced(text: string, pairs: readonly (readonly [string, string])[]): string {
  return pairs.reduce((changed, [sign, put]) => changed.replaceAll(sign, put), text);
}

function split(text: string): string[] {
  return text.split(BLANKS).filter((word) => word !== '');
}

/** Words as ids: what the encoder reads, piece by piece, and where each word stands in it. */
export interface PiecedWords {
  /** Ids with their marks, in runs that the encoder can take. */
  readonly segments: readonly (readonly number[])[];
  /** First piece of each word and the one after its last, counted without marks through all segments. */
  readonly places: readonly (readonly [from: number, to: number])[];
}

/**
 * Pieces of words that are cut one by one (AllenNLP's `PretrainedTransformerMismatchedIndexer`): more than `longest`
 * pieces, marks included, go on in another segment, wherever a word then breaks.
 */
export function piecesOf(words: readonly string[], { pieces, marked }: WordPieces, longest: number): PiecedWords {
  const ids: number[] = [];
  const places = words.map((word): [number, number] => {
    const from = ids.length;
    // DyGIE++ reads these two so.
    ids.push(...pieces(word === '/.' || word === '/?' ? word.slice(1) : word));
    return [from, ids.length];
  });
  const most = longest - marked([]).length;
  const segments: number[][] = [];
  for (let from = 0; from < ids.length; from += most) segments.push(marked(ids.slice(from, from + most)));
  return { segments, places };
}

/** The mean state of each word's pieces [words, width]; a word without a piece is all zeros. */
export function wordStates(pieces: Float32Array, width: number, places: PiecedWords['places']): Float32Array {
  const states = new Float32Array(places.length * width);
  for (const [word, [from, to]] of places.entries()) {
    for (let column = 0; column < width && to > from; column++) {
      let sum = 0;
      for (let piece = from; piece < to; piece++) sum += pieces[piece * width + column] as number;
      states[word * width + column] = sum / (to - from);
    }
  }
  return states;
}
