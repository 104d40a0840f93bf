import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '#core/errors.ts';
import { chainRecord, GENESIS_HASH, verifyChain } from '#studies/log/chain.ts';
import type { LogRecord } from '#studies/log/record.ts';
import { changed, entry, opened, painted } from '../session/script.ts';

function log(events = [opened(0), painted(12.5, 3), changed(800, [[3, 0, 'é 😀']], 7), entry('heartbeat', {}, 5000)]) {
  const records: LogRecord[] = [];
  for (const { session, event } of events) {
    records.push(chainRecord(records.at(-1) ?? null, { study: 'demo', session, read: 'r000001', event }));
  }
  return records;
}

function fault(records: readonly LogRecord[]): unknown {
  try {
    return verifyChain(records);
  } catch (thrown) {
    return thrown instanceof Failure ? { code: thrown.code, ...thrown.detail } : thrown;
  }
}

describe('a log', () => {
  test('is tied together from the first record on', () => {
    const records = log();
    expect(records.map((record) => record.seq)).toEqual([1, 2, 3, 4]);
    expect(records[0]?.previousHash).toBe(GENESIS_HASH);
    expect(records[2]?.previousHash).toBe(records[1]?.hash);
    expect(verifyChain(records)).toEqual({ records: 4, lastHash: records[3]?.hash });
    expect(verifyChain([])).toEqual({ records: 0, lastHash: GENESIS_HASH });
  });

  test('keeps its hashes through JSON, whatever the order of the fields', () => {
    const again = log().map((record) =>
      Object.fromEntries(Object.entries(JSON.parse(JSON.stringify(record)) as object).reverse()),
    );
    expect(verifyChain(again as unknown as LogRecord[]).records).toBe(4);
  });

  test('has a fixed form that other programs can compute', () => {
    // printf '%s' '{"mono":0,"payload":{},"previousHash":"000...000","read":"r000001","seq":1,"session":"s1",
    //   "study":"demo","type":"read.opened","wall":1740988800000}' | sha256sum   (64 zeros, no line break)
    expect(log()[0]?.hash).toBe('ff3d98d43381c1ffd301754d7b096fe62ded9bc34198739b5b4554665fa9b796');
  });

  test('takes a change that cut a surrogate pair in two', () => {
    const records = log([opened(0), painted(1, 2), changed(2, [[1, 1, '\ude01']], 2)]);
    expect(verifyChain(records).records).toBe(3);
  });
});

describe('verification names the first bad record', () => {
  const records = log();
  const [one, two, three, four] = records as [LogRecord, LogRecord, LogRecord, LogRecord];
  test.each([
    ['a hole', [one, two, four], { seq: 3, reason: 'record 4 stands in its place' }],
    ['a swapped pair', [one, three, two, four], { seq: 2, reason: 'record 3 stands in its place' }],
    ['a missing beginning', [two, three], { seq: 1, reason: 'record 2 stands in its place' }],
    ['a record twice', [one, two, two, three], { seq: 3, reason: 'record 2 stands in its place' }],
    [
      'a swapped pair with new numbers',
      [one, { ...three, seq: 2 }, { ...two, seq: 3 }, four],
      { seq: 2, reason: 'it does not follow the record before it' },
    ],
    [
      'a record of another log',
      [one, ...log([opened(1), painted(13, 3)]).slice(1)],
      { seq: 2, reason: 'it does not follow the record before it' },
    ],
  ] as [string, LogRecord[], object][])('%s', (_name, bad, detail) => {
    expect(fault(bad)).toEqual({ code: 'log-broken', ...detail });
  });

  test('one changed character anywhere', () => {
    fc.assert(
      fc.property(fc.nat(3), fc.nat(10000), fc.constantFrom('0', 'a', 'Z', '7'), (index, place, letter) => {
        const json = JSON.stringify(records[index]);
        const at = place % json.length;
        let tampered: LogRecord;
        try {
          tampered = JSON.parse(json.slice(0, at) + letter + json.slice(at + 1)) as LogRecord;
        } catch {
          return;
        }
        const same =
          JSON.stringify(tampered) === json ||
          JSON.stringify(Object.values(tampered)) === JSON.stringify(Object.values(records[index] as LogRecord));
        const found = fault(records.map((record, place_) => (place_ === index ? tampered : record)));
        if (!same) expect(found).toMatchObject({ code: 'log-broken', seq: index + 1 });
      }),
      { numRuns: 500 },
    );
  });
});
