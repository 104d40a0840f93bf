import { VISION_INPUT, VISION_OUTPUT, type Architecture, type Session } from '../architecture.ts';
import { createDecoder, type DecoderSessions } from '../generate/decoder.ts';
import type { EmbedIds } from '../generate/generate.ts';
import { pick } from '../generate/pick.ts';
import { buildPrompt } from '../prompt.ts';
import type { Tokenizer } from '../tokenizer.ts';
import type { ExactRun } from './exactRun.ts';
import { pickProbe, probeOf, probeRows, relativeError } from './probe.ts';
import type { ProbeValues } from '../architecture.ts';

/** The parts of a loaded model that give numbers. */
export interface RunningModel {
  readonly architecture: Architecture;
  readonly vision: Session;
  readonly decoder: DecoderSessions;
  readonly embed: EmbedIds;
}

/** How near a converted model is to its checkpoint, over the positions of a report that both are made to read. */
export interface Agreement {
  readonly positions: number;
  /** Share of positions where both have the same highest logit. */
  readonly top1: number;
  /** Kullback-Leibler divergence in nats, of the model's next-token distribution from the checkpoint's. */
  readonly klMean: number;
  readonly kl95: number;
  readonly largestLogitError: number;
  /** Root mean square of the errors in parts of that of the values. */
  readonly logitError: number;
  readonly imageError: number;
}

const QUESTION = 'Write an example findings section for the CXR.';
/** Words in the manner of reports; what they say does not matter, only that both read the same. */
const REPORT =
  'The heart is mildly enlarged. The mediastinal contours are normal. There is a small left pleural effusion with ' +
  'adjacent atelectasis at the left base. The right lung is clear. No pneumothorax is seen. A right internal jugular ' +
  'catheter ends in the lower superior vena cava. Degenerative changes are noted in the thoracic spine. Compared with ' +
  'the prior study, the effusion has decreased, and the degree of pulmonary vascular congestion is unchanged.';
const MOST_POSITIONS = 160;
/** Rows of a run, as when guesses are verified. */
const ROWS = 4;

/** The model's values of the probe, its last position run on the cache. */
export async function runProbe(model: RunningModel): Promise<ProbeValues> {
  const { architecture } = model;
  const { hidden } = architecture.decoder;
  const probe = probeOf(architecture);
  const image = await imageRows(model, probe.patches);
  const rows = probeRows(probe, hidden, image, model.embed);
  const decoder = createDecoder(architecture, model.decoder);
  const split = rows.length - hidden;
  const prompt = await decoder.run(rows.slice(0, split), split / hidden - 1);
  prompt.keep(split / hidden);
  const { logits } = await decoder.run(rows.slice(split), 0);
  return pickProbe(image, logits, architecture.tokens.used);
}

/** Lets the model and its checkpoint read the same image and report. `onRow` is told of positions done and waited for. */
export async function compareWith(
  exact: ExactRun,
  model: RunningModel,
  tokenizer: Tokenizer,
  onRow: (done: number, total: number) => void | Promise<void> = () => {},
): Promise<Agreement> {
  const { architecture } = model;
  const { hidden, vocab } = architecture.decoder;
  const prompt = buildPrompt(tokenizer, architecture, 1, QUESTION);
  const report = tokenizer.encode(REPORT).slice(0, MOST_POSITIONS);
  const { patches } = probeOf(architecture);
  const expectedImage = await exact.image(patches);
  const expectedRows = await exact.embed([...prompt.ids, ...report]);
  const start = (prompt.spans[0] ?? 0) * hidden;
  expectedRows.set(expectedImage, start);
  const expected = await exact.logits(expectedRows, prompt.ids.length);

  const image = await imageRows(model, patches);
  const promptRows = model.embed(prompt.ids);
  promptRows.set(image, start);
  const decoder = createDecoder(architecture, model.decoder);
  (await decoder.run(promptRows, prompt.ids.length - 1)).keep(prompt.ids.length);
  const found = new Float32Array(report.length * vocab);
  for (let row = 0; row < report.length; row += ROWS) {
    const ids = report.slice(row, row + ROWS);
    const run = await decoder.run(model.embed(ids), 0);
    run.keep(ids.length);
    found.set(run.logits, row * vocab);
    await onRow(row + ids.length, report.length);
  }
  return { ...compareLogits(found, expected, architecture), imageError: relativeError(image, expectedImage) };
}

async function imageRows({ architecture, vision }: RunningModel, patches: Float32Array): Promise<Float32Array> {
  const { tokens, patch } = architecture.vision;
  const input = { type: 'float32', dims: [1, tokens, 3 * patch ** 2], data: patches } as const;
  const rows = (await vision.run({ [VISION_INPUT]: input }, [VISION_OUTPUT]))[VISION_OUTPUT];
  if (rows?.type !== 'float32') throw new Error('the tower gave no rows');
  return rows.data;
}

function compareLogits(
  found: Float32Array,
  expected: Float32Array,
  { decoder: { vocab }, tokens: { used } }: Architecture,
): Omit<Agreement, 'imageError'> {
  const positions = expected.length / vocab;
  const divergences: number[] = [];
  let same = 0;
  let largest = 0;
  for (let row = 0; row < positions; row++) {
    const from = row * vocab;
    const [mine, theirs] = [found.subarray(from, from + used), expected.subarray(from, from + used)];
    if (pick(found, row, vocab, used).id === pick(expected, row, vocab, used).id) same++;
    divergences.push(divergence(theirs, mine));
    for (let id = 0; id < used; id++) {
      largest = Math.max(largest, Math.abs((mine[id] as number) - (theirs[id] as number)));
    }
  }
  divergences.sort((a, b) => a - b);
  return {
    positions,
    top1: same / positions,
    klMean: divergences.reduce((sum, value) => sum + value, 0) / positions,
    kl95: divergences[Math.floor(0.95 * (positions - 1))] ?? Number.NaN,
    largestLogitError: largest,
    logitError: relativeError(found, expected),
  };
}

/** Sum of p log(p / q) over the softmax of both. */
function divergence(expected: Float32Array, found: Float32Array): number {
  const [p, q] = [logSum(expected), logSum(found)];
  let sum = 0;
  for (let id = 0; id < expected.length; id++) {
    const log = (expected[id] as number) - p;
    sum += Math.exp(log) * (log - ((found[id] as number) - q));
  }
  return Math.max(0, sum);
}

/** log of the sum of exponentials, without overflow. */
function logSum(logits: Float32Array): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (const value of logits) largest = Math.max(largest, value);
  let sum = 0;
  for (const value of logits) sum += Math.exp(value - largest);
  return largest + Math.log(sum);
}
