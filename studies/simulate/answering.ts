import type { Random } from '#core/random.ts';
import type { Side } from '../allocation/lists.ts';
import { textChoices } from '../analysis/pairs.ts';
import type { Item } from '../protocol/protocol.ts';
import { isRequired, itemsAt, type Moment } from '../session/questions.ts';
import type { Answer, ReadState } from '../session/state.ts';
import type { ArmEffect } from './effect.ts';
import { drawWeighted } from './times.ts';

/** How often a text that nobody has to write is written. */
const TEXT_SHARE = 0.1;

/** Answers to what is asked before or after Submit, in order: what is required always, optional texts now and then. */
export function drawAnswers(
  moment: Moment,
  items: readonly Item[],
  state: Pick<ReadState, 'initial' | 'sides' | 'text' | 'answers'> & { readonly first: Side | null },
  effect: ArmEffect,
  random: Random,
): { item: string; value: Answer }[] {
  const given: { item: string; value: Answer }[] = [];
  // One after another: what is asked may depend on an answer before.
  for (const item of items) {
    const answers = { ...state.answers, ...Object.fromEntries(given.map((each) => [each.item, each.value])) };
    if (!itemsAt(moment, items, { ...state, answers }).includes(item)) continue;
    const wanted = isRequired(item, state) || (item.type === 'text' && random.uniform() < TEXT_SHARE);
    if (wanted)
      given.push({ item: item.id, value: drawAnswer(item, effect.answers[item.id] ?? {}, state.first, random) });
  }
  return given;
}

function drawAnswer(item: Item, weights: Readonly<Record<string, number>>, first: Side | null, random: Random): Answer {
  if (item.type === 'text') return 'A remark of a simulated reader.';
  if (item.type === 'scale') {
    const even = item.steps[random.integer(item.steps.length)]?.value ?? 0;
    return Number(drawWeighted(weights, random) ?? even);
  }
  if (item.type === 'number') {
    const { least, most, step } = item;
    return least + step * random.integer(Math.floor((most - least) / step + 1e-6) + 1);
  }
  if (item.type === 'sides') {
    const text = drawWeighted(weights, random) ?? textChoices[random.integer(textChoices.length)];
    if (text === 'neither') return text;
    // Without the key nobody knows the sides.
    return (text === 'first') === ((first ?? 'a') === 'a') ? 'a' : 'b';
  }
  const even = item.options[random.integer(item.options.length)]?.id ?? '';
  return (drawWeighted(weights, random) ?? even).split('+');
}
