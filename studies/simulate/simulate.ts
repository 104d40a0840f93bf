import { sha256 } from '#core/digest.ts';
import { Failure } from '#core/errors.ts';
import { seededRandom, type Random } from '#core/random.ts';
import type { AllocationKey, ReadEntry, ReadingLists, Side } from '../allocation/lists.ts';
import { daysBefore } from '../allocation/washout.ts';
import type { Reader } from '../allocation/readers.ts';
import type { LogRecord } from '../log/record.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { applyChanges } from '../session/changes.ts';
import { shownLength } from '../session/session.ts';
import { planActs } from './acts.ts';
import { drawAnswers } from './answering.ts';
import type { ArmEffect, Effect } from './effect.ts';
import { paperEffect } from './paperEffect.ts';
import { startStage, type SimulatedEvent, type Stage } from './stage.ts';
import { timeDrawer } from './times.ts';
import { editDraft, writeFromScratch } from './writing.ts';

export interface SimulationInput {
  readonly protocol: Protocol;
  readonly lists: ReadingLists;
  /** The arms of the reads. */
  readonly key: { readonly reads: Readonly<Record<string, Pick<AllocationKey['reads'][string], 'arm' | 'pair'>>> };
  readonly readers: readonly Reader[];
  readonly seed: number;
  /** Left out: the times and answers that the paper published. */
  readonly effect?: Effect;
}

/** The version and platform that a simulated reader's sessions name. */
const SIMULATED = 'simulated';

/** Whether simulated readers wrote any of these records. */
export function areSimulated(records: readonly LogRecord[]): boolean {
  return records.some((each) => each.type === 'session.started' && each.payload.version === SIMULATED);
}

/** The first simulated morning; every reader has a day of their own. */
const FIRST_DAY = Date.UTC(2025, 0, 6, 8);
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 3600 * 1000;

/**
 * Plays every read of the lists, reader by reader, one session a period, with the washout between them. The same seed
 * plays the same study. Folding the events of a read gives a reading time that equals the drawn one to the millisecond.
 * Throws Failure bad-input where the effect has no times for an arm of the lists.
 */
export function* simulateStudy(input: SimulationInput): Generator<SimulatedEvent> {
  const { protocol, lists, readers } = input;
  for (const [day, reader] of readers.entries()) {
    const own = lists.reads.filter((each) => each.reader === reader.code);
    let begins = FIRST_DAY + day * DAY_MS;
    let last: number | null = null;
    for (const period of new Set(own.map((each) => each.period))) {
      const reads = own.filter((each) => each.period === period);
      const repeated = reads.some(({ repeats }) => repeats !== undefined);
      // The washout runs from the last event; no simulated session lasts longer than the day that is added.
      if (last !== null) begins = last + (daysBefore(protocol, repeated) + 1) * DAY_MS;
      for (const event of playSession(input, reader, reads, begins)) {
        yield event;
        last = event.event.wall;
      }
    }
  }
}

function* playSession(
  input: SimulationInput,
  reader: Reader,
  reads: readonly ReadEntry[],
  begins: number,
): Generator<SimulatedEvent> {
  const { protocol, key, seed } = input;
  const effect = input.effect ?? paperEffect;
  const drawTime = timeDrawer(effect, seed);
  const random = seededRandom(seed);
  const stage = startStage(`sim-${reader.code}${laterPeriod(reads[0])}`, begins);
  const screen = { width: 1920, height: 1080, ratio: 1 };
  stage.tell(null, 'session.started', { reader: reader.code, version: SIMULATED, platform: SIMULATED, screen });
  yield* stage.told();
  let [count, since, last] = [0, begins, begins];
  for (const read of reads) {
    if (isLong(protocol, count, last - since)) {
      const rested = (protocol.sessions?.breakMinutes ?? 0) * MINUTE_MS;
      stage.wait(null, rested);
      stage.tell(null, 'session.rested', { reader: reader.code, rested });
      yield* stage.told();
      [count, since] = [0, last + rested];
    }
    const arm = key.reads[read.id]?.arm ?? '';
    const armEffect = effect.arms.find((each) => each.group === reader.group && each.arm === arm);
    if (!armEffect) {
      throw new Failure('bad-input', { where: 'effect', reason: `no times for arm ${arm} of ${reader.group}` });
    }
    const again = `${laterPeriod(read)}${read.repeats === undefined ? '' : ' again'}`;
    const time = drawTime(armEffect, reader.code, read.case, again);
    const first = key.reads[read.id]?.pair?.first ?? null;
    const chance = random.fork(`${reader.code} ${read.case}${again}`);
    playRead(stage, { ...read, first }, protocol, armEffect, time, chance);
    const told = stage.told();
    yield* told;
    last = told.at(-1)?.event.wall ?? last;
    count += 1;
  }
  stage.tell(null, 'session.ended', {});
  yield* stage.told();
}

/** Whether a break is due after so many reads and milliseconds. */
function isLong({ sessions }: Protocol, reads: number, milliseconds: number): boolean {
  const { mostReads = Infinity, mostMinutes = Infinity } = sessions ?? {};
  return reads >= mostReads || milliseconds >= mostMinutes * MINUTE_MS;
}

/** Tells the periods after the first apart in names of sessions and of streams of chance. */
function laterPeriod(read: ReadEntry | undefined): string {
  return read === undefined || read.period === 1 ? '' : `-${read.period}`;
}

function playRead(
  stage: Stage,
  { id, text: given, sides: pair, first }: ReadEntry & { readonly first: Side | null },
  protocol: Protocol,
  effect: ArmEffect,
  time: number,
  random: Random,
): void {
  const sides = pair ?? null;
  const untouched = given !== null && (random.uniform() < effect.unchanged || protocol.task === 'rate');
  const edits = untouched || sides ? [] : given === null ? writeFromScratch(random) : editDraft(given, random);
  const text = edits.reduce((before, edit) => applyChanges(before, edit.changes), given ?? '');
  const state = { initial: given, sides, first, text, answers: {} };
  const early = drawAnswers('before', protocol.questionnaire, state, effect, random.fork('before Submit'));
  const acts = planActs(edits, early, time, random);

  stage.wait(null, 500 + random.integer(2500));
  stage.tell(id, 'read.opened', {});
  stage.wait(id, 150 + random.integer(700));
  stage.tell(id, 'read.painted', { images: 2, textLength: shownLength({ text: given ?? '', sides }) });
  let clock = 0;
  for (const { at, play } of acts) {
    stage.wait(id, at - clock);
    play(stage, id, at - clock);
    clock = at;
  }
  stage.wait(id, time - clock);
  stage.tell(id, 'read.submitted', { length: text.length, sha256: sha256(text) });
  const answers = Object.fromEntries(early.map(({ item, value }) => [item, value]));
  for (const answer of drawAnswers('after', protocol.questionnaire, { ...state, answers }, effect, random)) {
    stage.wait(id, 800 + random.integer(4000));
    stage.tell(id, 'answer.given', answer);
  }
  stage.wait(id, 300 + random.integer(700));
  stage.tell(id, 'read.finished', {});
}
