import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node';
import { z } from 'zod';
import type { Architecture, Session } from '#models/chexagent/architecture.ts';
import { createDecoder } from '#models/chexagent/generate/decoder.ts';

/** Milliseconds of one run, operator by operator, the largest first; `outside` is what no operator accounts for. */
export interface Profile {
  readonly total: number;
  readonly operators: readonly { readonly operator: string; readonly milliseconds: number }[];
  readonly outside: number;
}

const event = z.object({
  name: z.string(),
  ts: z.number(),
  dur: z.number(),
  args: z.object({ op_name: z.string().optional() }).optional(),
});

/** Profiles one run of `rows` positions of a decoder graph after `past` others; the run before it warms up. */
export async function profileDecoder(
  graph: string,
  architecture: Architecture,
  threads: number,
  { past, rows }: { readonly past: number; readonly rows: number },
): Promise<Profile> {
  const folder = mkdtempSync(join(tmpdir(), 'profile-'));
  const session = await InferenceSession.create(graph, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    enableProfiling: true,
    profileFilePrefix: join(folder, 'run'),
  });
  const port: Session = {
    async run(feeds, fetches) {
      const inputs = Object.entries(feeds).map(
        ([name, { type, data, dims }]) => [name, new OnnxTensor(type, data as Float32Array, dims)] as const,
      );
      const outputs = await session.run(Object.fromEntries(inputs), fetches);
      return outputs as unknown as Awaited<ReturnType<Session['run']>>;
    },
  };
  const { hidden } = architecture.decoder;
  const noise = (count: number) => Float32Array.from({ length: count * hidden }, (_, index) => 0.02 * Math.sin(index));
  for (let round = 0; round < 2; round++) {
    const decoder = createDecoder(architecture, { decoder: port });
    for (const count of past > 0 ? [past, rows] : [rows]) {
      (await decoder.run(noise(count), count - 1)).keep(count);
    }
  }
  session.endProfiling();
  await session.release();
  const [file = ''] = readdirSync(folder);
  const events = z
    .array(event.catch({ name: '', ts: 0, dur: 0 }))
    .parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
  rmSync(folder, { recursive: true });
  return lastRun(events);
}

/** Operators of the last run, by their time stamps; a branch's operators count, the `If` around them does not. */
function lastRun(events: readonly z.infer<typeof event>[]): Profile {
  const run = events.filter(({ name }) => name === 'model_run').at(-1) ?? { ts: Number.NaN, dur: Number.NaN };
  const spent = new Map<string, number>();
  for (const { name, ts, dur, args } of events) {
    const kernel = name.endsWith('_kernel_time') && ts >= run.ts && ts < run.ts + run.dur;
    if (!kernel || args?.op_name === undefined || args.op_name === 'If') continue;
    spent.set(args.op_name, (spent.get(args.op_name) ?? 0) + dur / 1000);
  }
  const operators = [...spent]
    .map(([operator, milliseconds]) => ({ operator, milliseconds }))
    .sort((one, other) => other.milliseconds - one.milliseconds);
  const inside = operators.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return { total: run.dur / 1000, operators, outside: run.dur / 1000 - inside };
}
