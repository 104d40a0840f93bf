import type { Random } from '#core/random.ts';
import { mean, standardDeviation } from '#core/stats/describe.ts';
import { demand } from '#core/stats/demand.ts';
import { fitRidgeLogistic, logOdds } from '#core/stats/ridgeLogistic.ts';
import { rocArea, type RocArea } from '#core/stats/rocArea.ts';
import { featuresOf } from './features.ts';

/** A draft of one of two arms under audit. */
export interface AuditedText {
  readonly case: string;
  readonly second: boolean;
  readonly text: string;
}

/** A feature that tells the arms apart by itself. */
export interface TellingFeature {
  readonly id: string;
  /** How often a text of the second arm has more of it. */
  readonly area: RocArea;
  /** Means in the first and the second arm. */
  readonly means: readonly [number, number];
}

export interface BlindingAudit {
  /** Texts of the first and the second arm. */
  readonly texts: readonly [number, number];
  /**
   * How well a classifier that has not seen a case tells the arms of its texts apart; 0.5 is chance. The interval takes
   * the fits as given: where there is nothing to find, about one in ten leaves 0.5 out instead of one in twenty.
   */
  readonly area: RocArea;
  readonly folds: number;
  readonly telling: readonly TellingFeature[];
}

/** Fewer than usual: small folds of shuffled arms lean away from what the others have, which pulls the area below 0.5. */
const FOLDS = 5;
/** Texts an arm must have. */
const LEAST = 10;
/** Strength of the penalty on features of standard deviation one. */
const PENALTY = 5;

/**
 * Whether the way a draft is written gives its arm away. A logistic regression with a ridge penalty on features of
 * style and phrase is fitted five times without a fifth of the cases and scores the texts of those: cases stay whole,
 * since drafts of one case share its findings. Features are listed whose own area keeps off 0.5 by an interval that is
 * widened for their number. Throws stats-too-few below ten texts in an arm.
 */
export function auditBlinding(texts: readonly AuditedText[], random: Random): BlindingAudit {
  const [first, second] = [false, true].map((arm) => texts.filter((each) => each.second === arm).length);
  demand('The blinding audit', 'texts in each arm', Math.min(first ?? 0, second ?? 0), LEAST);
  const features = featuresOf(texts.map(({ text }) => text));
  const rows = texts.map(({ text }) => features.map((feature) => feature.of(text)));
  const foldOf = foldsByCase(texts, random);
  const scores = new Array<number>(texts.length).fill(0);
  for (let fold = 0; fold < FOLDS; fold++) {
    const training = texts.flatMap((each, index) => (foldOf.get(each.case) === fold ? [] : [index]));
    const scale = scaleOf(training.map((index) => rows[index] ?? []));
    const fit = fitRidgeLogistic(
      training.map((index) => scale(rows[index] ?? [])),
      training.map((index) => texts[index]?.second ?? false),
      PENALTY,
    );
    for (const [index, each] of texts.entries())
      if (foldOf.get(each.case) === fold) scores[index] = logOdds(fit, scale(rows[index] ?? []));
  }
  const of = (values: readonly number[], arm: boolean): number[] =>
    values.filter((_, index) => texts[index]?.second === arm);
  const telling = features.flatMap(({ id }, column): TellingFeature[] => {
    const values = rows.map((row) => row[column] ?? 0);
    const area = rocArea(of(values, true), of(values, false), 1 - 0.05 / features.length);
    if (area.low <= 0.5 && area.high >= 0.5) return [];
    return [{ id, area, means: [mean(of(values, false)) ?? 0, mean(of(values, true)) ?? 0] }];
  });
  return {
    texts: [first ?? 0, second ?? 0],
    area: rocArea(of(scores, true), of(scores, false)),
    folds: FOLDS,
    telling: telling.sort((a, b) => Math.abs(b.area.auc - 0.5) - Math.abs(a.area.auc - 0.5)),
  };
}

/** Cases by chance, those with texts of both arms apart from the others, so that every fold has its share of both. */
function foldsByCase(texts: readonly AuditedText[], random: Random): Map<string, number> {
  const kinds = new Map<string, string>();
  for (const { case: id, second } of texts) kinds.set(id, `${kinds.get(id) ?? ''}${second ? '2' : '1'}`);
  const order = random
    .shuffle([...kinds.keys()].sort())
    .sort((a, b) => (kinds.get(a) ?? '').localeCompare(kinds.get(b) ?? ''));
  return new Map(order.map((id, index) => [id, index % FOLDS]));
}

/** Puts features on the scale of the texts that a fit may see; what does not vary there counts for nothing. */
function scaleOf(rows: readonly (readonly number[])[]): (row: readonly number[]) => number[] {
  const columns = (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] ?? 0));
  const centres = columns.map((values) => mean(values) ?? 0);
  const spreads = columns.map((values) => standardDeviation(values) ?? 0);
  return (row) =>
    row.map((value, column) => {
      const spread = spreads[column] ?? 0;
      return spread > 0 ? (value - (centres[column] ?? 0)) / spread : 0;
    });
}
