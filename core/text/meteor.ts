/** Constants of Lavie and Agarwal 2007 as nltk has them: weight of recall, exponent and weight of the penalty. */
const ALPHA = 0.9;
const BETA = 3;
const GAMMA = 0.5;

/**
 * METEOR, exact stage only, from 0 to 1: the weighed harmonic mean of the precision and recall of single words, less a
 * penalty for the number of chunks in which they stand (Banerjee and Lavie 2005; nltk's `meteor_score`). Words are
 * lower-cased. The stem and synonym stages are left out: they need WordNet, so a text with synonyms scores lower than
 * with nltk, and all texts score otherwise than with the METEOR 1.5 program, which has other constants and paraphrases.
 * Of several references the best counts.
 */
export function meteor(candidate: readonly string[], references: readonly (readonly string[])[]): number {
  const lower = candidate.map((word) => word.toLowerCase());
  return Math.max(
    0,
    ...references.map((reference) =>
      single(
        lower,
        reference.map((word) => word.toLowerCase()),
      ),
    ),
  );
}

function single(candidate: readonly string[], reference: readonly string[]): number {
  const places = align(candidate, reference);
  const matched = places.filter((place) => place !== null).length;
  if (matched === 0) return 0;
  const precision = matched / candidate.length;
  const recall = matched / reference.length;
  const mean = (precision * recall) / (ALPHA * precision + (1 - ALPHA) * recall);
  return mean * (1 - GAMMA * (chunks(places) / matched) ** BETA);
}

/** For each word of the candidate its place in the reference: from the end on, the last one still free, as nltk does. */
function align(candidate: readonly string[], reference: readonly string[]): (number | null)[] {
  const free = new Map<string, number[]>();
  reference.forEach((word, place) => {
    const places = free.get(word);
    if (places === undefined) free.set(word, [place]);
    else places.push(place);
  });
  return candidate
    .toReversed()
    .map((word) => free.get(word)?.pop() ?? null)
    .toReversed();
}

/** Runs of matched words that are neighbours in both texts. */
function chunks(places: readonly (number | null)[]): number {
  let count = 0;
  places.forEach((place, index) => {
    const before = places[index - 1];
    if (place !== null && (before === undefined || before === null || before + 1 !== place)) count += 1;
  });
  return count;
}
