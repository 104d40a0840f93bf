import { sha256 } from '#core/digest.ts';
import { printPdf } from '#main/services/printPdf.ts';
import { allocate } from '#studies/allocation/allocate.ts';
import { readerCodes } from '#studies/allocation/readers.ts';
import type { Draft } from '#studies/cases/case.ts';
import type { BundleInput } from '#studies/export/bundle.ts';
import { chainRecord } from '#studies/log/chain.ts';
import type { LogRecord } from '#studies/log/record.ts';
import { protocol as schema, type Protocol } from '#studies/protocol/protocol.ts';
import type { SessionEvent } from '#studies/session/event.ts';
import type { Effect } from '#studies/simulate/effect.ts';
import { simulateStudy } from '#studies/simulate/simulate.ts';
import template from '#studies/templates/demo.json' with { type: 'json' };

/** A study that simulated readers have read, as an export takes it. */
export function simulatedStudy(
  protocol: Protocol = schema.parse(template),
  seed = 3,
  effect?: Effect,
): BundleInput & { readonly records: LogRecord[] } {
  const cases = Array.from({ length: protocol.cases }, (_, index) => ({ id: `c${String(index).padStart(6, '0')}` }));
  const drafts = cases.flatMap(({ id }): Draft[] =>
    ['model', 'resident'].map((source) => ({
      case: id,
      source,
      text: `=SUM(A1) is no formula here; "quoted", 😀\n- No effusion. The heart is normal. (${source})`,
      provenance: source,
    })),
  );
  const readers = readerCodes(protocol);
  const { lists, key } = allocate({ protocol, readers, cases, drafts, seed });
  const records: LogRecord[] = [];
  function append(session: string, read: string | null, event: SessionEvent): void {
    records.push(chainRecord(records.at(-1) ?? null, { study: 'Demo 1', session, read, event }));
  }
  const hash = sha256('x');
  const opened = { reads: hash, key: hash, protocol: hash };
  append('designer', null, { type: 'study.opened', payload: opened, wall: 0, mono: 0 });
  for (const { session, read, event } of simulateStudy({
    protocol,
    lists,
    key,
    readers,
    seed,
    ...(effect ? { effect } : {}),
  }))
    append(session, read, event);
  append('designer', null, { type: 'study.unblinded', payload: { reason: 'done, "all"' }, wall: 5, mono: 5 });
  return {
    study: { id: 'Demo 1', title: 'Demonstration', state: 'unblinded', simulated: true },
    protocol,
    protocolText: JSON.stringify(protocol),
    lists,
    key,
    readers,
    records,
    hashes: { 'protocol.json': hash, 'reads.json': hash, 'key.sealed': hash },
    made: Date.UTC(2025, 1, 1),
    version: '0.1.0',
    print: printPdf,
  };
}
