/** Answers about cases: a row a case, a column a rater; null where a rater gave none. */
export type Ratings = readonly (readonly (number | null)[])[];

/** How often each case (row) was given each category (column). */
export interface RatingCounts {
  readonly counts: readonly (readonly number[])[];
  /** Values of the categories, rising. */
  readonly values: readonly number[];
}

/** Counts a case of the different values of the ratings. */
export function countRatings(ratings: Ratings): RatingCounts {
  const given = ratings.flat().filter((value) => value !== null);
  const values = [...new Set(given)].sort((a, b) => a - b);
  const counts = ratings.map((row) => values.map((value) => row.filter((each) => each === value).length));
  return { counts, values };
}

/** Counts as given, their categories numbered from 1. */
export function numberedCounts(counts: readonly (readonly number[])[]): RatingCounts {
  return { counts, values: (counts[0] ?? []).map((_, index) => index + 1) };
}
