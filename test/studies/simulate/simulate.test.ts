import { describe, expect, test } from 'vitest';
import { allocate } from '#studies/allocation/allocate.ts';
import { readerCodes } from '#studies/allocation/readers.ts';
import { analyse } from '#studies/analysis/analyse.ts';
import { readRows } from '#studies/analysis/rows.ts';
import type { Draft } from '#studies/cases/case.ts';
import { chainRecord, verifyChain } from '#studies/log/chain.ts';
import { entriesByRead } from '#studies/log/entries.ts';
import type { LogRecord } from '#studies/log/record.ts';
import { protocol as schema } from '#studies/protocol/protocol.ts';
import { sessionEvent } from '#studies/session/event.ts';
import { firstMissing } from '#studies/session/questions.ts';
import type { Entry } from '#studies/session/state.ts';
import { effect, type Effect } from '#studies/simulate/effect.ts';
import { paperEffect } from '#studies/simulate/paperEffect.ts';
import { simulateStudy } from '#studies/simulate/simulate.ts';
import { timeDrawer } from '#studies/simulate/times.ts';
import template from '#studies/templates/chexagent-v2.json' with { type: 'json' };

const protocol = schema.parse(template);
const cases = Array.from({ length: 50 }, (_, index) => ({ id: `c${String(index).padStart(6, '0')}` }));
const drafts = cases.flatMap(({ id }): Draft[] =>
  ['model', 'resident'].map((source) => ({
    case: id,
    source,
    text: `The heart is normal in size. The lungs are clear; the lungs are well expanded.\nNo effusion 😀 (${source}).`,
    provenance: source,
  })),
);
const readers = readerCodes(protocol);
const allocation = allocate({ protocol, readers, cases, drafts, seed: 7 });

function play(seed: number, given?: Effect): LogRecord[] {
  const records: LogRecord[] = [];
  const study = {
    protocol,
    lists: allocation.lists,
    key: allocation.key,
    readers,
    seed,
    ...(given ? { effect: given } : {}),
  };
  for (const event of simulateStudy(study))
    records.push(chainRecord(records.at(-1) ?? null, { study: 'sim', ...event }));
  return records;
}

/** The rows of a study, without the hashing of its log. */
function quickRows(seed: number) {
  const entries = new Map<string, Entry[]>();
  const { lists, key } = allocation;
  for (const { session, read, event } of simulateStudy({ protocol, lists, key, readers, seed })) {
    if (read !== null) entries.set(read, [...(entries.get(read) ?? []), { session, event }]);
  }
  return readRows({ protocol, lists, key, readers, entries });
}

function rowsOf(records: readonly LogRecord[]) {
  return readRows({ protocol, lists: allocation.lists, key: allocation.key, readers, entries: entriesByRead(records) });
}

describe("the paper's study, played", () => {
  const records = play(1);
  const rows = rowsOf(records);

  test('is a whole chain of events of the closed list', () => {
    expect(verifyChain(records).records).toBe(records.length);
    for (const { type, payload, wall, mono } of records) {
      expect(sessionEvent.parse({ type, payload, wall, mono })).toEqual({ type, payload, wall, mono });
    }
  });

  test('finishes all 240 reads, each with the time that was drawn, to the millisecond', () => {
    const draw = timeDrawer(paperEffect, 1);
    expect(rows).toHaveLength(240);
    for (const row of rows) {
      const arm = paperEffect.arms.find((each) => each.group === row.group && each.arm === row.arm);
      expect(row.phase).toBe('finished');
      expect(Math.round((row.times?.reading ?? 0) * 1000)).toBe(arm && draw(arm, row.reader, row.case));
      expect(
        firstMissing('after', protocol.questionnaire, {
          initial: row.initial,
          sides: null,
          text: row.final ?? '',
          answers: row.answers,
        }),
      ).toBeNull();
    }
  });

  test('has edits, pauses, drags and changes of focus as a study has', () => {
    const drafted = rows.filter((row) => row.initial !== null);
    const unchanged = drafted.filter((row) => row.edits?.unchanged).length / drafted.length;
    expect(unchanged).toBeGreaterThan(0.2);
    expect(unchanged).toBeLessThan(0.5);
    expect(rows.filter((row) => row.initial === null).every((row) => (row.final ?? '').length > 50)).toBe(true);
    expect(rows.some((row) => row.gaps.pause > 0)).toBe(true);
    expect(rows.some((row) => (row.times?.focused ?? 0) < (row.times?.reading ?? 0))).toBe(true);
    expect(records.some((record) => record.type === 'text.changed' && record.payload.changes.length > 1)).toBe(true);
    expect(rows.every((row) => row.gaps.silence + row.gaps.crash + row.gaps.away + row.gaps.suspend === 0)).toBe(true);
    expect(rows.every((row) => row.divergence === 0)).toBe(true);
  });

  test('answers before Submit what stands beside the report, after it the rest, in the same time', () => {
    const besides = protocol.questionnaire.map((item) =>
      item.id === 'helps-indication' ? { ...item, moment: 'before' as const } : item,
    );
    const order = new Map<string, string[]>();
    const { lists, key } = allocation;
    for (const { read, event } of simulateStudy({
      protocol: { ...protocol, questionnaire: besides },
      lists,
      key,
      readers,
      seed: 1,
    })) {
      if (read === null || (event.type !== 'answer.given' && event.type !== 'read.submitted')) continue;
      order.set(read, [...(order.get(read) ?? []), event.type === 'answer.given' ? event.payload.item : 'Submit']);
    }
    for (const { read, initial } of rows) {
      const given = order.get(read) ?? [];
      const [before, after] = [given.slice(0, given.indexOf('Submit')), given.slice(given.indexOf('Submit') + 1)];
      expect(before).toEqual(initial === null ? [] : ['helps-indication']);
      expect(after).not.toContain('helps-indication');
      expect(after).toContain('efficiency');
    }
  });

  test('is played the same way with the same seed only', () => {
    expect(play(1).at(-1)?.hash).toBe(records.at(-1)?.hash);
    expect(play(2).at(-1)?.hash).not.toBe(records.at(-1)?.hash);
  });
});

