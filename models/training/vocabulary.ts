import { symbolsOfBytes } from '#models/chexagent/byteAlphabet.ts';
import { tokenRoles } from '#models/chexagent/checkpoint/tokens.ts';
import type { Architecture } from '#models/chexagent/architecture.ts';
import { WORDS, type TokenizerFiles } from '#models/chexagent/tokenizer.ts';

/** Tokens of the chat format and of boxes, behind the end of text. */
const ADDED = ['<|img|>', '<|/img|>', '<|imgpad|>', '<|ref|>', '<|/ref|>', '<|box|>', '<|/box|>'];
const END_OF_TEXT = '<|endoftext|>';

export interface TrainedVocabulary {
  readonly files: TokenizerFiles;
  /** Ids with a token. */
  readonly used: number;
}

/**
 * Byte-level BPE (Sennrich, Haddow and Birch 2016) learned from texts: the 256 bytes, then the most frequent pair again
 * and again until `merges` are found or no pair occurs twice. Ties go to the pair that sorts first, so the same texts
 * give the same files.
 */
export function trainVocabulary(texts: Iterable<string>, merges: number): TrainedVocabulary {
  const words = countWords(texts);
  const found: (readonly [string, string])[] = [];
  while (found.length < merges) {
    const best = bestPair(words);
    if (!best) break;
    found.push(best);
    for (const word of words) word.pieces = merged(word.pieces, best);
  }
  const bytes = Array.from({ length: 256 }, (_, byte) => symbolsOfBytes(Uint8Array.of(byte)));
  const pieces = [...new Set([...bytes, ...found.map((pair) => pair.join(''))]), END_OF_TEXT];
  const added = ADDED.map((token, index) => [token, pieces.length + index] as const);
  return {
    files: {
      vocabulary: JSON.stringify(Object.fromEntries(pieces.map((piece, id) => [piece, id]))),
      merges: ['#version: 0.2', ...found.map((pair) => pair.join(' ')), ''].join('\n'),
      addedTokens: JSON.stringify(Object.fromEntries(added)),
    },
    used: pieces.length + added.length,
  };
}

/** Ids by role, as a checkpoint with these files has them. */
export function tokenRolesOf({ files, used }: TrainedVocabulary): Architecture['tokens'] {
  return tokenRoles(files, used, undefined);
}

interface Word {
  pieces: readonly string[];
  readonly count: number;
}

function countWords(texts: Iterable<string>): Word[] {
  const counts = new Map<string, number>();
  const pattern = new RegExp(WORDS, 'gu');
  const whole = new RegExp([END_OF_TEXT, ...ADDED].map((token) => token.replaceAll('|', '\\|')).join('|'), 'g');
  for (const text of texts) {
    for (const part of text.split(whole)) {
      for (const [word] of part.matchAll(pattern)) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  const encoder = new TextEncoder();
  return [...counts].map(([word, count]) => ({
    count,
    pieces: Array.from(encoder.encode(word), (byte) => symbolsOfBytes(Uint8Array.of(byte))),
  }));
}

function bestPair(words: readonly Word[]): readonly [string, string] | null {
  const counts = new Map<string, number>();
  for (const { pieces, count } of words) {
    for (let index = 1; index < pieces.length; index++) {
      const pair = `${pieces[index - 1]} ${pieces[index]}`;
      counts.set(pair, (counts.get(pair) ?? 0) + count);
    }
  }
  let best = '';
  let most = 1;
  for (const [pair, count] of counts) {
    if (count > most || (count === most && best !== '' && pair < best)) [best, most] = [pair, count];
  }
  const [left, right] = best.split(' ');
  return left && right ? [left, right] : null;
}

function merged(pieces: readonly string[], [left, right]: readonly [string, string]): readonly string[] {
  if (!pieces.includes(left)) return pieces;
  const result: string[] = [];
  for (let index = 0; index < pieces.length; index++) {
    if (pieces[index] === left && pieces[index + 1] === right) {
      result.push(left + right);
      index++;
    } else result.push(pieces[index] as string);
  }
  return result;
}
