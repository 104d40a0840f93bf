import type { Random } from '#core/random.ts';
import { applyChanges } from '../session/changes.ts';
import type { EventPayload, TextChange } from '../session/event.ts';

const SENTENCES = [
  'The heart is normal in size.',
  'The heart is mildly enlarged.',
  'The lungs are clear.',
  'No pleural effusion or pneumothorax.',
  'There is a small left pleural effusion.',
  'Patchy opacity at the right base, which may be pneumonia.',
  'Minimal linear atelectasis at the left base.',
  'Mediastinal contours are unremarkable.',
  'No displaced rib fracture is seen.',
  'Degenerative changes of the thoracic spine.',
  'No acute cardiopulmonary process.',
];
const WORDS = ['mild', 'small', 'left', 'right', 'bilateral', 'unchanged', 'subtle', 'moderate'];

/** Editor transactions in order, each as the log records it. */
export type Transaction = EventPayload<'text.changed'>;

/** A report from nothing: three to six sentences, typed word by word, now and then with a slip that is put right. */
export function writeFromScratch(random: Random): Transaction[] {
  const pen = startPen('', random);
  const sentences = random.shuffle(SENTENCES).slice(0, 3 + random.integer(4));
  for (const [index, sentence] of sentences.entries()) pen.type(pen.length(), index === 0 ? sentence : ` ${sentence}`);
  return pen.transactions;
}

/** One to three edits of a draft: a sentence out, a word replaced (everywhere, at times), a sentence in. */
export function editDraft(draft: string, random: Random): Transaction[] {
  const pen = startPen(draft, random);
  for (let left = 1 + random.integer(3); left > 0; left--) {
    [removeSentence, replaceWord, addSentence][random.integer(3)]?.(pen, random);
  }
  if (pen.text() === draft) pen.type(pen.length(), '\nRecommend clinical correlation.');
  return pen.transactions;
}

interface Pen {
  readonly transactions: Transaction[];
  text(): string;
  length(): number;
  change(changes: TextChange[], origin: string): void;
  type(position: number, words: string): void;
}

function startPen(initial: string, random: Random): Pen {
  const transactions: Transaction[] = [];
  let text = initial;
  function change(changes: TextChange[], origin: string): void {
    text = applyChanges(text, changes);
    transactions.push({ changes, origin, length: text.length });
  }
  function type(position: number, words: string): void {
    let at = position;
    for (const word of words.match(/\s*\S+/g) ?? []) {
      if (random.uniform() < 0.04) {
        change([[at, 0, `${word}x`]], 'input.type');
        change([[at + word.length, 1, '']], 'delete.backward');
      } else {
        change([[at, 0, word]], 'input.type');
      }
      at += word.length;
    }
  }
  return { transactions, text: () => text, length: () => text.length, change, type };
}

function removeSentence(pen: Pen, random: Random): void {
  const sentences = [...pen.text().matchAll(/[^.\n]+[.\n]*\s*/g)];
  const chosen = sentences[random.integer(Math.max(1, sentences.length))];
  if (chosen && sentences.length > 1) pen.change([[chosen.index, chosen[0].length, '']], 'delete.selection');
}

function replaceWord(pen: Pen, random: Random): void {
  const words = [...pen.text().matchAll(/\p{L}{4,}/gu)];
  const chosen = words[random.integer(Math.max(1, words.length))];
  const word = WORDS[random.integer(WORDS.length)] ?? '';
  if (!chosen) return;
  const everywhere = words.filter((each) => each[0] === chosen[0]);
  if (everywhere.length > 1) {
    pen.change(
      everywhere.map((each): TextChange => [each.index, each[0].length, word]),
      'input.replace.all',
    );
  } else {
    pen.change([[chosen.index, chosen[0].length, '']], 'delete.selection');
    pen.type(chosen.index, word);
  }
}

function addSentence(pen: Pen, random: Random): void {
  pen.type(pen.length(), ` ${SENTENCES[random.integer(SENTENCES.length)]}`);
}
