import type { Random } from '#core/random.ts';
import type { Architecture } from '#models/chexagent/architecture.ts';
import { buildPrompt } from '#models/chexagent/prompt.ts';
import type { Tokenizer } from '#models/chexagent/tokenizer.ts';
import type { Sentence, TrainingExample, TrainingPatient } from './corpus.ts';
import { findingCells } from './phantom/boxes.ts';
import type { Finding, PhantomSpec } from './phantom/spec.ts';

/** Grey films of one size as bytes, by number. */
export interface FilmStore {
  readonly size: number;
  film(index: number): Uint8Array;
}

/** A film as stages 1 to 3 use it; `film` is its number in the store. */
export interface KnownFilm {
  readonly film: number;
  readonly facts: ReadonlySet<string>;
  readonly sentences: readonly Sentence[];
  readonly report: string;
  readonly spec: PhantomSpec;
}

/** A finding on a film and the patches that it reaches. */
export interface Region extends Pick<Finding, 'kind' | 'side' | 'zone'> {
  readonly cells: readonly boolean[];
}

/** A question as ids: text before, between and after the images, then question and answer. */
export interface TokenisedExample {
  readonly task: string;
  readonly films: readonly number[];
  readonly stretches: readonly (readonly number[])[];
  readonly ids: readonly number[];
  /** Where the answer begins in `ids`; it ends with the end of text. */
  readonly answerAt: number;
  /** Stretches of `ids`, from and to, that say what is there. */
  readonly findings: readonly (readonly [number, number])[];
}

/** All that is known of the training patients, texts turned into ids when they are first asked for. */
export interface TrainingData {
  readonly films: readonly KnownFilm[];
  readonly texts: readonly string[];
  /** Examples that share their images, by patient. */
  readonly groups: readonly ExampleGroup[];
  textIds(text: string): readonly number[];
  /** Findings that a film shows, traced when first asked for. */
  regions(film: KnownFilm): readonly Region[];
  tokenised(group: ExampleGroup, example: TrainingExample): TokenisedExample;
}

export interface ExampleGroup {
  readonly films: readonly number[];
  readonly examples: readonly TrainingExample[];
}

export function trainingData(
  patients: Iterable<TrainingPatient>,
  tokenizer: Tokenizer,
  architecture: Architecture,
): TrainingData {
  const films: KnownFilm[] = [];
  const texts: string[] = [];
  const groups: ExampleGroup[] = [];
  for (const patient of patients) {
    const first = films.length;
    for (const { spec, facts, sentences, report } of patient.films) {
      films.push({ film: films.length, facts: new Set(facts), sentences, report, spec });
    }
    texts.push(...patient.texts);
    groups.push(...groupsOf(patient, first));
  }
  const known = new Map<string, readonly number[]>();
  function textIds(text: string): readonly number[] {
    const ids = known.get(text) ?? tokenizer.encode(text);
    known.set(text, ids);
    return ids;
  }
  const across = architecture.vision.size / architecture.vision.patch;
  const traced = new Map<KnownFilm, readonly Region[]>();
  function regions(film: KnownFilm): readonly Region[] {
    const found = traced.get(film) ?? regionsOf(film.spec, across);
    traced.set(film, found);
    return found;
  }
  return {
    films,
    texts,
    groups,
    textIds,
    regions,
    tokenised: ({ films: shown }, example) => tokenisedExample(tokenizer, architecture, shown, example),
  };
}

function regionsOf(spec: PhantomSpec, across: number): Region[] {
  return spec.findings.flatMap((finding) => {
    const cells = findingCells(spec, finding, across);
    return cells ? [{ ...finding, cells }] : [];
  });
}

function groupsOf(patient: TrainingPatient, first: number): ExampleGroup[] {
  const byImages = new Map<string, TrainingExample[]>();
  for (const example of patient.examples) {
    const key = example.images.join();
    byImages.set(key, [...(byImages.get(key) ?? []), example]);
  }
  return [...byImages.values()].map((examples) => ({
    films: (examples[0]?.images ?? []).map((image) => first + image),
    examples,
  }));
}

/** The prompt of the chat format, cut where the images stand; the question follows the last end-of-image tag. */
function tokenisedExample(
  tokenizer: Tokenizer,
  architecture: Architecture,
  films: readonly number[],
  example: TrainingExample,
): TokenisedExample {
  const { ids, spans, questionAt } = buildPrompt(tokenizer, architecture, films.length, example.question);
  const stretches: (readonly number[])[] = [];
  let from = 0;
  for (const span of spans) {
    stretches.push(ids.slice(from, span));
    from = span + architecture.vision.tokens;
  }
  stretches.push(ids.slice(from, questionAt));
  const asked = ids.slice(questionAt);
  const answer = [...tokenizer.encode(example.answer), architecture.tokens.eos];
  const answerAt = asked.length;
  const findings = findingStretches(tokenizer, example).map(
    ([start, end]) => [answerAt + start, answerAt + end] as const,
  );
  return { task: example.task, films, stretches, ids: [...asked, ...answer], answerAt, findings };
}

/** Where the sentences on findings are among the answer's tokens; a token never reaches over the space between two. */
function findingStretches(tokenizer: Tokenizer, { answer, findings = [] }: TrainingExample): [number, number][] {
  const tokensBefore = (place: number) => tokenizer.encode(answer.slice(0, place)).length;
  let from = 0;
  return findings.map((sentence) => {
    const place = answer.indexOf(sentence, from);
    from = place + sentence.length;
    return [tokensBefore(Math.max(place - 1, 0)), tokensBefore(from)];
  });
}

const MOST_SHIFT = 4;

/**
 * Normalised patches [films * tokens, patch^2] of grey films. With a source of chance each is moved by some pixels and
 * its greys are bent and stretched a little; films without one are as the model will meet them.
 */
export function greyPatches(
  store: FilmStore,
  films: readonly number[],
  { patch, mean, std, size }: Architecture['vision'],
  random: Random | null,
): Float32Array {
  const across = size / patch;
  const result = new Float32Array(films.length * size * size);
  let target = 0;
  for (const film of films) {
    const pixels = store.film(film);
    const grey = greyTable(mean[0], std[0], random);
    const [down, right] = random ? [shift(random), shift(random)] : [0, 0];
    for (let token = 0; token < across * across; token++) {
      const top = Math.floor(token / across) * patch + down;
      const left = (token % across) * patch + right;
      for (let row = top; row < top + patch; row++) {
        const start = Math.min(Math.max(row, 0), size - 1) * size;
        for (let column = left; column < left + patch; column++) {
          const inside = Math.min(Math.max(column, 0), size - 1);
          result[target++] = grey[pixels[start + inside] as number] as number;
        }
      }
    }
  }
  return result;
}

function shift(random: Random): number {
  return random.integer(2 * MOST_SHIFT + 1) - MOST_SHIFT;
}

/** The normalised value of each grey level, through a gamma of 0.8 to 1.25 and a contrast of 0.88 to 1.12. */
function greyTable(mean: number, deviation: number, random: Random | null): Float32Array {
  const gamma = random ? 0.8 * (1.25 / 0.8) ** random.uniform() : 1;
  const contrast = random ? 0.88 + 0.24 * random.uniform() : 1;
  const offset = random ? 0.03 * random.normal() : 0;
  return Float32Array.from({ length: 256 }, (_, level) => {
    return (contrast * ((level / 255) ** gamma - mean + offset)) / deviation;
  });
}
