import { seededRandom, type Random } from '#core/random.ts';
import type { AllocationInput } from '#studies/allocation/input.ts';
import { readerCodes } from '#studies/allocation/readers.ts';
import { repeatFaults } from '#studies/protocol/conduct.ts';
import { protocol as schema, type Protocol } from '#studies/protocol/protocol.ts';

export type Kind = NonNullable<Protocol['design']>['kind'];
export const kinds = ['parallel', 'crossed', 'williams', 'latin-square', 'split-plot', 'incomplete-blocks'] as const;

const words = { en: 'x' };

export interface GroupPlan {
  readonly readers: number;
  /** Cases in each arm. */
  readonly arms: readonly number[];
}

/** A protocol with arms of drafts by sources s0, s1, ... */
export function planned(cases: number, groups: readonly GroupPlan[], design?: object): unknown {
  const most = Math.max(...groups.map(({ arms }) => arms.length));
  return {
    format: 1,
    title: words,
    question: words,
    arms: Array.from({ length: most }, (_, arm) => ({ id: `arm-${arm}`, drafts: [`s${arm}`] })),
    groups: groups.map(({ readers, arms }, index) => ({
      id: `group-${index}`,
      label: words,
      readers,
      arms: arms.map((count, arm) => ({ arm: `arm-${arm}`, cases: count })),
    })),
    cases,
    ...(design ? { design } : {}),
    order: 'random',
    blinded: true,
    questionnaire: [],
    idleCapSeconds: 30,
  };
}

export function caseName(index: number): string {
  return `c${String(index).padStart(6, '0')}`;
}

/** All that lists are made of: as many cases as asked, every case with all drafts. */
export function inputFor(protocol: Protocol, seed: number, cases = protocol.cases): AllocationInput {
  const random = seededRandom(seed).fork('attributes');
  const any = (values: readonly string[]): string => values[random.integer(values.length)] ?? '';
  return {
    protocol,
    readers: readerCodes(protocol),
    cases: Array.from({ length: cases }, (_, index) => ({
      id: caseName(index),
      attributes: {
        sex: any(['F', 'M']),
        age: any(['under 40', '40 to 64', '65 and over']),
        view: 'PA',
        prior: any(['yes', 'no', 'no']),
      },
    })),
    drafts: Array.from({ length: cases }, (_, index) => index).flatMap((index) =>
      protocol.arms.map((arm, place) => ({
        case: caseName(index),
        source: `s${place}`,
        text: `${arm.id} of ${index}`,
        provenance: 'test',
      })),
    ),
    seed,
  };
}

/** A possible study of the design, drawn by chance: readers, arms, cases, block size, strata, spare cases, past cases. */
export function anyStudy(kind: Kind, random: Random): AllocationInput {
  const up = (from: number, to: number): number => from + random.integer(to - from + 1);
  const arms = up(2, 4);
  const dealing = {
    ...(kind === 'parallel' || random.uniform() < 0.5 ? { blockSize: up(2, 9) } : {}),
    ...(random.uniform() < 0.5 ? { stratifyBy: random.shuffle(['sex', 'age', 'prior']).slice(0, up(1, 2)) } : {}),
  };
  const washout = { washoutDays: up(0, 60) };
  const study = ((): { cases: number; groups: GroupPlan[]; design: object } => {
    switch (kind) {
      case 'parallel': {
        const groups = Array.from({ length: up(1, 2) }, () => ({
          readers: up(1, 6),
          arms: Array.from({ length: arms }, () => up(1, 6)),
        }));
        const longest = Math.max(...groups.map((group) => group.arms.reduce((sum, count) => sum + count, 0)));
        return { cases: longest + up(0, 12), groups, design: dealing };
      }
      case 'crossed': {
        const cases = up(1, 14);
        return {
          cases,
          groups: [{ readers: up(1, 7), arms: Array(arms).fill(cases) }],
          design: { ...washout, ...dealing },
        };
      }
      case 'williams': {
        const rows = arms % 2 === 0 ? arms : 2 * arms;
        const many = random.uniform() < 0.5 || (arms % 2 === 1 && 'stratifyBy' in dealing);
        const cases = many ? up(1, 13) : rows * up(1, 2);
        const readers = many ? rows * up(1, 2) : up(1, 7);
        return { cases, groups: [{ readers, arms: Array(arms).fill(cases) }], design: { ...washout, ...dealing } };
      }
      case 'latin-square': {
        const each = up(1, 9);
        return { cases: each * arms, groups: [{ readers: up(1, 8), arms: Array(arms).fill(each) }], design: dealing };
      }
      case 'split-plot': {
        const [blocks, each] = [up(2, 4), up(1, 6)];
        const groups = [{ readers: blocks + up(0, 5), arms: Array(arms).fill(each) }];
        return { cases: blocks * each, groups, design: { blocks, ...washout, ...dealing } };
      }
      case 'incomplete-blocks': {
        const each = up(1, 5);
        const total = each * arms;
        const anchors = up(0, total - 1);
        const groups = [{ readers: up(1, 7), arms: Array(arms).fill(each) }];
        return { cases: total + up(0, 15), groups, design: { anchors, ...dealing } };
      }
    }
  })();
  const plain = schema.parse(planned(study.cases, study.groups, { kind, ...study.design }));
  const protocol = { ...plain, ...anyRepeats(plain, random), ...anyPractice(random) };
  const spare = up(0, 8);
  const input = withPractice(inputFor(protocol, random.integer(0x7fffffff), study.cases + spare), up(2, 3));
  if (random.uniform() < 0.5) return input;
  // More than there are to spare, at times: then lists are dealt round them, or are impossible.
  const complete = kind === 'crossed' || kind === 'williams' || kind === 'latin-square';
  const known = random
    .shuffle(input.cases.flatMap(({ id, practice }) => (practice ? [] : [id])))
    .slice(0, up(1, Math.max(1, complete ? spare : spare + 2)));
  const codes = input.readers.map(({ code }) => code);
  const past: Record<string, string[]> = {};
  for (const id of known) {
    const code = codes[random.integer(codes.length)] ?? '';
    past[code] = [...(past[code] ?? []), id];
  }
  return { ...input, past };
}

/** In every other study some reads come again, where the lists have room for them. */
function anyRepeats(protocol: Protocol, random: Random): Pick<Protocol, 'repeats'> {
  if (random.uniform() < 0.5) return {};
  const repeats = {
    count: 1 + random.integer(3),
    apart: { least: 1 + random.integer(4), unit: random.uniform() < 0.5 ? ('reads' as const) : ('days' as const) },
    arm: random.uniform() < 0.5 ? ('same' as const) : ('other' as const),
  };
  return repeatFaults({ ...protocol, repeats }).length === 0 ? { repeats } : {};
}

function anyPractice(random: Random): Pick<Protocol, 'practice'> {
  const practice = random.integer(3);
  return practice === 0 ? {} : { practice };
}

/** The same with so many cases more, marked as practice, each with all drafts. */
export function withPractice(input: AllocationInput, count: number): AllocationInput {
  const marked = Array.from({ length: count }, (_, index) => `cpractice${index}`);
  const sources = input.protocol.arms.map((_, place) => `s${place}`);
  const drafts = marked.flatMap((id) =>
    sources.map((source) => ({ case: id, source, text: `${source} of ${id}`, provenance: 'test' })),
  );
  return {
    ...input,
    cases: [...input.cases, ...marked.map((id) => ({ id, practice: true }))],
    drafts: [...input.drafts, ...drafts],
  };
}
