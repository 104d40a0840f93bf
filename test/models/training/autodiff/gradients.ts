import type { Tensor } from '#models/chexagent/architecture.ts';
import { openSession } from '#main/services/model/runtime/onnx.ts';
import { createTape, type Tape, type Value } from '#models/training/autodiff/tape.ts';
import { seededRandom } from '#core/random.ts';

/** A loss that some parameters lead to, and what else is fed. */
export interface Case {
  readonly loss: (tape: Tape) => Value;
  readonly feeds?: Readonly<Record<string, Tensor>>;
  /** Size of the parameters' entries. */
  readonly spread?: number;
}

const STEP = 1e-5;
const ENTRIES = 4;
const NOTHING = 1e-12;

/**
 * The largest difference between a gradient of the 64-bit graph and central finite differences, over some entries of
 * every parameter, as a share of that parameter's largest gradient.
 */
export async function worstError({ loss, feeds = {}, spread = 0.4 }: Case): Promise<{ error: number; of: string }> {
  const tape = createTape('float64');
  const value = loss(tape);
  const parameters = tape.parameters();
  const gradients = tape.gradients(value, new Set(parameters.map(({ name }) => name)));
  const outputs = Object.fromEntries([...gradients].map(([name, gradient]) => [`gradient ${name}`, gradient]));
  const session = await openSession(tape.finish({ loss: value, ...outputs }), 'cpu', 1);
  const random = seededRandom(11);
  const values = new Map(
    parameters.map(({ name, dims }) => {
      const length = dims.reduce((product, size) => product * size, 1);
      const base = /norm\d?\.weight$|ln_post\.weight$/.test(name) ? 1 : 0;
      return [name, { dims, data: Float64Array.from({ length }, () => base + spread * random.normal()) }] as const;
    }),
  );
  const fed = (): Record<string, Tensor> => ({
    ...feeds,
    ...Object.fromEntries([...values].map(([name, { dims, data }]) => [name, { type: 'float64', dims, data }])),
  });
  const first = await session.run(fed(), ['loss', ...Object.keys(outputs)]);
  async function lossNow(): Promise<number> {
    return Number((await session.run(fed(), ['loss']))['loss']?.data[0]);
  }
  let worst = { error: 0, of: 'nothing' };
  for (const [name, { data }] of values) {
    const gradient = first[`gradient ${name}`]?.data as Float64Array | undefined;
    if (!gradient) throw new Error(`${name} has no gradient`);
    const scale = gradient.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
    for (let entry = 0; entry < ENTRIES; entry++) {
      const place = random.integer(data.length);
      const kept = data[place] as number;
      data[place] = kept + STEP;
      const above = await lossNow();
      data[place] = kept - STEP;
      const below = await lossNow();
      data[place] = kept;
      const difference = Math.abs((above - below) / (2 * STEP) - (gradient[place] as number));
      // A key's bias moves all scores of a row alike: its gradient is nothing but rounding.
      const error = scale < NOTHING && difference < 1e-8 ? 0 : difference / scale;
      if (!(error <= worst.error)) worst = { error, of: name };
    }
  }
  await session.close();
  return worst;
}
