import type { Random } from '#core/random.ts';
import { added, between, weighted } from '../autodiff/shape.ts';
import type { Tape } from '../autodiff/tape.ts';
import { crossEntropy, signLoss } from '../autodiff/tokens.ts';
import { greyPatches, type KnownFilm } from '../data.ts';
import { captionLogits } from '../network/caption.ts';
import { sentenceScores } from '../network/contrast.ts';
import { towerRows } from '../network/tower.ts';
import type { Sentence } from '../corpus.ts';
import { floats, paddedRows, textFeeds, whole } from './feeds.ts';
import type { Materials, Stage } from './stage.ts';

const FILMS = 32;
/** Films of one step that are captioned too. */
const CAPTIONED = 8;
const CAPTION_LENGTHS = [24, 64, 96, 128, 160];
/** Sentences of one step, and tokens of each. */
const SENTENCES = 64;
const SENTENCE_LENGTH = 28;
/** The contrastive loss is a weighted mean over films and sentences; captioning is a mean over tokens. */
const CONTRAST_WEIGHT = 4;
const CAPTION_WEIGHT = 0.5;

/** Stage 1: the vision encoder, by what sentences are true of a film (ITC, sigmoid) and by captions (IC). */
export const visionStage: Stage = {
  trains: ['tower', 'helper'],
  batches(materials, random) {
    const { architecture, data } = materials;
    const { vision } = architecture;
    const films = Array.from({ length: FILMS }, () => data.films[random.integer(data.films.length)] as KnownFilm);
    const sentences = sentencesOf(films, data.films, random);
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
          const contrast = signLoss(tape, scores, tape.input('signs', dims), tape.input('pairs', dims));
          const captioned = between(tape, rows, 0, 0, CAPTIONED * vision.tokens);
          const logits = captionLogits(tape, architecture, captioned, tape.integers('ids', [total]), length);
          const caption = crossEntropy(tape, logits, tape.integers('targets', [total]), tape.input('weights', [total]));
          const factor = (value: number) => tape.constant([1], [value]);
          const loss = added(
            tape,
            weighted(tape, contrast, factor(CONTRAST_WEIGHT)),
            weighted(tape, caption, factor(CAPTION_WEIGHT)),
          );
          return { loss, contrast, caption };
        },
        feeds: {
          patches: floats([FILMS * vision.tokens, vision.patch ** 2], patches),
          ...sentenceFeeds(materials, films, sentences),
          ...captions.feeds,
        },
      },
    ];
  },
};

/** One sentence a fact: first of facts that films of the step have, each film in turn, then of any film's. */
function sentencesOf(films: readonly KnownFilm[], all: readonly KnownFilm[], random: Random): Sentence[] {
  const byFact = new Map<string, Sentence>();
  function take(film: KnownFilm | undefined): void {
    const sentence = film?.sentences[random.integer(Math.max(film.sentences.length, 1))];
    if (sentence && !byFact.has(sentence.fact)) byFact.set(sentence.fact, sentence);
  }
  for (let tries = 0; byFact.size < SENTENCES && tries < 6 * FILMS; tries++) {
    take(tries < 5 * FILMS ? films[tries % FILMS] : all[random.integer(all.length)]);
  }
  return [...byFact.values()];
}

/**
 * Signs and weights of all pairs of film and sentence. Films of which a sentence is true weigh as much, together, as those
 * of which it is not: else what most films have in common, which nobody needs to look for, would decide the loss.
 */
function pairsOf(films: readonly KnownFilm[], sentences: readonly Sentence[]) {
  const signs = new Float32Array(FILMS * SENTENCES).fill(-1);
  const pairs = new Float32Array(FILMS * SENTENCES);
  sentences.forEach(({ fact }, sentence) => {
    const right = films.reduce((count, { facts }) => count + Number(facts.has(fact)), 0);
    films.forEach(({ facts }, film) => {
      const isTrue = facts.has(fact);
      if (isTrue) signs[film * SENTENCES + sentence] = 1;
      pairs[film * SENTENCES + sentence] = 1 / (2 * sentences.length * (isTrue ? right : FILMS - right));
    });
  });
  return { signs, pairs };
}

function sentenceFeeds({ architecture, data }: Materials, films: readonly KnownFilm[], sentences: readonly Sentence[]) {
  const rows = sentences.map(({ text }) => data.textIds(text).slice(0, SENTENCE_LENGTH));
  const empty = Array.from({ length: SENTENCES - rows.length }, () => []);
  const shares = new Float32Array(SENTENCES * SENTENCE_LENGTH);
  rows.forEach((row, index) =>
    shares.fill(1 / row.length, index * SENTENCE_LENGTH, index * SENTENCE_LENGTH + row.length),
  );
  const { signs, pairs } = pairsOf(films, sentences);
  const padded = paddedRows([...rows, ...empty], SENTENCE_LENGTH, architecture.tokens.eos);
  return {
    sentences: whole([SENTENCES * SENTENCE_LENGTH], padded),
    shares: floats([SENTENCES, SENTENCE_LENGTH, 1], shares),
    signs: floats([FILMS, SENTENCES], signs),
    pairs: floats([FILMS, SENTENCES], pairs),
  };
}
