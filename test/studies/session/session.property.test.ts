import { EditorState, type ChangeSpec } from '@codemirror/state';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '#core/errors.ts';
import { applyChanges } from '#studies/session/changes.ts';
import type { SessionEvent, TextChange } from '#studies/session/event.ts';
import { foldEvent, foldRead, startRead } from '#studies/session/session.ts';
import type { Entry, ReadState } from '#studies/session/state.ts';
import { changed, entry, opened, painted, submitted, wallAt } from './script.ts';

/** Letters of one and of two UTF-16 units, joined emoji, combining marks, line breaks, Chinese as an IME leaves it. */
const words = fc.string({
  unit: fc.constantFrom('a', ' ', '\n', 'é', 'e\u0301', '肺', '炎', '😀', '👩‍⚕️', '\ud83d', '𝒳'),
  maxLength: 12,
});

/** Edits of one transaction by their place (as fractions of the text), so that they fit any text. */
const transaction = fc.array(
  fc.record({ from: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(8), put: words }),
  { minLength: 1, maxLength: 4 },
);

/** The edits as changes in order without overlap, as an editor with several cursors makes them. */
function fit(text: string, edits: { from: number; cut: number; put: string }[]): TextChange[] {
  const changes: TextChange[] = [];
  let free = 0;
  for (const { from, cut, put } of [...edits].sort((a, b) => a.from - b.from)) {
    const position = Math.max(free, Math.floor(from * text.length));
    const removed = Math.min(cut, text.length - position);
    changes.push([position, removed, put]);
    free = position + removed;
  }
  return changes;
}

describe('replaying changes', () => {
  test('gives what the editor has, transaction after transaction', () => {
    fc.assert(
      fc.property(words, fc.array(transaction, { maxLength: 20 }), (initial, edits) => {
        let editor = EditorState.create({ doc: initial });
        const entries: Entry[] = [opened(0), painted(1, initial.length)];
        for (const [index, each] of edits.entries()) {
          const specs: ChangeSpec[] = fit(editor.doc.toString(), each).map(([from, cut, insert]) => ({
            from,
            to: from + cut,
            insert,
          }));
          const { changes, state } = editor.update({ changes: specs });
          editor = state;
          const recorded: TextChange[] = [];
          changes.iterChanges((fromA, toA, _fromB, _toB, inserted) =>
            recorded.push([fromA, toA - fromA, inserted.toString()]),
          );
          if (recorded.length > 0) entries.push(changed(index + 2, recorded, editor.doc.length));
        }
        const final = editor.doc.toString();
        entries.push(submitted(5000, final));
        expect(foldRead(initial, entries).text).toBe(final);
      }),
    );
  });

  test('gives what cutting the text from its end gives', () => {
    fc.assert(
      fc.property(words, transaction, (text, edits) => {
        const changes = fit(text, edits);
        const units = text.split('');
        for (const [position, removed, inserted] of [...changes].reverse())
          units.splice(position, removed, ...inserted.split(''));
        expect(applyChanges(text, changes)).toBe(units.join(''));
      }),
    );
  });
});

const plain = [
  'read.opened',
  'read.paused',
  'read.continued',
  'window.blurred',
  'window.focused',
  'system.suspended',
  'system.resumed',
  'heartbeat',
  'session.ended',
] as const;

type What = (typeof plain)[number] | 'paint' | 'type' | 'drag' | 'panel' | 'answer' | 'crash' | 'submit';

/** A step of a wild story: what is tried, and after how long. */
const tried = fc.record({
  what: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('paint', 'type', 'drag', 'panel', 'answer') },
    { weight: 4, arbitrary: fc.constantFrom(...plain) },
    fc.constant('crash' as const),
  ),
  after: fc.oneof({ weight: 8, arbitrary: fc.nat(6000) }, { weight: 1, arbitrary: fc.nat(30000) }),
  text: words,
});

/** Plays a story, leaving out what the fold refuses; ends with Submit where that is possible. */
function play(steps: readonly { what: What; after: number; text: string }[]): { entries: Entry[]; state: ReadState } {
  let number = 1;
  let mono = 0;
  let wall = 0;
  let state = startRead('Clear lungs.');
  const entries: Entry[] = [];
  function attempt(next: Entry): void {
    try {
      state = foldEvent(state, next.session, next.event);
      entries.push(next);
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
    }
  }
  function tell(what: What, text: string): void {
    const session = `s${number}`;
    const at = wallAt(wall);
    if (what === 'paint') attempt(painted(mono, state.text.length, session, at));
    else if (what === 'type') attempt(changed(mono, [[0, 0, text]], state.text.length + text.length, session, at));
    else if (what === 'drag')
      attempt(entry('viewer.changed', { act: 'pan', image: 0, lasted: text.length * 100 }, mono, session, at));
    else if (what === 'panel')
      attempt(entry('panel.entered', { panel: text.length % 2 ? 'image' : 'report' }, mono, session, at));
    else if (what === 'answer') attempt(entry('answer.given', { item: 'sure', value: text.length }, mono, session, at));
    else if (what === 'submit') attempt(submitted(mono, state.text, session, at));
    else if (what !== 'crash') attempt({ session, event: { type: what, payload: {}, mono, wall: at } as SessionEvent });
  }
  for (const { what, after, text } of [
    { what: 'read.opened' as const, after: 0, text: '' },
    { what: 'paint' as const, after: 300, text: '' },
    ...steps,
  ]) {
    mono += after;
    wall += after;
    tell(what, text);
    if (what === 'crash' || what === 'session.ended') {
      number += 1;
      mono = 0;
      tell('read.opened', '');
      mono = 400;
      wall += 400;
      tell('paint', '');
    }
  }
  for (const last of ['read.opened', 'paint', 'read.continued', 'submit'] as const) tell(last, '');
  return { entries, state };
}

