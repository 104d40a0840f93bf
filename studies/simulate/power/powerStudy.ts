import { Failure, toFailureData } from '#core/errors.ts';
import { seededRandom } from '#core/random.ts';
import type { ModelSpec } from '#studies/analysis/effects.ts';
import type { Protocol } from '#studies/protocol/protocol.ts';
import { powerOf, type Power, type PowerSpread } from './power.ts';
import { plannedReads, scaled, type Comparison, type PlannedRead } from './schedule.ts';

export interface PowerRequest {
  readonly protocol: Protocol;
  readonly comparison: Comparison;
  /** The reads of lists that were made; null plans them by protocol and seed. */
  readonly reads: readonly PlannedRead[] | null;
  readonly spread: PowerSpread;
  readonly repetitions: number;
  readonly level: number;
  readonly seed: number;
  /** Looks for the cases and the readers that give this power; null leaves the curves out. */
  readonly target: number | null;
}

/** One point of a curve: a study of another size. */
export interface PowerPoint {
  readonly readers: number;
  readonly cases: number;
  readonly power: Power;
}

export interface PowerStudy {
  readonly comparison: Comparison;
  readonly spread: PowerSpread;
  /** At 5 % unless asked otherwise. */
  readonly level: number;
  readonly power: Power;
  /** Both arms with the times of the first: what is found is an error of the first kind. */
  readonly typeOne: Power;
  readonly curves: {
    readonly cases: readonly PowerPoint[];
    readonly readers: readonly PowerPoint[];
  } | null;
  /** The smallest sizes on the curves that reach the target by the mixed model; null where none does. */
  readonly required: { readonly cases: number | null; readonly readers: number | null } | null;
  /** Sizes that the design can't have. */
  readonly left: readonly string[];
}

const FACTORS = [0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8];

/** The power of one comparison of a study, its type I error, and how both numbers of cases and of readers change it. */
export function powerStudy(
  request: PowerRequest,
  progress: (what: string, done: number, total: number) => void = () => undefined,
): PowerStudy {
  const { protocol, comparison, spread, level, repetitions, seed, target } = request;
  const group = protocol.groups.find(({ id }) => id === comparison.group);
  if (!group) throw new Failure('usage', { reason: `no group ${comparison.group} in the protocol` });
  const model = modelOf(protocol, comparison);
  const random = seededRandom(seed);
  const reads = request.reads ?? plannedReads(protocol, comparison, seed);
  function run(name: string, used: readonly PlannedRead[], times: PowerSpread): Power {
    const tell = (done: number): void => progress(`simulating, ${name}`, done, repetitions);
    return powerOf({
      reads: used,
      spread: times,
      model,
      repetitions,
      level,
      random: random.fork(name),
      progress: tell,
    });
  }
  const left: string[] = [];
  function curve(by: 'cases' | 'readers', goal: number): PowerPoint[] {
    const points: PowerPoint[] = [];
    for (const factor of FACTORS) {
      const readers = by === 'readers' ? Math.round((group?.readers ?? 1) * factor) : (group?.readers ?? 1);
      const plan = scaled(protocol, comparison.group, Math.max(1, readers), by === 'cases' ? factor : 1);
      const size = by === 'readers' ? readers : plan.cases;
      if (readers < 1 || points.some((point) => point[by] === size)) continue;
      const planned = plannedOrReason(plan, comparison, seed);
      if ('reason' in planned) {
        left.push(`${size} ${by}: ${planned.reason}`);
        continue;
      }
      const power = run(`${size} ${by}`, planned.reads, spread);
      points.push({ readers, cases: plan.cases, power });
      if (factor >= 1 && reached(power, goal)) break;
    }
    return points;
  }
  const power = run('the study', reads, spread);
  const typeOne = run('no effect', reads, { ...spread, second: spread.first });
  const curves = target === null ? null : { cases: curve('cases', target), readers: curve('readers', target) };
  const first = (by: 'cases' | 'readers'): number | null =>
    curves?.[by].find((point) => reached(point.power, target ?? 1))?.[by] ?? null;
  const required = curves && { cases: first('cases'), readers: first('readers') };
  return { comparison, spread, level, power, typeOne, curves, required, left };
}

function reached({ mixed, mannWhitney }: Power, target: number): boolean {
  return (mixed ?? mannWhitney).share >= target;
}

/** The mixed model as the endpoint on the reading time of this comparison fixes it, or as the app's contrasts have it. */
function modelOf({ endpoints = [] }: Protocol, { group, arms }: Comparison): ModelSpec {
  const fixed = endpoints.find(
    (each) =>
      each.group === group &&
      each.measure.kind === 'time' &&
      each.method === 'log-linear' &&
      arms.every((arm) => each.arms.includes(arm)),
  );
  return (
    fixed ?? { covariates: [], randomEffects: ['reader', 'case'], degreesOfFreedom: 'satterthwaite', confidence: 0.95 }
  );
}

function plannedOrReason(
  protocol: Protocol,
  comparison: Comparison,
  seed: number,
): { reads: PlannedRead[] } | { reason: string } {
  try {
    return { reads: plannedReads(protocol, comparison, seed) };
  } catch (thrown) {
    const { code, detail } = toFailureData(thrown);
    if (code !== 'allocation-impossible') throw thrown;
    return { reason: String(detail['reason']) };
  }
}
