import type { Tape } from '../autodiff/tape.ts';
import { crossEntropy } from '../autodiff/tokens.ts';
import { slotLogits } from '../network/sequence.ts';
import { byLength, textFeeds } from './feeds.ts';
import type { Materials, Stage } from './stage.ts';

/** Texts of one step, run in parts, and the lengths to which they are filled. */
const TEXTS = 32;
const PARTS = 2;
const LENGTHS = [24, 48, 64, 80, 96, 112, 144, 192];

/** Stage 0: the language model on the texts of reports, each from the end-of-text token to the next. */
export const languageStage: Stage = {
  trains: ['decoder'],
  batches(materials, random) {
    const { data, architecture } = materials;
    const { eos } = architecture.tokens;
    const rows = Array.from({ length: TEXTS }, () => {
      return [eos, ...data.textIds(data.texts[random.integer(data.texts.length)] ?? ''), eos];
    });
    return byLength(rows, PARTS, (row) => row.length).map((part) => batchOf(materials, part));
  },
};

function batchOf({ architecture }: Materials, rows: readonly (readonly number[])[]) {
  const { length, feeds } = textFeeds(rows, LENGTHS, architecture.tokens.eos, 1 / PARTS);
  const layout = { batch: rows.length, stretches: [], slots: [length] };
  const total = [rows.length * length];
  function build(tape: Tape) {
    const logits = slotLogits(tape, architecture, layout, tape.integers('ids', total), null);
    return { loss: crossEntropy(tape, logits, tape.integers('targets', total), tape.input('weights', total)) };
  }
  return { key: `language ${rows.length} ${length}`, build, feeds };
}
