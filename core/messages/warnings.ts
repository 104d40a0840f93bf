import { speaker, type MessageValues } from './messages.ts';
import warningWordsOf from './warnings.en.json' with { type: 'json' };

/** What an import may have doubts about and still go on. The catalogue is the list. */
export type WarningCode = keyof typeof warningWordsOf;

/** All codes, for schemas. */
export const warningCodes = Object.keys(warningWordsOf) as [WarningCode, ...WarningCode[]];

const say = speaker(warningWordsOf, 'en');

/** The sentence that a person reads for a warning. */
export function warningWords(code: WarningCode, values?: MessageValues): string {
  return say(code, values);
}
