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
const SENTENCES = 96;
const SENTENCE_LENGTH = 28;
/** The contrastive loss is a mean over films and sentences; captioning is a mean over tokens. */
const CONTRAST_WEIGHT = 10;
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

/** Every film gives one sentence of its own at least and others by chance; the rest come from anywhere. */
function sentencesOf(films: readonly KnownFilm[], all: readonly KnownFilm[], random: Random): Sentence[] {
  const chosen = new Map<string, Sentence>();
  function take(film: KnownFilm | undefined): void {
    const sentence = film?.sentences[random.integer(Math.max(film.sentences.length, 1))];
    if (sentence) chosen.set(sentence.text, sentence);
  }
  for (const film of films) take(film);
  for (let tries = 0; chosen.size < SENTENCES && tries < 4 * SENTENCES; tries++) {
    take(tries % 3 === 0 ? all[random.integer(all.length)] : films[random.integer(films.length)]);
  }
  return [...chosen.values()].slice(0, SENTENCES);
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
