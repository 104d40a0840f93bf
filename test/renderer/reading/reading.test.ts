import { expect, test } from 'vitest';
import { sha256 } from '#core/digest.ts';
import { Failure } from '#core/errors.ts';
import type { OpenRead, Reading } from '#core/ipc/reading.ts';
import { ReadingSession } from '#renderer/reading/reading.svelte.ts';
import type { Item } from '#studies/protocol/protocol.ts';
import type { SessionEvent } from '#studies/session/event.ts';
import { foldRead } from '#studies/session/session.ts';

function question(id: string, moment: 'before' | 'after'): Item {
  const steps = [0, 1].map((value) => ({ value, label: { en: String(value) } }));
  return { id, type: 'scale', label: { en: id }, asked: 'always', required: 'yes', moment, steps };
}

/** The machine's side, as small as can be: a log in memory, with a disk that can be full. */
class Machine {
  readonly log: { session: string; read: string | null; event: SessionEvent }[] = [];
  full = false;
  signedOut = 0;
  #mono = 0;

  openSession(session: string): ReadingSession {
    const reads = ['r1', 'r2'].map((id, index) => ({
      ...{ id, position: index + 1, state: this.#stateOf(id), practice: false },
    }));
    const info: Reading = {
      session,
      title: { en: 'Study' },
      reader: 'R1',
      reads,
      questionnaire: [question('sure', 'before'), question('helps', 'after')],
      rated: false,
      instructions: null,
      consent: null,
    };
    this.#mono = 0;
    return new ReadingSession(info, {
      openRead: async ({ read }) => this.#open(read),
      append: async ({ read, events }) => {
        if (this.full) throw new Failure('disk-full', { file: 'log.sqlite' });
        for (const event of events as SessionEvent[]) this.log.push({ session, read, event });
      },
      agree: async () => undefined,
      endBreak: async () => undefined,
      signOut: async () => this.signedOut++,
      wait: () => new Promise((resolve) => setImmediate(resolve)),
      now: () => ({ wall: 1_700_000_000_000 + this.#mono, mono: (this.#mono += 10) }),
    });
  }

  entries(id: string): OpenRead['events'] {
    return this.log.filter(({ read }) => read === id).map(({ session, event }) => ({ session, event }));
  }

  types(id: string): string[] {
    return this.entries(id).map(({ event }) => event.type);
  }

  #stateOf(id: string): 'finished' | 'waiting' {
    return this.types(id).includes('read.finished') ? 'finished' : 'waiting';
  }

  #open(id: string): OpenRead {
    return {
      id,
      position: 1,
      total: 2,
      indication: '',
      images: [],
      nextImages: [],
      text: 'Draft',
      sides: null,
      events: this.entries(id),
    };
  }
}

async function edited(machine: Machine, session: ReadingSession): Promise<void> {
  await session.open();
  session.painted(1);
  session.changeText([[5, 0, ' one']], 'input.type', 9);
  await until(() => machine.types('r1').includes('text.changed'));
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

test('a read from opening to its end: what is folded here is what is in the log', async () => {
  const machine = new Machine();
  const session = machine.openSession('s1');
  await edited(machine, session);
  const folded = session.current!.state;
  expect(foldRead('Draft', machine.entries('r1'))).toEqual(folded);
  await session.submit();
  session.answer('helps', 1);
  await session.finish();
  expect(machine.types('r1')).toEqual([
    'read.opened',
    'read.painted',
    'text.changed',
    'read.submitted',
    'answer.given',
    'read.finished',
  ]);
  expect(machine.entries('r1')[3]?.event.payload).toEqual({ length: 9, sha256: sha256('Draft one') });
  expect([session.finished, session.next?.id]).toEqual([1, 'r2']);
});

test('after a crash another session goes on with every acknowledged change', async () => {
  const machine = new Machine();
  await edited(machine, machine.openSession('s1'));
  const again = machine.openSession('s2');
  expect(again.next?.id).toBe('r1');
  await again.open();
  expect([again.current!.state.text, again.phase]).toEqual(['Draft one', 'opened']);
  again.painted(1);
  expect(again.current!.state.gaps.map(({ kind }) => kind)).toEqual(['crash']);
});

test('an answer beside the report outlives a crash; after Submit it stays as it is', async () => {
  const machine = new Machine();
  const session = machine.openSession('s1');
  await edited(machine, session);
  session.answer('sure', 1);
  session.answer('helps', 1);
  await until(() => machine.types('r1').includes('answer.given'));
  const again = machine.openSession('s2');
  await again.open();
  expect(again.current!.state.answers).toEqual({ sure: 1 });
  again.painted(1);
  again.answer('sure', 0);
  await again.submit();
  again.answer('sure', 1);
  again.answer('helps', 1);
  expect(again.current!.state.answers).toEqual({ sure: 0, helps: 1 });
});

test('questions stay questions after a crash: the report is not open again', async () => {
  const machine = new Machine();
  const session = machine.openSession('s1');
  await edited(machine, session);
  await session.submit();
  const again = machine.openSession('s2');
  await again.open();
  expect(again.phase).toBe('submitted');
});

test('a full disk stops the clock, keeps everything, and nothing moves on until it is written', async () => {
  const machine = new Machine();
  const session = machine.openSession('s1');
  await edited(machine, session);
  machine.full = true;
  session.changeText([[9, 0, ' tw']], 'input.type', 12);
  // The hand goes on: what it writes is kept as well, and the notice waits until it rests.
  session.changeText([[12, 0, 'o']], 'input.type', 13);
  expect([session.failure, session.phase]).toEqual([null, 'reading']);
  await until(() => session.failure !== null);
  expect([session.failure?.code, session.phase]).toEqual(['disk-full', 'paused']);
  machine.full = false;
  await until(() => session.failure === null);
  session.resume();
  await session.submit();
  expect(foldRead('Draft', machine.entries('r1')).text).toBe('Draft one two');
  expect(machine.types('r1')).toEqual([
    'read.opened',
    'read.painted',
    'text.changed',
    'text.changed',
    'text.changed',
    'read.paused',
    'read.continued',
    'read.submitted',
  ]);
});

test('what cannot happen never reaches the log', async () => {
  const machine = new Machine();
  const session = machine.openSession('s1');
  await session.open();
  expect(() => session.changeText([[0, 0, 'x']], 'input.type', 6)).toThrow('not while the read is opened');
  session.painted(1);
  session.pause();
  session.act({ act: 'invert', image: 0 });
  session.resume();
  await session.signOut();
  expect(machine.types('r1')).toEqual(['read.opened', 'read.painted', 'read.paused', 'read.continued']);
  expect(machine.signedOut).toBe(1);
});

test('heartbeats and focus belong to the case on the screen, else to none', async () => {
  const machine = new Machine();
  const session = machine.openSession('s1');
  session.notice('heartbeat');
  await session.open();
  session.notice('window.blurred');
  session.painted(1);
  await session.submit();
  await session.finish();
  session.notice('heartbeat');
  await session.signOut();
  expect(
    machine.log.map(({ read, event }) => [read, event.type]).filter(([, type]) => !String(type).startsWith('read.')),
  ).toEqual([
    [null, 'heartbeat'],
    ['r1', 'window.blurred'],
    [null, 'heartbeat'],
  ]);
});
