import type { Session } from '../architecture.ts';
import { createDecoder } from '../generate/decoder.ts';
import { PROBE_ARCHITECTURE } from './probeModel.ts';

/** What a provider made of the probe. */
export interface ProbeRun {
  /** Logits of a prompt's last row and of every row after it. */
  readonly values: Float32Array;
  /** One prompt and its steps, once the provider is warm. */
  readonly milliseconds: number;
}

const PROMPT = 128;
/** Rows of the runs after the prompt: single tokens and verified guesses. */
const STEPS = [1, 1, 4, 1, 1, 4];

/** Runs the probe graph twice, as a draft runs its model; the second time counts. */
export async function runProbe(session: Session, now: () => number): Promise<ProbeRun> {
  const values = await draft(session);
  const started = now();
  await draft(session);
  return { values, milliseconds: now() - started };
}

async function draft(session: Session): Promise<Float32Array> {
  const { hidden } = PROBE_ARCHITECTURE.decoder;
  const decoder = createDecoder(PROBE_ARCHITECTURE, { decoder: session });
  const logits: Float32Array[] = [];
  for (const rows of [PROMPT, ...STEPS]) {
    const start = decoder.cache.length * hidden;
    const embeds = Float32Array.from({ length: rows * hidden }, (_, index) => Math.sin((start + index) * 1.7));
    const run = await decoder.run(embeds, rows === PROMPT ? PROMPT - 1 : 0);
    run.keep(rows);
    logits.push(run.logits);
  }
  const values = new Float32Array(logits.reduce((sum, each) => sum + each.length, 0));
  let at = 0;
  for (const each of logits) {
    values.set(each, at);
    at += each.length;
  }
  return values;
}

/** Largest difference of two probe runs, in parts of the largest value of the first; infinite when not comparable. */
export function probeDifference(expected: Float32Array, found: Float32Array): number {
  if (expected.length !== found.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  let difference = 0;
  for (let index = 0; index < expected.length; index++) {
    const value = found[index] as number;
    if (!Number.isFinite(value)) return Number.POSITIVE_INFINITY;
    largest = Math.max(largest, Math.abs(expected[index] as number));
    difference = Math.max(difference, Math.abs((expected[index] as number) - value));
  }
  return largest === 0 ? difference : difference / largest;
}
