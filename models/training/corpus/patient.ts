import { seededRandom, type Random } from '#core/random.ts';
import type { Split } from '../corpus.ts';
import { between, clamp } from '../phantom/maths.ts';
import { sampleFindings, samplePerson, type Population } from '../phantom/population.ts';
import type { Finding, PhantomSpec } from '../phantom/spec.ts';
import { isDevice } from '../phantom/spec.ts';
import { bodySeed } from './splits.ts';

/** The films of one patient: all but `stranger` show the same body. */
export interface PhantomPatient {
  readonly id: string;
  readonly frontal: PhantomSpec;
  readonly lateral: PhantomSpec | null;
  /** An earlier frontal film. */
  readonly prior: PhantomSpec | null;
  /** A lateral film of someone else in the same split, for questions about what belongs together. */
  readonly stranger: PhantomSpec | null;
}

const SHARE = { bedside: 0.4, lateral: 0.7, prior: 0.3, stranger: 0.15 };

/** Draws a patient; the stream of chance that is left is for what is written about them. */
export function samplePatient(
  seed: number,
  split: Split,
  index: number,
  population: Population,
): { patient: PhantomPatient; random: Random } {
  const body = bodySeed(seed, split, index);
  const random = seededRandom(body).fork(`corpus ${seed} ${population}`);
  const view = random.uniform() < SHARE.bedside ? 'AP' : 'PA';
  const findings = sampleFindings(random, view, population);
  const base = { patient: body, ...samplePerson(random) };
  function film(shown: PhantomSpec['view'], there: readonly Finding[]): PhantomSpec {
    return { ...base, exposure: random.integer(0x7fffffff), view: shown, findings: there };
  }
  const frontal = film(view, findings);
  const lateral = view === 'PA' && random.uniform() < SHARE.lateral ? film('LATERAL', findings) : null;
  const prior = random.uniform() < SHARE.prior ? film(view, findingsBefore(random, view, findings, population)) : null;
  const stranger = random.uniform() < SHARE.stranger ? strangerFor(random, seed, split, index, population) : null;
  return { patient: { id: `phantom-${split}-${seed}-${index}`, frontal, lateral, prior, stranger }, random };
}

/** A third of what is there now was there as it is, a third has grown or shrunk, and some of it is new. */
function findingsBefore(
  random: Random,
  view: PhantomSpec['view'],
  now: readonly Finding[],
  population: Population,
): Finding[] {
  const kept = now.flatMap((finding) => {
    const fate = random.uniform();
    if (fate < 0.15) return [];
    if (isDevice(finding.kind) || fate < 0.45) return [finding];
    const step = between(random, 0.2, 0.55) * (random.uniform() < 0.5 ? -1 : 1);
    const turned = finding.severity + step < 0 || finding.severity + step > 1 ? -step : step;
    return [{ ...finding, severity: clamp(finding.severity + turned, 0, 1) }];
  });
  const gone = random.uniform() < 0.25 ? sampleFindings(random, view, population) : [];
  return [...kept, ...gone.filter((each) => !now.some((other) => other.kind === each.kind))];
}

function strangerFor(random: Random, seed: number, split: Split, index: number, population: Population): PhantomSpec {
  return {
    patient: bodySeed(seed, split, index + 1 + random.integer(1000)),
    exposure: random.integer(0x7fffffff),
    view: 'LATERAL',
    ...samplePerson(random),
    findings: sampleFindings(random, 'PA', population),
  };
}
