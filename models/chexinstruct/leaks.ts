import type { Bench } from '../chexbench/items.ts';
import { choiceTasks } from '../chexbench/items.ts';
import type { SourceName } from './names.ts';
import type { Split } from './record.ts';
import type { PlacedSample } from './sample.ts';

/** A patient whose films are in more than one split. */
export interface PatientLeak {
  readonly kind: 'patient';
  readonly patient: string;
  readonly splits: Partial<Record<Split, SourceName[]>>;
}

/** A film of CheXbench that training samples show. */
export interface BenchLeak {
  readonly kind: 'bench-image';
  readonly image: string;
  readonly source: SourceName;
  /** How many training samples show it, and the first of them. */
  readonly samples: number;
  readonly first: string;
}

/** Names that many films share tell a film only with the folders above: how many parts of the path count. */
const commonNames: readonly (readonly [RegExp, number])[] = [
  [/^view\d+_/, 3],
  [/^source$/, 2],
];

/** What tells a film wherever its collection lies: the name without ending, with folders where the name is common. */
function filmKey(path: string): string {
  const parts = path.split('/');
  const name = (parts.at(-1) ?? '').replace(/\.\w+$/, '');
  const kept = commonNames.find(([pattern]) => pattern.test(name))?.[1] ?? 1;
  return [...parts.slice(-kept, -1), name].join('/');
}

/** The films of all lists of CheXbench. */
export function benchFilms({ choices, grounding, findings, summaries }: Bench): Set<string> {
  const items = [...choiceTasks.flatMap((task) => choices[task]), ...grounding, ...findings, ...summaries];
  return new Set(items.flatMap(({ images }) => images.map(filmKey)));
}

/** Watches samples go by and finds films of CheXbench in training. */
export class BenchWatch {
  readonly #films: ReadonlySet<string>;
  readonly #leaks = new Map<string, BenchLeak>();

  constructor(films: ReadonlySet<string>) {
    this.#films = films;
  }

  see({ source, sample }: PlacedSample): void {
    if (sample.split !== 'train' || this.#films.size === 0) return;
    for (const image of sample.image_path ?? []) {
      if (!this.#films.has(filmKey(image))) continue;
      const { samples = 0, first = sample.unique_id } = this.#leaks.get(image) ?? {};
      this.#leaks.set(image, { kind: 'bench-image', image, source, samples: samples + 1, first });
    }
  }

  list(): BenchLeak[] {
    return [...this.#leaks.values()];
  }
}

/** Who is in which split, by source. */
export class PatientWatch {
  readonly #patients = new Map<string, Partial<Record<Split, SourceName[]>>>();

  see(patient: string, split: Split, source: SourceName): void {
    const known = this.#patients.get(patient);
    if (!known) this.#patients.set(patient, { [split]: [source] });
    else if (!known[split]?.includes(source)) known[split] = [...(known[split] ?? []), source];
  }

  list(): PatientLeak[] {
    const leaks = [...this.#patients].filter(([, those]) => Object.keys(those).length > 1);
    return leaks
      .map(([patient, those]): PatientLeak => ({ kind: 'patient', patient, splits: those }))
      .sort((one, other) => (one.patient < other.patient ? -1 : 1));
  }
}
