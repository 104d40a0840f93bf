import { describe, expect, test } from 'vitest';
import { Failure } from '#core/errors.ts';
import { analyse, timeTables } from '#studies/analysis/analyse.ts';
import { answerRows } from '#studies/analysis/answers.ts';
import { collectRows, readRows, type RowsInput } from '#studies/analysis/rows.ts';
import { chainRecord } from '#studies/log/chain.ts';
import type { LogRecord } from '#studies/log/record.ts';
import { protocol as schema } from '#studies/protocol/protocol.ts';
import type { Entry } from '#studies/session/state.ts';
import demo from '#studies/templates/demo.json' with { type: 'json' };
import { changed, entry, opened, painted, submitted } from '../session/script.ts';

const protocol = schema.parse(demo);
const draft = 'No acute disease.';

/** A finished read of so many seconds, with the answers of the demo's questions. */
function played(
  seconds: number,
  text: string | null,
  final: string,
  answers: Record<string, number | string[] | string>,
): Entry[] {
  const given = text ?? '';
  const entries = [opened(0), painted(0, given.length)];
  for (let beat = 5000; beat < seconds * 1000; beat += 5000) entries.push(entry('heartbeat', {}, beat));
  if (final !== given) entries.push(changed(seconds * 1000, [[0, given.length, final]], final.length));
  entries.push(submitted(seconds * 1000, final));
  for (const [item, value] of Object.entries(answers))
    entries.push(entry('answer.given', { item, value }, seconds * 1000 + 1000));
  return [...entries, entry('read.finished', {}, seconds * 1000 + 2000)];
}

const reads = [
  ['rscratch1', 'scratch', null, played(100, null, 'Clear lungs.', { efficiency: ['not-applicable'] })],
  ['rscratch2', 'scratch', null, played(140, null, 'Clear.', { efficiency: ['not-applicable'] })],
  [
    'rmodel001',
    'model-draft',
    draft,
    played(40, draft, draft, { 'helps-indication': 10, efficiency: ['interpretation', 'writing'] }),
  ],
  [
    'rmodel002',
    'model-draft',
    draft,
    played(80, draft, 'No disease.', {
      'edit-reasons': ['content-false-finding', 'style-order'],
      'helps-indication': 5,
      efficiency: ['writing'],
      remarks: 'Fine,\n"really".',
    }),
  ],
  ['rmodel003', 'model-draft', draft, [opened(0), painted(0, draft.length), submitted(9000, draft)]],
  ['rmodel004', 'model-draft', draft, [opened(0), painted(0, draft.length), changed(4000, [[0, 3, '']], 14)]],
  ['rmodel005', 'model-draft', draft, []],
] as const;

const input: RowsInput = {
  protocol,
  lists: {
    format: 1,
    reads: reads.map(([id, , text], index) => ({
      id,
      reader: 'R1',
      case: `c00000${index}`,
      period: 1,
      position: index + 1,
      text,
    })),
  },
  key: {
    format: 1,
    seed: 1,
    reads: Object.fromEntries(
      reads.map(([id, arm, text]) => [id, { arm, source: text && 'model', provenance: text && 'm' }]),
    ),
    drafts: [],
  },
  readers: [{ code: 'R1', group: 'residents' }],
  entries: new Map(reads.map(([id, , , entries]) => [id, entries])),
};

describe('rows', () => {
  const rows = readRows(input);

  test('one for each read of the lists, read or not', () => {
    expect(rows.map(({ read, phase, times, final }) => [read, phase, times?.reading ?? null, final])).toEqual([
      ['rscratch1', 'finished', 100, 'Clear lungs.'],
      ['rscratch2', 'finished', 140, 'Clear.'],
      ['rmodel001', 'finished', 40, draft],
      ['rmodel002', 'finished', 80, 'No disease.'],
      ['rmodel003', 'submitted', 9, draft],
      ['rmodel004', 'reading', null, null],
      ['rmodel005', 'waiting', null, null],
    ]);
  });

  test('tell what became of the text', () => {
    expect(
      rows.map((row) => row.edits && [row.edits.characters, row.edits.words, row.edits.kept, row.edits.unchanged]),
    ).toEqual([
      [12, 3, null, null],
      [6, 2, null, null],
      [0, 0, 1, true],
      [6, 1, 0.75, false],
      [0, 0, 1, true],
      null,
      null,
    ]);
  });

  test('come out the same from a log that goes by once', () => {
    const collector = collectRows(input);
    const records: LogRecord[] = [];
    for (const [id, , , entries] of reads)
      for (const { session, event } of entries)
        records.push(chainRecord(records.at(-1) ?? null, { study: 'x', session, read: id, event }));
    for (const record of records) collector.add(record);
    expect(collector.rows()).toEqual(rows);
    const late = { study: 'x', session: 's1', read: 'rmodel001', event: entry('read.paused', {}, 9e6).event };
    expect(() => collector.add(chainRecord(null, late))).toThrow(
      new Failure('bad-input', { where: 'rmodel001 read.paused', reason: 'not while the read is finished' }),
    );
  });

  test('name the read whose events do not fit', () => {
    const entries = new Map([['rmodel005', [entry('read.paused', {}, 5)]]]);
    expect(() => readRows({ ...input, entries })).toThrow(
      new Failure('bad-input', { where: 'rmodel005 read.paused', reason: 'not while the read is waiting' }),
    );
  });
});

