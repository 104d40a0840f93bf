import { Failure } from '#core/errors.ts';
import type { Random } from '#core/random.ts';
import { mannWhitney } from '#core/stats/mannWhitney.ts';
import { wilson, type Proportion } from '#core/stats/proportion.ts';
import { linearEffect, type Frames, type ModelSpec } from '#studies/analysis/effects.ts';
import type { Times } from './presets.ts';
import type { PlannedRead } from './schedule.ts';

/** How reading times spread: those of each arm over all, and the parts of readers and cases in that on the log scale. */
export interface PowerSpread {
  readonly first: Times;
  readonly second: Times;
  readonly readerSd: number;
  readonly caseSd: number;
}

/** How often a method finds a difference at the level, with Wilson's 95 % interval for what chance leaves open. */
export interface Power {
  readonly repetitions: number;
  /** Of the first and the second arm. */
  readonly reads: readonly [number, number];
  readonly mannWhitney: Proportion;
  /** Null where it was not asked for, or never could be fitted. */
  readonly mixed: Proportion | null;
  /** Studies in which the mixed model gave no answer; they count as nothing found. */
  readonly failed: number;
}

export interface PowerInput {
  readonly reads: readonly PlannedRead[];
  readonly spread: PowerSpread;
  /** The mixed model as the protocol fixes it; null leaves it out. */
  readonly model: ModelSpec | null;
  readonly repetitions: number;
  readonly level: number;
  readonly random: Random;
  /** Told after every study; ends the work by throwing. */
  readonly progress?: (done: number) => void;
}

/**
 * Power of a comparison on a given schedule: so many studies with log-normal times, log t = mu + reader + case + rest,
 * each analysed by Mann-Whitney's test of all reads and by the linear mixed model on log time. Where both arms have the
 * same times, this is the type I error. Every study has its own stream of chance.
 * Throws bad-input where readers and cases alone spread more than an arm.
 */
export function powerOf(input: PowerInput): Power {
  const { reads, model, repetitions, level, random } = input;
  const laws = [input.spread.first, input.spread.second].map((times) => lawOf(times, input.spread));
  const frames: Frames = new Map();
  let [rank, fitted, failed] = [0, 0, 0];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const values = drawTimes(reads, laws, input.spread, random.fork(`study ${repetition}`));
    const arm = (second: boolean): number[] => values.filter((_, index) => reads[index]?.second === second);
    if ((mannWhitney(arm(false), arm(true))?.p ?? 1) < level) rank += 1;
    if (model) {
      const all = reads.map((read, index) => ({ ...read, value: values[index] ?? 0 }));
      const effect = linearEffect(all, model, true, frames);
      if ('reason' in effect) failed += 1;
      else if (effect.p < level) fitted += 1;
    }
    input.progress?.(repetition + 1);
  }
  const second = reads.filter((read) => read.second).length;
  return {
    repetitions,
    reads: [reads.length - second, second],
    mannWhitney: wilson(rank, repetitions),
    mixed: model && failed < repetitions ? wilson(fitted, repetitions) : null,
    failed,
  };
}

interface Law {
  readonly mu: number;
  /** Standard deviation of what neither reader nor case explains. */
  readonly rest: number;
}

/** Log-normal: sigma^2 = ln(1 + sd^2 / mean^2), mu = ln mean - sigma^2 / 2. */
function lawOf({ mean, sd }: Times, { readerSd, caseSd }: PowerSpread): Law {
  const whole = Math.log(1 + (sd / mean) ** 2);
  const rest = whole - readerSd ** 2 - caseSd ** 2;
  if (rest < 0)
    throw new Failure('bad-input', {
      where: 'effect',
      reason: `readers (${readerSd}) and cases (${caseSd}) spread more than the whole, ${Math.sqrt(whole).toFixed(3)} on the log scale`,
    });
  return { mu: Math.log(mean) - whole / 2, rest: Math.sqrt(rest) };
}

function drawTimes(
  reads: readonly PlannedRead[],
  laws: readonly Law[],
  { readerSd, caseSd }: PowerSpread,
  random: Random,
): number[] {
  const drawn = new Map<string, number>();
  /** One deviation a reader or case, the same in all its reads. */
  function deviation(name: string, sd: number): number {
    const known = drawn.get(name) ?? random.normal() * sd;
    drawn.set(name, known);
    return known;
  }
  return reads.map(({ reader, case: caseId, second }) => {
    const { mu, rest } = laws[Number(second)] ?? { mu: 0, rest: 0 };
    const common = deviation(`reader ${reader}`, readerSd) + deviation(`case ${caseId}`, caseSd);
    return Math.exp(mu + common + rest * random.normal());
  });
}
