import { Failure } from '#core/errors.ts';
import { cohenKappa } from '#core/stats/agreement/cohenKappa.ts';
import { categoriesOf, crossTable } from '#core/stats/agreement/crossTable.ts';
import { intraclassCorrelations } from '#core/stats/agreement/icc.ts';
import type { Item, Protocol } from '../protocol/protocol.ts';
import type { Answer } from '../session/state.ts';
import type { ReadRow } from './rows.ts';

/** How far readers agree with themselves in one question, where reads came again. */
export interface SelfAgreement {
  readonly group: string;
  /** Null: all readers of the group, whose pairs count as independent. */
  readonly reader: string | null;
  readonly item: string;
  /** Reads that were answered both times. */
  readonly pairs: number;
  /** Pairs with the very same answer. */
  readonly same: number;
  readonly method: string;
  /** Null with a reason where the answers do not give it. */
  readonly value: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  readonly reason: string | null;
}

type Pair = readonly [first: Answer, second: Answer];
type Estimate = Pick<SelfAgreement, 'value' | 'ciLow' | 'ciHigh'>;

/**
 * First against second answers to every question but texts: of a scale Cohen's kappa with quadratic weights over all of
 * its steps, of choices Cohen's kappa of what was chosen together, of numbers ICC(2,1) of the two occasions.
 */
export function selfAgreement(rows: readonly ReadRow[], { groups, questionnaire }: Protocol): SelfAgreement[] {
  const byRead = new Map(rows.map((row) => [row.read, row]));
  const twice = rows.flatMap((second) => {
    const first = byRead.get(second.repeats ?? '');
    return first?.phase === 'finished' && second.phase === 'finished' ? [{ first, second }] : [];
  });
  return groups.flatMap(({ id: group }) => {
    const own = twice.filter(({ first }) => first.group === group);
    const readers = [null, ...new Set(own.map(({ first }) => first.reader))];
    return questionnaire.flatMap((item) =>
      item.type === 'text' || own.length === 0
        ? []
        : readers.map((reader) => {
            const pairs = own.flatMap(({ first, second }): Pair[] => {
              const [one, other] = [first.answers[item.id], second.answers[item.id]];
              const counts = reader === null || first.reader === reader;
              return counts && one !== undefined && other !== undefined ? [[one, other]] : [];
            });
            return { group, reader, item: item.id, ...agreementOf(item, pairs) };
          }),
    );
  });
}

function agreementOf(
  item: Exclude<Item, { type: 'text' }>,
  pairs: readonly Pair[],
): Omit<SelfAgreement, 'group' | 'reader' | 'item'> {
  const same = pairs.filter(([one, other]) => codeOf(one) === codeOf(other)).length;
  const { method, compute } = METHODS[item.type];
  try {
    return { pairs: pairs.length, same, method, ...compute(item, pairs), reason: null };
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    const reason = String(thrown.detail['reason'] ?? `${pairs.length} pairs`);
    return { pairs: pairs.length, same, method, value: null, ciLow: null, ciHigh: null, reason };
  }
}

const METHODS: Readonly<
  Record<
    Exclude<Item['type'], 'text'>,
    { readonly method: string; readonly compute: (item: Item, pairs: readonly Pair[]) => Estimate }
  >
> = {
  scale: {
    method: "Cohen's kappa, quadratic weights",
    compute: (item, pairs) => {
      const steps = item.type === 'scale' ? item.steps.map(({ value }) => String(value)) : [];
      return kappaOf(pairs, steps, 'quadratic');
    },
  },
  choices: {
    method: "Cohen's kappa",
    compute: (_item, pairs) => kappaOf(pairs, categoriesOf(pairs.flat().map(codeOf)), 'identity'),
  },
  sides: {
    method: "Cohen's kappa",
    // A repeat has its two texts on the sides of the first time.
    compute: (_item, pairs) => kappaOf(pairs, ['a', 'b', 'neither'], 'identity'),
  },
  number: {
    method: 'ICC(2,1)',
    compute: (_item, pairs) => {
      const all = intraclassCorrelations(pairs.map((pair) => pair.map(Number)));
      const found = all.find(({ form }) => form === 'ICC(2,1)');
      return { value: found?.icc ?? null, ciLow: found?.low ?? null, ciHigh: found?.high ?? null };
    },
  },
};

function kappaOf(pairs: readonly Pair[], categories: readonly string[], weights: 'quadratic' | 'identity'): Estimate {
  const [first, second] = [0, 1].map((index) => pairs.map((pair) => codeOf(pair[index] ?? '')));
  const { kappa, low, high } = cohenKappa(crossTable(first ?? [], second ?? [], categories), weights);
  // Where the asymptotic error is nought the pairs are too few or too alike for it: that is no certainty.
  const known = high > low;
  return { value: kappa, ciLow: known ? low : null, ciHigh: known ? high : null };
}

/** Chosen options in the order of the alphabet: it does not matter which was ticked first. */
function codeOf(answer: Answer): string {
  return Array.isArray(answer) ? [...answer].sort().join(' + ') : String(answer);
}