const story = fc.array(tried, { maxLength: 60 }).map(play);

describe('any story of a read', () => {
  test('folds in pieces, through JSON, as it folds whole', () => {
    fc.assert(
      fc.property(story, fc.nat(60), ({ entries, state }, cut) => {
        const early = foldRead('Clear lungs.', entries.slice(0, cut));
        let resumed = JSON.parse(JSON.stringify(early)) as ReadState;
        for (const { session, event } of entries.slice(cut)) resumed = foldEvent(resumed, session, event);
        expect(resumed).toEqual(foldRead('Clear lungs.', entries));
        expect(resumed).toEqual(state);
      }),
    );
  });

  test('keeps its times together', () => {
    fc.assert(
      fc.property(story, ({ state }) => {
        const inSpans = state.spans.reduce((sum, span) => sum + span.to - span.from, 0);
        expect(state.clock).toBe(inSpans);
        expect(state.blurred).toBeLessThanOrEqual(state.clock);
        expect(state.panels.image + state.panels.report).toBeLessThanOrEqual(state.clock);
        for (const gap of state.gaps) expect(gap.length).toBeGreaterThanOrEqual(0);
        for (const act of state.acts) expect(act.to).toBeLessThanOrEqual(state.clock);
        expect(state.divergence).toBe(0);
        if (state.phase !== 'submitted') return;
        const { painted: from, submitted: to } = state.marks;
        const inGaps = state.gaps.reduce((sum, gap) => sum + gap.length, 0);
        expect(state.clock + inGaps).toBe((to ?? 0) - (from ?? 0));
      }),
    );
  });

  test('has the same times wherever its clocks begin', () => {
    fc.assert(
      fc.property(story, fc.nat(1e6), fc.integer({ min: -1e9, max: 1e9 }), ({ entries, state }, late, turned) => {
        const moved = entries.map(({ session, event }) => ({
          session,
          event: { ...event, mono: event.mono + late, wall: event.wall + turned },
        }));
        const { clock, blurred, panels, gaps, acts, firstChange, lastChange, divergence } = foldRead(
          'Clear lungs.',
          moved,
        );
        expect({ clock, blurred, panels, gaps, acts, firstChange, lastChange, divergence }).toEqual({
          clock: state.clock,
          blurred: state.blurred,
          panels: state.panels,
          gaps: state.gaps,
          acts: state.acts,
          firstChange: state.firstChange,
          lastChange: state.lastChange,
          divergence: state.divergence,
        });
      }),
    );
  });

  test('has the same times with more heartbeats where it was not silent', () => {
    fc.assert(
      fc.property(story, fc.double({ min: 0, max: 1, noNaN: true }), ({ entries, state }, part) => {
        const more = entries.flatMap((each, index) => {
          const next = entries[index + 1];
          if (!next || next.session !== each.session || next.event.mono - each.event.mono > 10000) return [each];
          const gap = next.event.mono - each.event.mono;
          const wall = each.event.wall + Math.floor((next.event.wall - each.event.wall) * part);
          return [each, entry('heartbeat', {}, each.event.mono + gap * part, each.session, wall)];
        });
        const { clock, blurred, panels, spans } = foldRead('Clear lungs.', more);
        const opening = entries.some(({ event }, index) => index > 1 && event.type === 'read.opened');
        if (!opening)
          expect({ clock, blurred, panels, spans }).toEqual({
            clock: state.clock,
            blurred: state.blurred,
            panels: state.panels,
            spans: state.spans,
          });
        else expect(clock).toBeGreaterThanOrEqual(state.clock);
      }),
    );
  });
});

test('five thousand changes fold one by one without growing slow', () => {
  let state = startRead(null);
  for (const { session, event } of [opened(0), painted(0, 0)]) state = foldEvent(state, session, event);
  for (let index = 0; index < 5000; index++) {
    const { session, event } = changed(index * 100, [[index, 0, 'x']], index + 1);
    state = foldEvent(state, session, event);
  }
  expect(state).toMatchObject({ changes: 5000, clock: 499900 });
});
