import ranks from 'gpt-tokenizer/bpeRanks/r50k_base';
import { symbolsOfBytes } from '#models/chexagent/byteAlphabet.ts';
import type { TokenizerFiles } from '#models/chexagent/tokenizer.ts';

/**
 * The tokenizer files of a CheXagent-2 snapshot, rebuilt: GPT-2's vocabulary and merges from the ranks that gpt-tokenizer
 * carries, and the added tokens by their known ids (50257 to 50367).
 */
export function gpt2TokenizerFiles(): TokenizerFiles {
  const pieces = ranks.map(bytesOfRank);
  const names = pieces.map(symbolsOfBytes);
  const rankOf = new Map(names.map((name, rank) => [name, rank]));
  const vocabulary = Object.fromEntries(names.map((name, rank) => [name, rank]));
  vocabulary['<|endoftext|>'] = 50256;
  const merges = names.slice(256).map((name, index) => partsOf(name, index + 256, rankOf).join(' '));
  return {
    vocabulary: JSON.stringify(vocabulary),
    merges: `#version: 0.2\n${merges.join('\n')}\n`,
    addedTokens: JSON.stringify(chexagentAddedTokens()),
  };
}

/** The added tokens of CheXagent-2 by id: whitespace runs, image, region and coordinate tags, spare ones. */
export function chexagentAddedTokens(): Record<string, number> {
  const numbered = (name: string, count: number) => Array.from({ length: count }, (_, index) => `<|${name}_${index}|>`);
  const tokens = [
    ...Array.from({ length: 30 }, (_, index) => ' '.repeat(31 - index)),
    ...Array.from({ length: 8 }, (_, index) => '\t'.repeat(9 - index)),
    ...['img', '/img', 'imgpad', 'ref', '/ref', 'box', '/box', 'quad', '/quad'].map((name) => `<|${name}|>`),
    ...numbered('coord', 10),
    ...numbered('extra', 54),
  ];
  return Object.fromEntries(tokens.map((token, index) => [token, 50257 + index]));
}

function bytesOfRank(entry: string | readonly number[]): Uint8Array {
  return typeof entry === 'string' ? new TextEncoder().encode(entry) : Uint8Array.from(entry);
}

/** The two parts whose merge has this rank: what the piece is when only better merges are applied. */
function partsOf(name: string, rank: number, rankOf: ReadonlyMap<string, number>): string[] {
  const parts = Array.from(name);
  while (parts.length > 2) {
    let best = -1;
    let bestRank = rank;
    for (let index = 0; index + 1 < parts.length; index++) {
      const found = rankOf.get(`${parts[index]}${parts[index + 1]}`);
      if (found !== undefined && found < bestRank) [best, bestRank] = [index, found];
    }
    if (best < 0) throw new Error(`no merge makes ${name}`);
    parts.splice(best, 2, `${parts[best]}${parts[best + 1]}`);
  }
  return parts;
}
