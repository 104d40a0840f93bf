import { Failure } from '#core/errors.ts';
import type { TextChange } from './event.ts';

/**
 * The text after one editor transaction. All positions are UTF-16 units of the text before it, so the changes stand
 * in order and do not overlap. Throws Failure bad-input where they don't fit the text.
 */
export function applyChanges(text: string, changes: readonly TextChange[]): string {
  let result = '';
  let taken = 0;
  for (const [position, removed, inserted] of changes) {
    if (position < taken) throw unfit(`position ${position} after position ${taken}`);
    if (position + removed > text.length) throw unfit(`position ${position + removed} in ${text.length} characters`);
    result += text.slice(taken, position) + inserted;
    taken = position + removed;
  }
  return result + text.slice(taken);
}

function unfit(reason: string): Failure {
  return new Failure('bad-input', { where: 'text.changed', reason });
}
