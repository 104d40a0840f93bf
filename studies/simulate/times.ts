import { Failure } from '#core/errors.ts';
import { seededRandom, type Random } from '#core/random.ts';
import type { ArmEffect, Effect } from './effect.ts';

/**
 * Draws reading times in whole milliseconds: log t = mu + reader + case + rest, all normal, with mu and the whole
 * spread such that t has the arm's mean and standard deviation (log-normal: sigma^2 = ln(1 + sd^2 / mean^2)).
 * `again` tells reads of the same case by the same reader apart. Throws Failure bad-input where readers and cases alone would spread more than the arm.
 */
export function timeDrawer(
  effect: Effect,
  seed: number,
): (arm: ArmEffect, reader: string, caseId: string, again?: string) => number {
  const streams = seededRandom(seed).fork('times');
  function deviation(name: string, sd: number): number {
    return sd === 0 ? 0 : streams.fork(name).normal() * sd;
  }
  return function drawTime(arm, reader, caseId, again = '') {
    const whole = Math.log(1 + (arm.sd / arm.mean) ** 2);
    const rest = whole - effect.readerSd ** 2 - effect.caseSd ** 2;
    if (rest < 0) {
      throw new Failure('bad-input', {
        where: 'effect',
        reason: `readerSd and caseSd are more than the spread of ${arm.group} ${arm.arm} (${Math.sqrt(whole).toFixed(3)} on the log scale)`,
      });
    }
    const logTime =
      Math.log(arm.mean) -
      whole / 2 +
      deviation(`reader ${reader}`, effect.readerSd) +
      deviation(`case ${caseId}`, effect.caseSd) +
      deviation(`read ${reader} ${caseId}${again}`, Math.sqrt(rest));
    return Math.max(1, Math.round(Math.exp(logTime) * 1000));
  };
}

/** One of several keys, by weight; null where there is no weight at all. */
export function drawWeighted(weights: Readonly<Record<string, number>>, random: Random): string | null {
  const entries = Object.entries(weights);
  let left = random.uniform() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [key, weight] of entries) {
    left -= weight;
    if (left < 0) return key;
  }
  return null;
}
