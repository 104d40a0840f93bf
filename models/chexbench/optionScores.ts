import { letterOf } from './questions.ts';

/** What could have stood in a place of an answer, with the natural logarithm of its probability. */
export interface Likely {
  readonly token: string;
  readonly logprob: number;
}

/** From this much on the options are what the place is about. */
const MOST_OF_IT = 0.5;

/**
 * Probabilities of the options, scaled to a sum of one: from the first place whose alternatives are letters of options,
 * else from the first place of all where these are the options' own words or how one of them alone begins, as `yes` and
 * `no`. Options of several words are told apart by letters only. What is not among the alternatives counts as nought;
 * null where no place is about the options.
 */
export function optionScores(places: readonly (readonly Likely[])[], options: readonly string[]): number[] | null {
  const letters = options.map((_, place) => letterOf(place));
  for (const place of places) {
    const scores = scaled(place, letters, (token, letter) => token.replace(/[\s()]/g, '') === letter);
    if (scores) return scores;
  }
  const [first = []] = places;
  const words = options.map(plain);
  if (words.some((word) => /[\s,]/.test(word))) return null;
  return scaled(first, words, (token, word) => {
    const beginning = plain(token);
    return beginning !== '' && words.filter((each) => each.startsWith(beginning)).join() === word;
  });
}

function scaled(
  place: readonly Likely[],
  names: readonly string[],
  isFor: (token: string, name: string) => boolean,
): number[] | null {
  const shares = names.map((name) =>
    place.filter(({ token }) => isFor(token, name)).reduce((sum, { logprob }) => sum + Math.exp(logprob), 0),
  );
  const total = shares.reduce((sum, share) => sum + share, 0);
  return total > MOST_OF_IT ? shares.map((share) => share / total) : null;
}

function plain(text: string): string {
  return text.trim().replace(/[.:]$/, '').toLowerCase();
}
