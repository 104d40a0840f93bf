import type { Random } from '#core/random.ts';
import { added, weighted } from '../autodiff/shape.ts';
import type { Tape } from '../autodiff/tape.ts';
import { crossEntropy } from '../autodiff/tokens.ts';
import { greyPatches, type ExampleGroup, type KnownFilm, type TokenisedExample } from '../data.ts';
import type { Group } from '../groups.ts';
import { slotLogits, textLength, type Layout } from '../network/sequence.ts';
import { bridged, towerRows } from '../network/tower.ts';
import { drawGroups, type Draw } from './draw.ts';
import { bucketOf, byLength, floats, nextIds, whole } from './feeds.ts';
import type { Batch } from '../step.ts';
import { sightOf } from './sight.ts';
import type { Materials, Stage } from './stage.ts';

/** Sequences of one step by the number of their images. */
const SEQUENCES = [24, 16, 8] as const;
/** The first slot takes a long answer, the others short ones. */
const LONG = [48, 64, 80, 96, 112, 144];
const SHORT = 32;
const SHORT_SLOTS = 3;
/** How often the long answer is a description of the film rather than any other. */
const DESCRIBED = 0.5;
const DESCRIPTION = 'findings-generation';
/** What is there is said in more ways than what is not, and a draft takes the likeliest: so it weighs more. */
const FINDING_WEIGHT = 3;
/** A step runs in so many parts. */
const PARTS = 2;

/** Of one part of a step, and of what its films show beside their answers. */
interface Weights {
  readonly share: number;
  readonly sight: number;
}

interface Sequence {
  readonly stretches: readonly (readonly number[])[];
  readonly films: readonly number[];
  readonly slots: readonly (TokenisedExample | null)[];
}

/**
 * Stages 2 and 3: questions about images with the loss on answers alone. `draw` says which groups of examples and which
 * of their tasks are used. Where the tower learns too, what it was taught in stage 1 is asked on, `sight` times as much.
 */
export function instructionStage(trains: readonly Group[], draw: Draw, sight = 0): Stage {
  return {
    trains,
    batches(materials, random) {
      const groups = drawGroups(materials, draw, random, SEQUENCES);
      const sequences = groups
        .map((group) => sequenceOf(materials, group, draw, random))
        .filter((each) => each !== null);
      const parts = byLength(sequences, PARTS, longest);
      return parts.map((part) => batchOf(materials, part, { share: 1 / parts.length, sight }, random));
    },
  };
}

function sequenceOf({ data }: Materials, group: ExampleGroup, { tasks }: Draw, random: Random): Sequence | null {
  const mixed = random.shuffle(group.examples.filter(({ task }) => tasks(task)));
  const examples = mixed
    .map((example) => data.tokenised(group, example))
    .filter(({ ids }) => ids.length <= (LONG.at(-1) ?? 0));
  const short = examples.filter(({ ids }) => ids.length <= SHORT);
  const long = examples.filter(({ ids }) => ids.length > SHORT);
  const described = random.uniform() < DESCRIBED ? long.find(({ task }) => task === DESCRIPTION) : undefined;
  const first = described ?? long[0] ?? short.shift();
  if (!first) return null;
  const others = Array.from({ length: SHORT_SLOTS }, () => short.shift() ?? null);
  return { stretches: first.stretches, films: group.films, slots: [first, ...others] };
}

function longest({ slots }: Sequence): number {
  return slots[0]?.ids.length ?? 0;
}

function batchOf(
  materials: Materials,
  sequences: readonly Sequence[],
  { share, sight }: Weights,
  random: Random,
): Batch {
  const { architecture, store, data } = materials;
  const { vision, tokens } = architecture;
  const [{ stretches = [], films = [] } = {}] = sequences;
  const batch = sequences.length;
  const long = bucketOf(Math.max(...sequences.map(longest)), LONG);
  const layout: Layout = {
    batch,
    stretches: stretches.map((stretch) => stretch.length),
    slots: [long, ...Array<number>(SHORT_SLOTS).fill(SHORT)],
  };
  const { ids, targets, weights } = slotFeeds(sequences, layout, tokens.eos, share);
  const dims = [batch * films.length * vision.tokens, vision.patch ** 2];
  const total = [targets.length];
  const shown = sequences.flatMap((sequence) => sequence.films);
  const seen =
    sight > 0 && shown.length > 0
      ? sightOf(
          materials,
          shown.map((film) => data.films[film] as KnownFilm),
          random,
        )
      : null;

  function build(tape: Tape) {
    const rows = shown.length > 0 ? towerRows(tape, architecture, tape.input('patches', dims)) : null;
    const images = rows && bridged(tape, architecture, rows);
    const logits = slotLogits(tape, architecture, layout, tape.integers('ids', [batch, textLength(layout)]), images);
    const answers = crossEntropy(tape, logits, tape.integers('targets', total), tape.input('weights', total));
    if (!rows || !seen) return { loss: answers };
    const parts = seen.losses(tape, rows);
    const factor = tape.constant([1], [sight * share]);
    return { loss: added(tape, answers, weighted(tape, parts.sight, factor)), answers };
  }
  return {
    key: `questions ${batch} ${films.length} ${layout.stretches.join()} ${layout.slots.join()}`,
    build,
    feeds: {
      ...(shown.length > 0 ? { patches: floats(dims, greyPatches(store, shown, vision, random)) } : {}),
      ...seen?.feeds,
      ids: whole([batch, textLength(layout)], ids),
      targets: whole(total, targets),
      weights: floats(total, weights),
    },
  };
}

/**
 * Ids of stretches and slots; targets and weights of the slots. Only positions before a token of an answer have a weight:
 * 1 / sqrt(answer's tokens), so that a yes or no is not drowned by reports, and more where a report says what is there; all
 * together sum to `share`.
 */
export function slotFeeds(sequences: readonly Sequence[], layout: Layout, padding: number, share = 1) {
  const length = textLength(layout);
  const before = layout.stretches.reduce((sum, each) => sum + each, 0);
  const ids = new Int32Array(sequences.length * length).fill(padding);
  const targets = new Int32Array(sequences.length * (length - before));
  const weights = new Float32Array(targets.length);
  sequences.forEach(({ stretches, slots }, sequence) => {
    ids.set(stretches.flat(), sequence * length);
    let from = 0;
    slots.forEach((example, slot) => {
      const size = layout.slots[slot] as number;
      if (example) {
        const answer = example.ids.length - example.answerAt;
        const target = sequence * (length - before) + from;
        ids.set(example.ids, sequence * length + before + from);
        targets.set(nextIds(Int32Array.from(example.ids), example.ids.length), target);
        const weight = 1 / Math.sqrt(answer);
        weights.fill(weight, target + example.answerAt - 1, target + example.ids.length - 1);
        for (const [start, end] of example.findings) {
          weights.fill(FINDING_WEIGHT * weight, target + start - 1, target + end - 1);
        }
      }
      from += size;
    });
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { ids, targets, weights: weights.map((weight) => (share * weight) / total) };
}
