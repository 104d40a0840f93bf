import { describe, expect, it } from 'vitest';
import type { ProtocolDraft } from '#studies/protocol/draft.ts';
import { draftFaults } from '#studies/protocol/draft.ts';
import { applyEdit } from '#studies/protocol/edit.ts';
import { freeName, newQuestions, QUESTION_KINDS } from '#studies/protocol/kinds.ts';
import { protocol } from '#studies/protocol/protocol.ts';
import template from '#studies/templates/chexagent-v2.json' with { type: 'json' };

const draft = template as unknown as ProtocolDraft;

describe('an edit', () => {
  it('sets a field and leaves everything else the same object', () => {
    const after = applyEdit(draft, { act: 'set', path: ['groups', 1, 'readers'], value: 6 });
    expect(after.groups[1]?.readers).toBe(6);
    expect(after.groups[0]).toBe(draft.groups[0]);
    expect(after.questionnaire).toBe(draft.questionnaire);
    expect(draft.groups[1]?.readers).toBe(4);
  });

  it('takes a field away', () => {
    expect(applyEdit(draft, { act: 'set', path: ['endpoints'], value: undefined })).not.toHaveProperty('endpoints');
  });

  it('adds, moves and removes entries of lists', () => {
    const [item] = newQuestions('confidence', []);
    const added = applyEdit(draft, { act: 'insert', path: ['questionnaire', 2], value: item });
    const moved = applyEdit(added, { act: 'move', path: ['questionnaire', 2], to: 0 });
    const removed = applyEdit(moved, { act: 'remove', path: ['questionnaire', 1] });
    expect(removed.questionnaire.map(({ id }) => id)).toEqual([
      ...['confidence', 'edit-reasons-text', 'helps-indication'],
      ...['helps-indication-text', 'efficiency', 'remarks'],
    ]);
  });

  it.each([
    [['questionnaire', 6, 'id'], 'set'],
    [['questionnaire', 7], 'insert'],
    [['questionnaire', -1], 'remove'],
    [['nothing', 'here'], 'set'],
    [['title', 0], 'set'],
    [['arms', 'first'], 'set'],
  ] as const)('is refused where the path leads nowhere: %j', (path, act) => {
    expect(() => applyEdit(draft, { act, path: [...path], value: 'x' })).toThrow(/no such place/);
  });

  it('is followed where it renames an arm, a group, a question or an option', () => {
    let after = applyEdit(draft, { act: 'set', path: ['arms', 2, 'id'], value: 'machine' });
    after = applyEdit(after, { act: 'set', path: ['groups', 1, 'id'], value: 'seniors' });
    after = applyEdit(after, { act: 'set', path: ['questionnaire', 4, 'id'], value: 'speed' });
    after = applyEdit(after, { act: 'set', path: ['questionnaire', 4, 'options', 3, 'id'], value: 'typing' });
    expect(draftFaults(after)).toEqual([]);
    expect(after.groups.map(({ arms }) => arms.map(({ arm }) => arm))).toEqual([
      ['scratch', 'machine'],
      ['resident-draft', 'machine'],
    ]);
    expect(after.endpoints?.at(-1)).toMatchObject({
      group: 'seniors',
      arms: ['resident-draft', 'machine'],
      measure: { item: 'speed', options: ['typing'] },
    });
  });

  it('is not followed where the new name is taken: the fault is shown instead', () => {
    const after = applyEdit(draft, { act: 'set', path: ['arms', 2, 'id'], value: 'scratch' });
    expect(after.groups[0]?.arms[1]?.arm).toBe('model-draft');
    expect(draftFaults(after).map(({ path, code }) => [path.join('.'), code])).toEqual([
      ['arms', 'twice'],
      ['groups.0.arms', 'arm-undefined'],
      ['groups.1.arms', 'arm-undefined'],
    ]);
  });
});

describe('ready-made questions', () => {
  it.each(QUESTION_KINDS)('of kind %s fit into a protocol, twice', (kind) => {
    const once = newQuestions(kind, []);
    const twice = newQuestions(
      kind,
      once.map(({ id }) => id),
    );
    const pair = { id: 'pair', drafts: ['model'], against: ['resident'] };
    const arms = kind === 'sides' ? [...template.arms, pair] : template.arms;
    const made = { ...template, arms, questionnaire: [...once, ...twice], endpoints: [] };
    expect(protocol.safeParse(made).error).toBeUndefined();
    expect(twice.map(({ id }) => id)).toEqual(once.map(({ id }) => `${id}-2`));
  });

  it('are as published: RADPEER of 2016, six kinds of error with significance, six scales of 21 steps', () => {
    const [radpeer] = newQuestions('radpeer', []);
    const scores = radpeer?.type === 'choices' ? radpeer.options.map(({ id }) => id) : [];
    expect(scores).toEqual(['radpeer-1', 'radpeer-2a', 'radpeer-2b', 'radpeer-3a', 'radpeer-3b']);
    const [errors] = newQuestions('errors', []);
    expect(errors?.type === 'choices' && new Set(errors.options.map(({ heading }) => heading?.en)).size).toBe(7);
    const load = newQuestions('nasa-tlx', []);
    expect(load).toHaveLength(6);
    for (const scale of load) expect(scale).toMatchObject({ type: 'number', least: 0, most: 100, step: 5 });
  });

  it('get names that nobody has', () => {
    expect(freeName('arm', ['arm', 'arm-2'])).toBe('arm-3');
    expect(freeName('arm', [])).toBe('arm');
  });
});
