import type { Random } from '#core/random.ts';
import { added, between, weighted } from '../autodiff/shape.ts';
import type { Tape } from '../autodiff/tape.ts';
import { crossEntropy, signLoss } from '../autodiff/tokens.ts';
import { greyPatches, type KnownFilm, type Region, type TrainingData } from '../data.ts';
import { namedBy, seenFromTheSide } from '../phantom/report.ts';
import { captionLogits } from '../network/caption.ts';
import { sentenceScores } from '../network/contrast.ts';
import { towerRows } from '../network/tower.ts';
import type { Sentence } from '../corpus.ts';
import { floats, paddedRows, textFeeds, whole } from './feeds.ts';
import type { Materials, Stage } from './stage.ts';

const FILMS = 16;
/** Films of one step that are captioned too. */
const CAPTIONED = 6;
const CAPTION_LENGTHS = [24, 48, 64, 80, 96, 128];
/** Sentences of one step, and tokens of each. */
const SENTENCES = 64;
const SENTENCE_LENGTH = 24;
/** The contrastive losses are means over films and sentences; captioning is a mean over tokens. */
const CONTRAST_WEIGHT = 10;
const REGION_WEIGHT = 10;
const CAPTION_WEIGHT = 0.5;
/** Of a film with the finding beside one without it. */
const FOUND_WEIGHT = 3;

/**
 * Stage 1: the vision encoder, by what sentences are true of a film (ITC, sigmoid), by where on it they are (the same
 * loss, patch by patch) and by captions (IC).
 */
export const visionStage: Stage = {
  trains: ['tower', 'helper'],
  batches(materials, random) {
    const { architecture, data } = materials;
    const { vision } = architecture;
    const films = Array.from({ length: FILMS }, () => data.films[random.integer(data.films.length)] as KnownFilm);
    const sentences = sentencesOf(films, data, random);
    const { eos } = architecture.tokens;
    const texts = films.slice(0, CAPTIONED).map(({ report }) => [eos, ...data.textIds(report), eos]);
    const captions = textFeeds(texts, CAPTION_LENGTHS, eos);
    const { length } = captions;
    const total = CAPTIONED * length;
    const patches = greyPatches(
      materials.store,
      films.map(({ film }) => film),
      vision,
      random,
    );
    return [
      {
        key: `vision ${length}`,
        build(tape: Tape) {
          const rows = towerRows(tape, architecture, tape.input('patches', [FILMS * vision.tokens, vision.patch ** 2]));
          const scores = sentenceScores(tape, architecture, rows, {
            ids: tape.integers('sentences', [SENTENCES * SENTENCE_LENGTH]),
            shares: tape.input('shares', [SENTENCES, SENTENCE_LENGTH, 1]),
            count: SENTENCES,
            length: SENTENCE_LENGTH,
          });
          const dims = [FILMS, SENTENCES];
          const contrast = signLoss(tape, scores.whole, tape.input('signs', dims), tape.input('pairs', dims));
          const cells = [...dims, vision.tokens];
          const region = signLoss(tape, scores.places, tape.input('insides', cells), tape.input('cells', cells));
          const captioned = between(tape, rows, 0, 0, CAPTIONED * vision.tokens);
          const logits = captionLogits(tape, architecture, captioned, tape.integers('ids', [total]), length);
          const caption = crossEntropy(tape, logits, tape.integers('targets', [total]), tape.input('weights', [total]));
          const factor = (value: number) => tape.constant([1], [value]);
          const loss = added(
            tape,
            weighted(tape, contrast, factor(CONTRAST_WEIGHT)),
            weighted(tape, region, factor(REGION_WEIGHT)),
            weighted(tape, caption, factor(CAPTION_WEIGHT)),
          );
          return { loss, contrast, region, caption };
        },
        feeds: {
          patches: floats([FILMS * vision.tokens, vision.patch ** 2], patches),
          ...sentenceFeeds(materials, films, sentences),
          ...regionFeeds(materials, films, sentences),
          ...captions.feeds,
        },
      },
    ];
  },
};

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
  const signs = new Float32Array(FILMS * SENTENCES).fill(-1);
  const pairs = new Float32Array(FILMS * SENTENCES);
  films.forEach(({ facts }, film) => {
    sentences.forEach(({ fact }, sentence) => {
      if (facts.has(fact)) signs[film * SENTENCES + sentence] = 1;
      pairs[film * SENTENCES + sentence] = 1 / (FILMS * sentences.length);
    });
  });
  const padded = paddedRows([...rows, ...empty], SENTENCE_LENGTH, architecture.tokens.eos);
  return {
    sentences: whole([SENTENCES * SENTENCE_LENGTH], padded),
    shares: floats([SENTENCES, SENTENCE_LENGTH, 1], shares),
    signs: floats([FILMS, SENTENCES], signs),
    pairs: floats([FILMS, SENTENCES], pairs),
  };
}

/**
 * For sentences that name a finding: which patches of each film hold it. A film that has it weighs more than one that has
 * not, and in it the patches inside as much as those outside. What a lateral film can't tell has no weight.
 */
function regionFeeds({ architecture, data }: Materials, films: readonly KnownFilm[], sentences: readonly Sentence[]) {
  const { tokens } = architecture.vision;
  const insides = new Float32Array(FILMS * SENTENCES * tokens).fill(-1);
  const cells = new Float32Array(FILMS * SENTENCES * tokens);
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
  const dims = [FILMS, SENTENCES, tokens];
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
