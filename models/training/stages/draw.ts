import type { Random } from '#core/random.ts';
import type { ExampleGroup, TrainingData } from '../data.ts';
import type { Materials } from './stage.ts';

/** Which examples a stage uses. */
export interface Draw {
  readonly tasks: (task: string) => boolean;
  /** Whether questions about no image are asked too. */
  readonly images: 'some' | 'any';
  /** Share of sequences that are drawn by a rare finding rather than evenly. */
  readonly rare: number;
}

/** A fact that fewer films have than this counts as rare. */
const RARE = 0.12;
/** Questions whose answers must keep their natural share are not asked about films drawn for a rare finding. */
const NATURAL = new Set(['binary-disease-classification', 'image-text-matching']);

interface Tables {
  /** Groups by the number of their images. */
  readonly byImages: readonly (readonly ExampleGroup[])[];
  /** Groups of one image by rare fact. */
  readonly byFact: readonly (readonly ExampleGroup[])[];
}

const tables = new WeakMap<TrainingData, Map<Draw, Tables>>();

/** Groups for one step, all with as many images as one that is drawn first, so that they fit one graph. */
export function drawGroups({ data }: Materials, draw: Draw, random: Random, counts: readonly number[]): ExampleGroup[] {
  const { byImages, byFact } = tablesOf(data, draw);
  const images = imagesOf(byImages, random);
  const same = byImages[images] ?? [];
  return Array.from({ length: counts[images] ?? 0 }, () => {
    const fact =
      images === 1 && byFact.length > 0 && random.uniform() < draw.rare ? byFact[random.integer(byFact.length)] : null;
    const group = (fact ?? same)[random.integer((fact ?? same).length)] as ExampleGroup;
    return fact ? { ...group, examples: group.examples.filter(({ task }) => !NATURAL.has(task)) } : group;
  });
}

function imagesOf(byImages: Tables['byImages'], random: Random): number {
  const total = byImages.reduce((sum, groups) => sum + groups.length, 0);
  let place = random.integer(total);
  return byImages.findIndex((groups) => (place -= groups.length) < 0);
}

function tablesOf(data: TrainingData, draw: Draw): Tables {
  const byDraw = tables.get(data) ?? new Map<Draw, Tables>();
  tables.set(data, byDraw);
  const known = byDraw.get(draw) ?? makeTables(data, draw);
  byDraw.set(draw, known);
  return known;
}

function makeTables(data: TrainingData, { tasks, images: wanted }: Draw): Tables {
  const usable = data.groups.filter(({ films, examples }) => {
    return (wanted === 'any' || films.length > 0) && examples.some(({ task }) => tasks(task));
  });
  const byImages = [0, 1, 2].map((images) => usable.filter(({ films }) => films.length === images));
  const byFact = new Map<string, ExampleGroup[]>();
  for (const group of byImages[1] ?? []) {
    for (const fact of data.films[group.films[0] as number]?.facts ?? []) {
      byFact.set(fact, [...(byFact.get(fact) ?? []), group]);
    }
  }
  const most = RARE * (byImages[1]?.length ?? 0);
  return { byImages, byFact: [...byFact.values()].filter((groups) => groups.length < most && groups.length > 10) };
}
