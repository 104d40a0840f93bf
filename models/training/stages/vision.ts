import type { Tape } from '../autodiff/tape.ts';
import { added, between, weighted } from '../autodiff/shape.ts';
import { crossEntropy } from '../autodiff/tokens.ts';
import { greyPatches, type KnownFilm } from '../data.ts';
import { captionLogits } from '../network/caption.ts';
import { towerRows } from '../network/tower.ts';
import { floats, textFeeds } from './feeds.ts';
import { sightOf } from './sight.ts';
import type { Stage } from './stage.ts';

const FILMS = 16;
/** Films of one step that are captioned too. */
const CAPTIONED = 6;
const CAPTION_LENGTHS = [24, 48, 64, 80, 96, 128];
/** Captioning is a mean over tokens. */
const CAPTION_WEIGHT = 0.5;

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
    const sight = sightOf(materials, films, random);
    const { eos } = architecture.tokens;
    const texts = films.slice(0, CAPTIONED).map(({ report }) => [eos, ...data.textIds(report), eos]);
    const captions = textFeeds(texts, CAPTION_LENGTHS, eos);
    const { length } = captions;
    const total = CAPTIONED * length;
    const dims = [FILMS * vision.tokens, vision.patch ** 2];
    const shown = films.map(({ film }) => film);
    const patches = greyPatches(materials.store, shown, vision, random);
    return [
      {
        key: `vision ${length}`,
        build(tape: Tape) {
          const rows = towerRows(tape, architecture, tape.input('patches', dims));
          const captioned = between(tape, rows, 0, 0, CAPTIONED * vision.tokens);
          const logits = captionLogits(tape, architecture, captioned, tape.integers('ids', [total]), length);
          const caption = crossEntropy(tape, logits, tape.integers('targets', [total]), tape.input('weights', [total]));
          const { sight: seen, contrast, region } = sight.losses(tape, rows);
          const loss = added(tape, seen, weighted(tape, caption, tape.constant([1], [CAPTION_WEIGHT])));
          return { loss, contrast, region, caption };
        },
        feeds: { patches: floats(dims, patches), ...sight.feeds, ...captions.feeds },
      },
    ];
  },
};
