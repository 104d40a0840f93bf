import { seededRandom, type Random } from '#core/random.ts';
import type { BenchTask } from '#models/chexbench/items.ts';
import { phantomCorpus } from '../corpus/phantomCorpus.ts';
import type { Population } from '../phantom/population.ts';
import { benchPatient, type BenchFilm, type BenchPatient } from './benchPatient.ts';
import type { ListMaker, MadeItem } from './listMaker.ts';
import { binaryList, multipleList, singleList, temporalList, viewList } from './perception.ts';
import { fineGrainedList, groundingList, questionList } from './reasoning.ts';
import { findingsList, summaryList } from './writing.ts';

/** In the order of the paper's axes. */
const makers: readonly ListMaker[] = [
  viewList,
  binaryList,
  singleList,
  multipleList,
  temporalList,
  questionList,
  fineGrainedList,
  groundingList,
  findingsList,
  summaryList,
];

/** A benchmark made of phantoms. */
export interface PhantomBench {
  /** `data.json` in the official layout. */
  readonly lists: Readonly<Record<BenchTask, readonly MadeItem['fields'][]>>;
  /** Every film that an item shows, once. */
  readonly films: readonly BenchFilm[];
}

/** Patients to choose from for each item: enough for the rarest class. */
const PATIENTS_PER_ITEM = 12;
const LEAST_PATIENTS = 600;

/**
 * All ten lists of CheXbench about phantoms of the `test` split, which no training ever sees: half of the items about
 * patients as wards have them (`natural`), half about patients with many diseases (`enriched`). A list is balanced over
 * its classes as far as the patients go, and shows a patient once, so that its items are independent. Lists end short
 * where a class is too rare. The same seed and number give the same benchmark.
 */
export function phantomBench(seed: number, items: number, onList: (done: number) => void = () => undefined) {
  const count = Math.max(LEAST_PATIENTS, items * PATIENTS_PER_ITEM);
  const patients = poolOf(seed, count);
  const films = new Map<string, BenchFilm>();
  const lists = {} as Record<BenchTask, MadeItem['fields'][]>;
  for (const [index, maker] of makers.entries()) {
    const made = fill(seededRandom(seed).fork(maker.task), maker, patients, items);
    for (const film of made.flatMap((item) => item.films)) films.set(film.file, film);
    lists[maker.task] = made.map(({ fields }) => fields);
    onList(index + 1);
  }
  return { lists, films: [...films.values()] } satisfies PhantomBench;
}

/** Patients to choose from. */
interface Pool {
  readonly size: number;
  patient(population: Population, index: number): BenchPatient;
}

/** They are drawn when somebody asks for them: most lists are full long before the last. */
function poolOf(seed: number, size: number): Pool {
  const known = new Map<string, BenchPatient>();
  const corpora = { natural: phantomCorpus('natural'), enriched: phantomCorpus('enriched') };
  function patient(population: Population, index: number): BenchPatient {
    const key = `${population} ${index}`;
    // The populations share no patient: they take even and odd numbers.
    const number = 2 * index + (population === 'natural' ? 0 : 1);
    const found = known.get(key) ?? benchPatient(corpora[population](seed, 'test', number), population);
    known.set(key, found);
    return found;
  }
  return { size, patient };
}

function fill(random: Random, maker: ListMaker, patients: Pool, items: number): MadeItem[] {
  const used = new Set<string>();
  const chosen: MadeItem[] = [];
  // Each class twice, so that each population has its share of it.
  let classes = random
    .shuffle(maker.classes)
    .flatMap((wanted) => (['natural', 'enriched'] as const).map((population) => ({ wanted, population })));
  while (chosen.length < items && classes.length > 0) {
    const left: typeof classes = [];
    for (const one of classes) {
      if (chosen.length === items) break;
      const found = search(random, maker, one, { patients, used });
      if (!found) continue;
      chosen.push(found);
      left.push(one);
    }
    classes = left;
  }
  return random.shuffle(chosen);
}

function search(
  random: Random,
  maker: ListMaker,
  { wanted, population }: { readonly wanted: string; readonly population: Population },
  { patients, used }: { readonly patients: Pool; readonly used: Set<string> },
): MadeItem | null {
  for (let index = 0; index < patients.size; index++) {
    const key = `${population} ${index}`;
    if (used.has(key)) continue;
    const item = maker.item(random, patients.patient(population, index), wanted);
    if (!item) continue;
    used.add(key);
    return item;
  }
  return null;
}
