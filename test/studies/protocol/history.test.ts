import { describe, expect, it } from 'vitest';
import { seededRandom } from '#core/random.ts';
import { draftFaults, isDraft, type ProtocolDraft } from '#studies/protocol/draft.ts';
import { edited, redone, rest, startHistory, undone, type History } from '#studies/protocol/history.ts';
import { protocol } from '#studies/protocol/protocol.ts';
import template from '#studies/templates/chexagent-v2.json' with { type: 'json' };
import { randomEdit } from './randomEdit.ts';

const first = template as unknown as ProtocolDraft;

function untilTheFirst(history: History): { history: History; steps: number } {
  let steps = 0;
  let current = history;
  while (current.before) {
    current = undone(current);
    steps += 1;
  }
  return { history: current, steps };
}

describe('10,000 random edits and undos', () => {
  it('leave the first protocol as it was', () => {
    const random = seededRandom(1);
    const before = JSON.stringify(first);
    let history = startHistory(first);
    let edits = 0;
    for (let act = 0; act < 10_000; act++) {
      const kind = random.integer(10);
      if (kind < 7) {
        history = edited(history, randomEdit(history.draft, random));
        edits += 1;
      } else history = kind < 9 ? undone(history) : redone(history);
      // Looking at every one would take long and find nothing more.
      if (act % 250 === 0) {
        expect(isDraft(history.draft)).toBe(true);
        expect(draftFaults(history.draft).length === 0).toBe(protocol.safeParse(history.draft).success);
      }
    }
    expect(edits).toBeGreaterThan(6000);
    const last = JSON.stringify(history.draft);
    const back = untilTheFirst(history);
    expect(back.history.draft).toBe(first);
    expect(JSON.stringify(back.history.draft)).toBe(before);
    let forth = back.history;
    for (let step = 0; step < back.steps; step++) forth = redone(forth);
    expect(JSON.stringify(forth.draft)).toBe(last);
  });
});

describe('one step back', () => {
  const path = ['title', 'en'];
  const type = (history: History, value: string) => edited(history, { act: 'set', path, value }, true);

  it('takes back what was typed into a field in one go, and not what was typed before a rest', () => {
    const typed = type(type(startHistory(first), 'A'), 'AB');
    const again = type(rest(typed), 'ABC');
    expect(undone(again).draft.title.en).toBe('AB');
    expect(undone(undone(again)).draft).toBe(first);
  });

  it('is none where nothing was changed', () => {
    const start = startHistory(first);
    expect(edited(start, { act: 'set', path, value: first.title.en })).toBe(start);
    expect(undone(start)).toBe(start);
    expect(redone(start)).toBe(start);
  });

  it('can be taken again, until something else is done', () => {
    const changed = edited(startHistory(first), { act: 'set', path, value: 'Changed' });
    expect(redone(undone(changed)).draft.title.en).toBe('Changed');
    const other = edited(undone(changed), { act: 'set', path, value: 'Other' });
    expect(redone(other)).toBe(other);
  });
});
