/** Agreement of yes/no labels with a reference, over texts. */
export interface Agreement {
  /** How many the reference has. */
  readonly positives: number;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly precision: number;
  readonly recall: number;
  /** 2 TP / (2 TP + FP + FN); nought when neither has any, as scikit-learn's default. */
  readonly f1: number;
}

/** Agreement over several labels: macro is the mean of their F1, micro that of all decisions taken together. */
export interface Agreements<Name extends string> {
  readonly each: Readonly<Record<Name, Agreement>>;
  readonly macroF1: number;
  readonly microF1: number;
}

/** Compares sets of labels, text by text. `names` says which labels count. */
export function compareLabels<Name extends string>(
  names: readonly Name[],
  pairs: readonly { readonly reference: ReadonlySet<Name>; readonly candidate: ReadonlySet<Name> }[],
): Agreements<Name> {
  const all = names.map((name) => {
    const counts = { both: 0, extra: 0, missed: 0 };
    for (const { reference, candidate } of pairs) {
      if (reference.has(name)) counts[candidate.has(name) ? 'both' : 'missed'] += 1;
      else if (candidate.has(name)) counts.extra += 1;
    }
    return [name, agreement(counts.both, counts.extra, counts.missed)] as const;
  });
  const sums = all.map(([, one]) => one);
  const micro = agreement(
    total(sums.map((one) => one.truePositives)),
    total(sums.map((one) => one.falsePositives)),
    total(sums.map((one) => one.falseNegatives)),
  );
  return {
    each: Object.fromEntries(all) as Record<Name, Agreement>,
    macroF1: total(sums.map((one) => one.f1)) / names.length,
    microF1: micro.f1,
  };
}

function agreement(truePositives: number, falsePositives: number, falseNegatives: number): Agreement {
  const positives = truePositives + falseNegatives;
  const claimed = truePositives + falsePositives;
  return {
    positives,
    truePositives,
    falsePositives,
    falseNegatives,
    precision: claimed === 0 ? 0 : truePositives / claimed,
    recall: positives === 0 ? 0 : truePositives / positives,
    f1: positives + claimed === 0 ? 0 : (2 * truePositives) / (positives + claimed),
  };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
