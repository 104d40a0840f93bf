import type { TokenizerFiles } from '#models/chexagent/tokenizer.ts';
import { chexagentAddedTokens, gpt2TokenizerFiles } from './gpt2Tokenizer.ts';

/** GPT-2's 256 bytes and first `merges` pieces, the end of text, then the added tokens: 368 + merges ids in all. */
export function smallTokenizerFiles(merges = 52): TokenizerFiles {
  const whole = gpt2TokenizerFiles();
  const kept = 256 + merges;
  const pieces = Object.entries(JSON.parse(whole.vocabulary) as Record<string, number>).filter(([, id]) => id < kept);
  const vocabulary = { ...Object.fromEntries(pieces), '<|endoftext|>': kept };
  const added = Object.entries(chexagentAddedTokens()).map(([token, id]) => [token, id - 50256 + kept]);
  return {
    vocabulary: JSON.stringify(vocabulary),
    merges: whole.merges
      .split('\n')
      .slice(0, merges + 1)
      .concat('')
      .join('\n'),
    addedTokens: JSON.stringify(Object.fromEntries(added)),
  };
}
