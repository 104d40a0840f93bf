import { countNgrams, type NgramCounts } from './ngrams.ts';

/** A candidate with its references, in words. */
export interface CiderItem {
  readonly candidate: readonly string[];
  readonly references: readonly (readonly string[])[];
}

/**
 * `coco`: CIDEr-D, with counts clipped at the reference's and a penalty for a length that differs: what the COCO tools
 * and nlg-eval print as "CIDEr". `plain`: the cosine of the first paper, with neither.
 */
export type CiderVariant = 'coco' | 'plain';

interface Weights {
  readonly weights: ReadonlyMap<string, number>;
  readonly norm: number;
}
interface Vector {
  readonly orders: readonly Weights[];
  readonly pairs: number;
}

const ORDERS = [1, 2, 3, 4];
/** Standard deviation of the length penalty. */
const SIGMA = 6;

/**
 * CIDEr of each item, from 0 to 10 (Vedantam et al. 2015, `pycocoevalcap/cider`): runs of 1 to 4 words weighed by how
 * few items have them among their references, compared by cosine, over orders and references averaged, times ten. The
 * corpus score is the mean. With a single item every weight is nought, and so is the score. Words are not stemmed.
 */
export function cider(items: readonly CiderItem[], variant: CiderVariant): number[] {
  const counted = items.map(({ candidate, references }) => ({
    candidate: countOrders(candidate),
    references: references.map(countOrders),
  }));
  const rarity = rarityOf(counted.map((item) => item.references));
  return counted.map((item) => {
    const candidate = vector(item.candidate, rarity);
    const sum = item.references.reduce(
      (total, reference) => total + likeness(candidate, vector(reference, rarity), variant),
      0,
    );
    return (10 * sum) / item.references.length;
  });
}

function countOrders(words: readonly string[]): NgramCounts[] {
  return ORDERS.map((order) => countNgrams(words, order));
}

/** How rare a run is: the logarithm of the number of items over those that have it among their references. */
function rarityOf(references: readonly (readonly NgramCounts[])[][]): (key: string) => number {
  const having = new Map<string, number>();
  for (const item of references) {
    const keys = new Set(item.flatMap((orders) => orders.flatMap((counts) => [...counts.keys()])));
    for (const key of keys) having.set(key, (having.get(key) ?? 0) + 1);
  }
  const all = Math.log(references.length);
  return (key) => all - Math.log(Math.max(1, having.get(key) ?? 0));
}

function vector(orders: readonly NgramCounts[], rarity: (key: string) => number): Vector {
  let pairs = 0;
  for (const count of orders[1]?.values() ?? []) pairs += count;
  return { pairs, orders: orders.map((counts) => weigh(counts, rarity)) };
}

function weigh(counts: NgramCounts, rarity: (key: string) => number): Weights {
  const weights = new Map<string, number>();
  let squares = 0;
  for (const [key, count] of counts) {
    const weight = count * rarity(key);
    weights.set(key, weight);
    squares += weight * weight;
  }
  return { weights, norm: Math.sqrt(squares) };
}

/** Mean over the orders of the cosine. Lengths are counted in pairs of words, as the COCO tools do. */
function likeness(candidate: Vector, reference: Vector, variant: CiderVariant): number {
  const penalty = variant === 'coco' ? Math.exp(-((candidate.pairs - reference.pairs) ** 2) / (2 * SIGMA ** 2)) : 1;
  const cosines = candidate.orders.map(({ weights, norm }, index) => {
    const other = reference.orders[index];
    if (other === undefined || norm === 0 || other.norm === 0) return 0;
    let product = 0;
    for (const [key, weight] of weights) {
      const theirs = other.weights.get(key) ?? 0;
      product += (variant === 'coco' ? Math.min(weight, theirs) : weight) * theirs;
    }
    return product / (norm * other.norm);
  });
  return (penalty * cosines.reduce((sum, value) => sum + value, 0)) / ORDERS.length;
}
