import { Failure, toFailureData } from '#core/errors.ts';
import type { Random } from '#core/random.ts';
import { mannWhitney } from '#core/stats/mannWhitney.ts';
import { parseFormula } from '#core/stats/mixed/formula.ts';
import { modelFrame } from '#core/stats/mixed/frame.ts';
import { inferenceOf, type DegreesOfFreedom, type Estimate } from '#core/stats/mixed/inference.ts';
import { fitLinearMixed } from '#core/stats/mixed/linearMixed.ts';
import { wilson } from '#core/stats/proportion.ts';
import { column, numberColumn, type Table } from '#core/stats/table.ts';
import { simulateReads, type SimulatedDesign, type SimulatedSpread } from './paperDesign.ts';

/**
 * A share of repetitions, with its standard error and Wilson's 95 % interval: so far another seed may lie from it, the
 * method being the same.
 */
export interface Share {
  readonly share: number;
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
}

export interface Coverage {
  readonly repetitions: number;
  /** Repetitions whose model could not be fitted; they count in no share. */
  readonly failed: number;
  /** Fits in which a variance came out as zero. */
  readonly singular: number;
  /** How often the mixed model's interval holds the true effect. */
  readonly covered: Share;
  /** How often the mixed model finds an effect at 5 %: its power, or where there is none its type I error. */
  readonly found: Share;
  /** How often Mann-Whitney's test of all reads, blind to readers and cases, finds one at 5 %. */
  readonly mannWhitneyFound: Share;
  /** Mean of the estimates less the true effect. */
  readonly bias: number;
}

const FORMULA = parseFormula('y ~ arm + (1|reader) + (1|case)');

/**
 * Simulates a study so many times and analyses each as the app does, by the linear mixed model with REML and these
 * degrees of freedom: does its 95 % interval hold the truth in 95 % of them, and with what power is the effect found?
 * With effect 0, `found` is the type I error. Each repetition has its own stream of chance.
 * Throws statistics where no repetition can be fitted.
 */
export function coverageOf(
  design: SimulatedDesign,
  spread: SimulatedSpread,
  repetitions: number,
  random: Random,
  degrees: DegreesOfFreedom = 'kenward-roger',
  progress: (done: number) => void = () => undefined,
): Coverage {
  const results: { estimate: Estimate; singular: boolean; mannWhitneyP: number }[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const table = simulateReads(design, spread, random.fork(`repetition ${repetition}`));
    const fitted = analysed(table, degrees);
    if (fitted) results.push({ ...fitted, mannWhitneyP: mannWhitney(...arms(table))?.p ?? 1 });
    progress(repetition + 1);
  }
  if (results.length === 0)
    throw new Failure('statistics', { method: 'The coverage', reason: 'no simulated study could be fitted' });
  const share = (holds: (result: (typeof results)[number]) => boolean): Share => {
    const part = wilson(results.filter(holds).length, results.length);
    return { ...part, standardError: Math.sqrt((part.share * (1 - part.share)) / results.length) };
  };
  return {
    repetitions,
    failed: repetitions - results.length,
    singular: results.filter((result) => result.singular).length,
    covered: share(({ estimate }) => estimate.low <= spread.effect && spread.effect <= estimate.high),
    found: share(({ estimate }) => estimate.p < 0.05),
    mannWhitneyFound: share(({ mannWhitneyP }) => mannWhitneyP < 0.05),
    bias: results.reduce((sum, { estimate }) => sum + estimate.estimate, 0) / results.length - spread.effect,
  };
}

function analysed(table: Table, degrees: DegreesOfFreedom): { estimate: Estimate; singular: boolean } | null {
  try {
    const fit = fitLinearMixed(modelFrame(table, FORMULA));
    return { estimate: inferenceOf(fit, degrees).contrast([0, 1]), singular: fit.problems.length > 0 };
  } catch (thrown) {
    if (toFailureData(thrown).code !== 'statistics') throw thrown;
    return null;
  }
}

function arms(table: Table): [number[], number[]] {
  const names = column(table, 'arm');
  const values = numberColumn(table, 'y');
  const of = (arm: string): number[] =>
    values.filter((value, row): value is number => value !== null && names[row] === arm);
  return [of('a'), of('b')];
}
