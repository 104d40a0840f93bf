import { IntlMessageFormat } from 'intl-messageformat';
import type { FailureData } from '../errors.ts';
import errorWords from './errors.en.json' with { type: 'json' };

export type Catalogue = Readonly<Record<string, string>>;
export type MessageValues = Readonly<Record<string, string | number>>;

/** A function from key and values to words, over one catalogue of ICU messages. */
export function speaker<C extends Catalogue>(
  catalogue: C,
  language: string,
): (key: keyof C & string, values?: MessageValues) => string {
  const compiled = new Map<string, IntlMessageFormat>();
  return function say(key, values = {}) {
    let message = compiled.get(key);
    if (!message) {
      message = new IntlMessageFormat(catalogue[key] ?? key, language);
      compiled.set(key, message);
    }
    return String(message.format({ ...values }));
  };
}

const sayError = speaker(errorWords, 'en');

/** The one sentence that a person reads for a failure. */
export function failureWords(failure: FailureData): string {
  return sayError(failure.code, failure.detail);
}