describe('the analysis', () => {
  const analysis = analyse(readRows(input), protocol);

  test('times of each arm, over its submitted reads', () => {
    expect(analysis.blinded).toBe(false);
    expect(analysis.time).toEqual({ definition: 'reading', unit: 's', idleCapSeconds: 30 });
    expect(
      analysis.arms.map(({ group, arm, reads: count, readsPlanned, timeMean, timeMedian }) => [
        group,
        arm,
        count,
        readsPlanned,
        timeMean,
        timeMedian,
      ]),
    ).toEqual([
      ['residents', 'scratch', 2, 2, 120, 120],
      ['residents', 'model-draft', 3, 5, 43, 40],
      ['attendings', 'resident-draft', 0, 0, null, null],
      ['attendings', 'model-draft', 0, 0, null, null],
    ]);
    expect(analysis.arms[1]).toMatchObject({
      timeQ1: 24.5,
      timeQ3: 60,
      editWords: 1 / 3,
      unchanged: 2 / 3,
      kept: 2.75 / 3,
    });
    expect(analysis.arms[1]?.timeSd).toBeCloseTo(35.5949, 4);
    expect(analysis.arms[1]?.timeGeoMean).toBeCloseTo((40 * 80 * 9) ** (1 / 3), 10);
  });

  test('contrasts of the arms of a group, and none between groups', () => {
    expect(analysis.contrasts.map(({ group, arms, reads: counts }) => [group, arms, counts])).toEqual([
      ['residents', ['scratch', 'model-draft'], [2, 3]],
      ['residents', ['scratch', 'model-draft'], [2, 3]],
      ['attendings', ['resident-draft', 'model-draft'], [0, 0]],
      ['attendings', ['resident-draft', 'model-draft'], [0, 0]],
    ]);
    expect(analysis.contrasts[0]).toMatchObject({ ratio: 43 / 120, saving: 1 - 43 / 120, u: 6, p: 0.2 });
    expect(analysis.contrasts[0]?.method).toContain('exact');
    expect(analysis.contrasts[1]).toMatchObject({ analysis: 'mixed', u: null });
    expect(analysis.contrasts[1]?.ratio).toBeCloseTo((40 * 80 * 9) ** (1 / 3) / Math.sqrt(100 * 140), 10);
    expect(analysis.contrasts[3]).toMatchObject({ ratio: null, ciLow: null, p: null });
    expect(analysis.contrasts[3]?.notes).toEqual(['no values in either arm']);
  });

  test('answers of the finished reads where a question was asked', () => {
    const [reasons, , helps, , efficiency] = analysis.arms[1]?.questionnaire ?? [];
    expect(reasons).toMatchObject({
      asked: 2,
      answered: 1,
      headings: [
        { id: 'Content', count: 1, share: 0.5 },
        { id: 'Style', count: 1, share: 0.5 },
        { id: 'Other', count: 0, share: 0 },
      ],
    });
    expect(helps).toMatchObject({ asked: 2, answered: 2, mean: 7.5 });
    expect(helps?.options.map(({ count }) => count)).toEqual([0, 0, 0, 1, 1]);
    expect(efficiency?.options).toMatchObject([
      { id: 'not-applicable', count: 0, share: 0 },
      { id: 'no', count: 0, share: 0 },
      { id: 'interpretation', count: 1, share: 0.5 },
      { id: 'writing', count: 2, share: 1 },
    ]);
    expect(efficiency?.combinations.map(({ id, count }) => [id, count])).toEqual([
      ['interpretation+writing', 1],
      ['writing', 1],
    ]);
    // Wilson's interval of 1 in 2, by hand: 0.5 -+ z / (2 sqrt(2 + z^2)) = 0.0945 to 0.9055.
    expect(efficiency?.options[2]?.ciLow).toBeCloseTo(0.0945, 4);
    expect(efficiency?.options[2]?.ciHigh).toBeCloseTo(0.9055, 4);
    expect(analysis.arms[0]?.questionnaire[0]).toMatchObject({
      asked: 0,
      options: expect.arrayContaining([
        expect.objectContaining({ id: 'other', count: 0, share: null, ciLow: null }),
      ]) as unknown,
    });
  });

  test('another definition of time is named', () => {
    const changes = timeTables(readRows(input), protocol, 'firstToLast');
    expect(changes.time.definition).toBe('firstToLast');
    expect(changes.arms[1]).toMatchObject({ reads: 3, timeMean: 0 });
  });

  test('while the study is blinded, the arms of a group are one', () => {
    const { blinded, arms, contrasts } = analyse(readRows({ ...input, key: null }), protocol);
    expect(blinded).toBe(true);
    expect(contrasts).toEqual([]);
    expect(arms.map(({ group, arm, reads: count }) => [group, arm, count])).toEqual([
      ['residents', 'blinded', 5],
      ['attendings', 'blinded', 0],
    ]);
    expect(JSON.stringify(arms.map(({ questionnaire: _answers, ...numbers }) => numbers))).not.toMatch(/model|scratch/);
  });
});

test('answers become rows with the words that the reader saw', () => {
  const rows = answerRows(readRows(input), protocol).filter((row) => row.read === 'rmodel002');
  expect(rows.map(({ item, code, label, value, text }) => [item, code, label, value, text])).toEqual([
    ['edit-reasons', 'content-false-finding', 'Content: It reports a finding that is not there', null, null],
    ['edit-reasons', 'style-order', 'Style: Its findings stand in a poor order', null, null],
    ['helps-indication', '5', 'Agree', 5, null],
    ['efficiency', 'writing', 'Yes, in writing the report', null, null],
    ['remarks', 'text', null, null, 'Fine,\n"really".'],
  ]);
});
