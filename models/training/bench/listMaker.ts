import type { Random } from '#core/random.ts';
import type { BenchTask } from '#models/chexbench/items.ts';
import { metadataOf, type BenchFilm, type BenchPatient } from './benchPatient.ts';

/** An item in the official layout, with the films that it shows. */
export interface MadeItem {
  readonly films: readonly BenchFilm[];
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Makes one list of the benchmark. */
export interface ListMaker {
  readonly task: BenchTask;
  /** What the list is balanced over. */
  readonly classes: readonly string[];
  /** An item of a class about a patient; null where the patient does not give one. */
  item(random: Random, patient: BenchPatient, wanted: string): MadeItem | null;
}

interface ChoiceWords {
  readonly films: readonly BenchFilm[];
  readonly slice: string;
  readonly question: string;
  readonly options: readonly string[];
  readonly right: string;
}

/** A question with options; several films stand in one text, as the official file has it. */
export function choice(patient: BenchPatient, { films, slice, question, options, right }: ChoiceWords): MadeItem {
  const lettered = options.map((option, place) => [`option_${place}`, option] as const);
  return made(patient, films, {
    slice,
    image_path: films.map(({ file }) => file).join('|'),
    question,
    ...Object.fromEntries(lettered),
    answer: options.indexOf(right),
  });
}

/** An item with what every item tells. */
export function made(patient: BenchPatient, films: readonly BenchFilm[], fields: MadeItem['fields']): MadeItem {
  const shown = films[0] ?? patient.frontal;
  const source = `Phantoms, ${patient.population}`;
  return { films, fields: { data_source: source, ...fields, metadata: metadataOf(patient, shown) } };
}
