// Appends to a log and says on stdout what was acknowledged, until it is killed.
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { openEventWriter } from '#main/services/eventStore.ts';

const folder = process.argv[2] ?? '.';
const writer = openEventWriter(join(folder, 'log.sqlite'), join(folder, 'writer.lock'), 'study');
let seq = [...writer.records()].length;
for (;;) {
  const batch = [seq + 1, seq + 2, seq + 3].map((number) => ({
    session: 'session',
    read: 'rabcdef1',
    event: { type: 'heartbeat' as const, payload: {}, wall: number, mono: number },
  }));
  seq = writer.append(batch);
  writeSync(1, `${seq}\n`);
}