test('over many studies, the arms have the published means, spreads and answers', () => {
  const arms = new Map<
    string,
    { mean: number[]; sd: number[]; agree: number[]; content: number[]; writing: number[] }
  >();
  for (let seed = 1; seed <= 20; seed++) {
    for (const result of analyse(quickRows(seed), protocol).arms) {
      const name = `${result.group} ${result.arm}`;
      const all = arms.get(name) ?? { mean: [], sd: [], agree: [], content: [], writing: [] };
      const [reasons, , helps, , efficiency] = result.questionnaire;
      all.mean.push(result.timeMean ?? NaN);
      all.sd.push(result.timeSd ?? NaN);
      all.agree.push((helps?.options[3]?.share ?? 0) + (helps?.options[4]?.share ?? 0));
      all.content.push(reasons?.headings[0]?.share ?? 0);
      all.writing.push(efficiency?.options[3]?.share ?? 0);
      arms.set(name, all);
    }
  }
  function average(arm: string, measure: 'mean' | 'sd' | 'agree' | 'content' | 'writing'): number {
    const values = arms.get(arm)?.[measure] ?? [];
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  }
  // 800 reads for scratch and resident-draft, 1,600 for the others: within three standard errors of the published.
  expect(Math.abs(average('residents scratch', 'mean') - 156.4)).toBeLessThan((3 * 115.9) / Math.sqrt(800));
  expect(Math.abs(average('residents model-draft', 'mean') - 99.9)).toBeLessThan((3 * 97.3) / Math.sqrt(1600));
  expect(Math.abs(average('attendings resident-draft', 'mean') - 83)).toBeLessThan((3 * 36.3) / Math.sqrt(800));
  expect(Math.abs(average('attendings model-draft', 'mean') - 79.7)).toBeLessThan((3 * 54.6) / Math.sqrt(1600));
  expect(average('residents scratch', 'sd')).toBeGreaterThan(90);
  expect(average('attendings resident-draft', 'sd')).toBeCloseTo(36.3, -1);
  expect(average('residents model-draft', 'agree')).toBeCloseTo(0.788, 1);
  expect(average('residents model-draft', 'content')).toBeCloseTo(0.525, 1);
  expect(average('attendings model-draft', 'writing')).toBeCloseTo(0.613, 1);
});

describe('an effect of its own', () => {
  const base = { format: 1, arms: paperEffect.arms.map(({ group, arm }) => ({ group, arm, mean: 60, sd: 30 })) };

  test('sets the times, and readers and cases take their part of the spread', () => {
    const own = effect.parse({ ...base, readerSd: 0.3, caseSd: 0.2 });
    const draw = timeDrawer(own, 3);
    const arm = own.arms[0];
    if (!arm) throw new Error('no arm');
    const logs = Array.from({ length: 200 }, (_, reader) =>
      Array.from({ length: 50 }, (_each, index) => Math.log(draw(arm, `R${reader}`, `c${index}`) / 1000)),
    );
    const readerMeans = logs.map((row) => row.reduce((sum, value) => sum + value, 0) / row.length);
    const center = readerMeans.reduce((sum, value) => sum + value, 0) / readerMeans.length;
    const spread = Math.sqrt(readerMeans.reduce((sum, value) => sum + (value - center) ** 2, 0) / 199);
    expect(center).toBeCloseTo(Math.log(60) - Math.log(1.25) / 2, 1);
    expect(spread).toBeGreaterThan(0.26);
    expect(spread).toBeLessThan(0.36);
  });

  test('is refused where it lacks an arm or spreads readers too far', () => {
    expect(() => play(1, effect.parse({ ...base, arms: base.arms.slice(1) }))).toThrow(
      'no times for arm scratch of residents',
    );
    expect(() => play(1, effect.parse({ ...base, readerSd: 2 }))).toThrow(
      'readerSd and caseSd are more than the spread',
    );
  });
});
