import { describe, expect, it } from 'vitest';
import { faultReason, faultRemedy } from '#core/messages/protocolFaults.ts';
import { draftFaults, isDraft, type ProtocolDraft } from '#studies/protocol/draft.ts';
import { applyEdit } from '#studies/protocol/edit.ts';
import { newQuestions } from '#studies/protocol/kinds.ts';
import template from '#studies/templates/chexagent-v2.json' with { type: 'json' };

const draft = template as unknown as ProtocolDraft;

function told(path: (string | number)[], value: unknown): string[] {
  return faultsOf(applyEdit(draft, { act: 'set', path, value }));
}

function faultsOf(changed: ProtocolDraft): string[] {
  return draftFaults(changed).map(
    ({ path, code, detail }) => `${path.join('.')}: ${faultReason(code, detail)}. ${faultRemedy(code, detail)}.`,
  );
}

describe('what is wrong with a draft', () => {
  it('is nothing for a protocol', () => {
    expect(draftFaults(draft)).toEqual([]);
  });

  it.each([
    [['title', 'en'], '', 'title.en: nothing stands here. Write something here.'],
    [['cases'], null, 'cases: a number is needed. Write a number.'],
    [['groups', 0, 'readers'], 0, 'groups.0.readers: 0 is less than 1. Write 1 or more.'],
    [['groups', 0, 'readers'], 1.5, 'groups.0.readers: 1.5 is no whole number. Leave out the fraction.'],
    [['idleCapSeconds'], 9999, 'idleCapSeconds: 9999 is more than 3600. Write 3600 or less.'],
    [
      ['arms', 1, 'drafts'],
      ['Resident!'],
      'arms.1.drafts.0: Resident! is no short name: lower-case letters, digits and hyphens, a letter first. Write it like model-draft.',
    ],
    [
      ['cases'],
      20,
      'groups.0.arms: 30 reads for a reader, but the study has 20 cases. Change how many cases and readers there are, or choose another design.',
    ],
    [
      ['endpoints', 0, 'margin'],
      { test: 'equivalence', size: 0 },
      'endpoints.0.margin.size: 0 is not more than 0. Write a number above 0.',
    ],
    [
      ['endpoints', 1, 'method'],
      'ordinal',
      'endpoints.1.method: ordinal does not fit time: log-linear, linear, mann-whitney. Choose one of the methods named.',
    ],
    [['groups', 0, 'arms'], [], 'groups.0.arms: at least 1 is needed. Add one.'],
    [['practice'], 0, 'practice: 0 is less than 1. Write 1 or more.'],
    [['unblinding'], { people: 3 }, 'unblinding.people: 3 is more than 2. Write 2 or less.'],
    [
      ['sessions'],
      { breakMinutes: 15 },
      'sessions.mostReads: a break needs a limit of reads or of minutes. Write how many reads, or how many minutes, may come before a break.',
    ],
    [
      ['repeats'],
      { count: 11, apart: { least: 20, unit: 'reads' }, arm: 'same' },
      'repeats.count: of the 30 reads of residents at most 10 can come again with 20 others between. Let fewer reads come again, or closer to each other, or in the same arm.',
    ],
  ])('names the field, the reason and what to do: %j', (path, value, words) => {
    expect(told(path, value)).toContain(words);
  });

  it('is said of every field at once, and of one field once', () => {
    const twoEmpty = applyEdit(draft, { act: 'set', path: ['title', 'en'], value: '' });
    const changed = applyEdit(twoEmpty, { act: 'set', path: ['arms', 0, 'id'], value: '' });
    expect(draftFaults(changed).map(({ path, code }) => [path.join('.'), code])).toEqual([
      ['title.en', 'needed'],
      ['arms.0.id', 'needed'],
      ['groups.0.arms', 'arm-undefined'],
    ]);
  });

  it('says what is wrong with a condition and with bounds', () => {
    const asked = (when: object) => {
      const [item] = newQuestions('slider', []);
      const questionnaire = [...draft.questionnaire, { ...item, when, least: 5, most: 5.5 }];
      return faultsOf({ ...draft, questionnaire } as ProtocolDraft);
    };
    const bounds =
      'questionnaire.6: from 5 to 5.5 there is no step of 1. Raise the largest value, or choose a smaller step.';
    expect(asked({ item: 'nothing', answers: ['yes'] })).toEqual([
      bounds,
      'questionnaire.6.when: it depends on nothing, which is not asked before it. Choose a question that stands before it, or move it down.',
    ]);
    expect(asked({ item: 'remarks', answers: ['yes'] })).toEqual([
      bounds,
      'questionnaire.6.when: it depends on remarks, which is answered in words or numbers. Choose a question with options or steps.',
    ]);
    expect(asked({ item: 'efficiency', answers: ['no', 'perhaps'] })).toEqual([
      bounds,
      'questionnaire.6.when: perhaps is no answer to efficiency. Choose among the answers that efficiency offers.',
    ]);
    expect(asked({ item: 'helps-indication', answers: ['-5'] })).toEqual([bounds]);
  });
});

describe('what can be opened to be mended', () => {
  it('has the fields of a protocol, whatever stands in them', () => {
    expect(isDraft({ ...template, title: { en: '' }, cases: null })).toBe(true);
    expect(isDraft({ ...template, arms: undefined })).toBe(false);
    expect(isDraft({ ...template, questionnaire: [{ type: 'riddle' }] })).toBe(false);
    expect(isDraft([])).toBe(false);
    expect(isDraft(null)).toBe(false);
  });
});
