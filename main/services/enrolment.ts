import { Failure } from '#core/errors.ts';
import { changeStudy, logAct } from './lifecycle.ts';
import { hashPin, onceCodeOf, type PinGate } from './pins.ts';
import {
  needState,
  openStudy,
  readReaders,
  readReadersToChange,
  saveStudy,
  type Study,
  type StudyReader,
} from './studyFolder.ts';

/** After so many wrong tries a one-time code fits no longer. */
export const MOST_WRONG = 10;

/** What a reader chooses: a PIN or a pass phrase. */
const LEAST_CHARACTERS = 6;
const MOST_CHARACTERS = 40;

interface Knock {
  /** Code of the reader, as typed. */
  readonly code: string;
  /** The PIN or the one-time code, as typed. */
  readonly pin: string;
}

/**
 * The reader who knows this PIN. Throws pin-wrong, after a wait that grows with each wrong try; with the right one-time
 * code instead of a PIN it throws enrolment-needed.
 */
export async function admit(gate: PinGate, study: Study, knock: Knock): Promise<string> {
  const code = knock.code.trim().toUpperCase();
  const reader = (await readReaders(study)).find((each) => each.code === code);
  if (!reader?.once) {
    await gate.check(nameOf(study, code), knock.pin.trim(), reader?.pin ?? null);
    return code;
  }
  await checkOnce(gate, study, reader, knock.pin);
  throw new Failure('enrolment-needed', { reader: code });
}

/**
 * A reader uses a one-time code up and chooses a PIN; the log says that it was done, and by whom. Throws pin-wrong,
 * pin-unfit, enrolment-none where there is no code to use, study-state, study-busy.
 */
export async function enrol(gate: PinGate, folder: string, knock: Knock, chosen: string, wall: number): Promise<void> {
  const study = await openStudy(folder);
  needState(study, 'signing in', 'open');
  const code = knock.code.trim().toUpperCase();
  const reader = (await readReaders(study)).find((each) => each.code === code);
  const away = study.file.stations?.find(({ readers }) => readers.includes(code));
  if (away) throw new Failure('reader-elsewhere', { reader: code, station: away.id });
  if (reader && !reader.once) throw new Failure('enrolment-none', { reader: code });
  await checkOnce(gate, study, reader ?? { code, group: '', pin: null }, knock.pin);
  const pin = chosen.trim();
  const unfit = pin.length < LEAST_CHARACTERS || pin.length > MOST_CHARACTERS;
  if (unfit || onceCodeOf(pin) === onceCodeOf(knock.pin))
    throw new Failure('pin-unfit', { least: LEAST_CHARACTERS, most: MOST_CHARACTERS });
  const stored = await hashPin(pin);
  await changeStudy(folder, async (now, writer) => {
    const readers = await readReadersToChange(now);
    const number = readers.find((each) => each.code === code)?.once?.number;
    // A new code may have been made while this one was typed.
    if (number === undefined || number !== reader?.once?.number) throw new Failure('enrolment-none', { reader: code });
    logAct(writer, { type: 'study.enrolled', payload: { reader: code, number }, wall, mono: 0 });
    await saveReader(now, readers, { code, group: reader.group, pin: stored });
  });
}

async function checkOnce(gate: PinGate, study: Study, { code, once }: StudyReader, typed: string): Promise<void> {
  const valid = once && once.wrong < MOST_WRONG ? once : null;
  try {
    await gate.check(nameOf(study, code), onceCodeOf(typed), valid);
  } catch (thrown) {
    if (valid && thrown instanceof Failure && thrown.code === 'pin-wrong') await countWrong(study.folder, code);
    throw thrown;
  }
}

/** Kept in the study: a window that is closed and opened again forgets nothing. */
async function countWrong(folder: string, code: string): Promise<void> {
  await changeStudy(folder, async (study) => {
    const readers = await readReadersToChange(study);
    const reader = readers.find((each) => each.code === code);
    if (!reader?.once) return;
    await saveReader(study, readers, { ...reader, once: { ...reader.once, wrong: reader.once.wrong + 1 } });
  }).catch((thrown: unknown) => {
    // Somebody reads in another window: the wait in the gate has to do.
    if (!(thrown instanceof Failure && thrown.code === 'study-busy')) throw thrown;
  });
}

async function saveReader(study: Study, readers: readonly StudyReader[], changed: StudyReader): Promise<void> {
  const all = readers.map((each) => (each.code === changed.code ? changed : each));
  await saveStudy(study, { parts: { 'readers.json': { format: 1, readers: all } } });
}

function nameOf(study: Study, code: string): string {
  return `${study.file.id} ${code}`;
}
