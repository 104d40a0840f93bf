import type { Random } from '#core/random.ts';
import type { Tensor } from '#models/chexagent/architecture.ts';
import { added, weighted } from '../autodiff/shape.ts';
import type { Tape, Value } from '../autodiff/tape.ts';
import { signLoss } from '../autodiff/tokens.ts';
import type { Sentence } from '../corpus.ts';
import type { KnownFilm, Region, TrainingData } from '../data.ts';
import { sentenceScores } from '../network/contrast.ts';
import { namedBy, seenFromTheSide } from '../phantom/report.ts';
import { floats, paddedRows, whole } from './feeds.ts';
import type { Materials } from './stage.ts';

/** Sentences of one step, and tokens of each. */
const SENTENCES = 64;
const SENTENCE_LENGTH = 24;
/** Both losses are means over films and sentences, most of which are easy. */
const CONTRAST_WEIGHT = 10;
const REGION_WEIGHT = 10;
/** Of a film with the finding beside one without it. */
const FOUND_WEIGHT = 3;

/** What some films show: which of the step's sentences are true of each (ITC), and where on it (the same, patch by patch). */
export interface Sight {
  readonly feeds: Readonly<Record<string, Tensor>>;
  /** Losses of the tower's rows [films * tokens, width]; `sight` is what a stage adds to its own. */
  losses(tape: Tape, rows: Value): Record<'sight' | 'contrast' | 'region', Value>;
}

export function sightOf(materials: Materials, films: readonly KnownFilm[], random: Random): Sight {
  const { architecture, data } = materials;
  const sentences = sentencesOf(films, data, random);
  const dims = [films.length, SENTENCES];
  const cells = [...dims, architecture.vision.tokens];
  return {
    feeds: { ...sentenceFeeds(materials, films, sentences), ...regionFeeds(materials, films, sentences) },
    losses(tape, rows) {
      const scores = sentenceScores(tape, architecture, rows, {
        ids: tape.integers('sentences', [SENTENCES * SENTENCE_LENGTH]),
        shares: tape.input('shares', [SENTENCES, SENTENCE_LENGTH, 1]),
        count: SENTENCES,
        length: SENTENCE_LENGTH,
      });
      const contrast = signLoss(tape, scores.whole, tape.input('signs', dims), tape.input('pairs', dims));
      const region = signLoss(tape, scores.places, tape.input('insides', cells), tape.input('cells', cells));
      const sight = added(tape, times(contrast, CONTRAST_WEIGHT), times(region, REGION_WEIGHT));
      return { sight, contrast, region };

      function times(loss: Value, weight: number): Value {
        return weighted(tape, loss, tape.constant([1], [weight]));
      }
    },
  };
}

/** One sentence for each finding and side that any film has, in a wording by chance; the rest from the films at hand. */
function sentencesOf(films: readonly KnownFilm[], data: TrainingData, random: Random): Sentence[] {
  const chosen = new Map<string, Sentence>();
  function take(sentences: readonly Sentence[]): void {
    const sentence = sentences[random.integer(Math.max(sentences.length, 1))];
    if (sentence) chosen.set(sentence.text, sentence);
  }
  for (const sentences of sentencesByName(data)) take(sentences);
  for (let tries = 0; chosen.size < SENTENCES && tries < 4 * SENTENCES; tries++) {
    take(films[random.integer(films.length)]?.sentences ?? []);
  }
  return [...chosen.values()].slice(0, SENTENCES);
}

const named = new WeakMap<TrainingData, Sentence[][]>();

/** All sentences of the films that name a finding, by its kind and side. */
function sentencesByName(data: TrainingData): readonly (readonly Sentence[])[] {
  const known = named.get(data);
  if (known) return known;
  const byName = new Map<string, Sentence[]>();
  for (const { sentences, spec } of data.films) {
    if (spec.view === 'LATERAL') continue;
    for (const sentence of sentences) {
      const name = namedBy(sentence.fact);
      if (!name) continue;
      const key = `${name.kind} ${name.side ?? ''}`;
      const same = byName.get(key) ?? [];
      same.push(sentence);
      byName.set(key, same);
    }
  }
  const found = [...byName.values()];
  named.set(data, found);
  return found;
}

function sentenceFeeds({ architecture, data }: Materials, films: readonly KnownFilm[], sentences: readonly Sentence[]) {
  const rows = sentences.map(({ text }) => data.textIds(text).slice(0, SENTENCE_LENGTH));
  const empty = Array.from({ length: SENTENCES - rows.length }, () => []);
  const shares = new Float32Array(SENTENCES * SENTENCE_LENGTH);
  rows.forEach((row, index) =>
    shares.fill(1 / row.length, index * SENTENCE_LENGTH, index * SENTENCE_LENGTH + row.length),
  );
  const signs = new Float32Array(films.length * SENTENCES).fill(-1);
  const pairs = new Float32Array(films.length * SENTENCES);
  films.forEach(({ facts }, film) => {
    sentences.forEach(({ fact }, sentence) => {
      if (facts.has(fact)) signs[film * SENTENCES + sentence] = 1;
      pairs[film * SENTENCES + sentence] = 1 / (films.length * sentences.length);
    });
  });
  const padded = paddedRows([...rows, ...empty], SENTENCE_LENGTH, architecture.tokens.eos);
  return {
    sentences: whole([SENTENCES * SENTENCE_LENGTH], padded),
    shares: floats([SENTENCES, SENTENCE_LENGTH, 1], shares),
    signs: floats([films.length, SENTENCES], signs),
    pairs: floats([films.length, SENTENCES], pairs),
  };
}

/**
 * For sentences that name a finding: which patches of each film hold it. A film that has it weighs more than one that has
 * not, and in it the patches inside as much as those outside. What a lateral film can't tell has no weight.
 */
function regionFeeds({ architecture, data }: Materials, films: readonly KnownFilm[], sentences: readonly Sentence[]) {
  const { tokens } = architecture.vision;
  const insides = new Float32Array(films.length * SENTENCES * tokens).fill(-1);
  const cells = new Float32Array(films.length * SENTENCES * tokens);
  const names = sentences.map(({ fact }) => namedBy(fact));
  films.forEach((film, row) => {
    const regions = data.regions(film);
    names.forEach((name, column) => {
      const same = regions.filter(({ kind }) => kind === name?.kind);
      if (
        !name ||
        (film.spec.view === 'LATERAL' && (name.side ? same.length > 0 : !seenFromTheSide.includes(name.kind)))
      ) {
        return;
      }
      const start = (row * SENTENCES + column) * tokens;
      const found = same.filter(
        ({ side, zone }) => (!name.side || name.side === side) && (!name.zone || name.zone === zone),
      );
      if (found.length === 0) cells.fill(1 / tokens, start, start + tokens);
      else markRegion(insides.subarray(start, start + tokens), cells.subarray(start, start + tokens), found);
    });
  });
  const total = cells.reduce((sum, weight) => sum + weight, 0);
  const dims = [films.length, SENTENCES, tokens];
  return {
    insides: floats(dims, insides),
    cells: floats(
      dims,
      cells.map((weight) => weight / Math.max(total, 1)),
    ),
  };
}

function markRegion(insides: Float32Array, weights: Float32Array, found: readonly Region[]): void {
  const inside = Array.from(insides, (_, cell) => found.some(({ cells }) => cells[cell]));
  const count = inside.filter(Boolean).length;
  inside.forEach((is, cell) => {
    if (is) insides[cell] = 1;
    weights[cell] = (FOUND_WEIGHT * 0.5) / (is ? count : inside.length - count);
  });
}
