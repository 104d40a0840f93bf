import type { Tape } from '../autodiff/tape.ts';
import { crossEntropy } from '../autodiff/tokens.ts';
import { slotLogits } from '../network/sequence.ts';
import { textFeeds } from './feeds.ts';
import type { Stage } from './stage.ts';

/** Texts of one step, and the lengths to which they are filled. */
const TEXTS = 32;
const LENGTHS = [48, 80, 112, 160];

/** Stage 0: the language model on the texts of reports, each from the end-of-text token to the next. */
export const languageStage: Stage = {
  trains: ['decoder'],
  batches({ architecture, data }, random) {
    const { eos } = architecture.tokens;
    const rows = Array.from({ length: TEXTS }, () => {
      return [eos, ...data.textIds(data.texts[random.integer(data.texts.length)] ?? ''), eos];
    });
    const { length, feeds } = textFeeds(rows, LENGTHS, eos);
    const layout = { batch: TEXTS, stretches: [], slots: [length] };
    const total = [TEXTS * length];
    function build(tape: Tape) {
      const logits = slotLogits(tape, architecture, layout, tape.integers('ids', total), null);
      return { loss: crossEntropy(tape, logits, tape.integers('targets', total), tape.input('weights', total)) };
    }
    return [{ key: `language ${length}`, build, feeds }];
  },
};
