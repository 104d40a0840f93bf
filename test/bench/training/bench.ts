// A training step of the small model by the trainer and by Debian's PyTorch, taking turns:
// node test/tools/run.mjs test/bench/training/bench.ts [--steps N] [--threads N] [--json] [--out FILE]
// --out RUN/speed.json puts the figures into the card of a training run
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { seededRandom } from '#core/random.ts';
import { openSession } from '#main/services/model/runtime/onnx.ts';
import { smallArchitecture } from '#models/training/architecture.ts';
import type { Tape } from '#models/training/autodiff/tape.ts';
import { crossEntropy } from '#models/training/autodiff/tokens.ts';
import { groupOf } from '#models/training/groups.ts';
import { usualPlan } from '#models/training/mini.ts';
import { initialParameters } from '#models/training/network/parameters.ts';
import { slotLogits, textLength, type Layout } from '#models/training/network/sequence.ts';
import { bridged, towerRows } from '#models/training/network/tower.ts';
import { freshOptimiser, update } from '#models/training/optimise.ts';
import { createDifferentiator, type Batch } from '#models/training/step.ts';

interface Figure {
  readonly wall: number;
  readonly cpu: number;
  readonly loss: number;
}

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '15' },
    threads: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});
const steps = Number(values.steps);
const threads = Number(values.threads);
const WARM_UP = 3;
const LIMIT = 1.5;

const { sizes, optimiser } = usualPlan(1);
const architecture = smallArchitecture(sizes, {
  imageStart: 1157,
  imageEnd: 1158,
  imagePad: 1159,
  eos: 1156,
  used: 1164,
});
const { vision, decoder } = architecture;
const layout: Layout = { batch: 12, stretches: [20, 1], slots: [96, 32, 32, 32] };

function ours(): () => Promise<Figure> {
  const random = seededRandom(1);
  const parameters = initialParameters(architecture, random);
  const trains = (name: string) => groupOf(name) !== 'table';
  const differentiator = createDifferentiator(parameters, random, trains, (graph) =>
    openSession(graph, 'cpu', threads),
  );
  const state = freshOptimiser();
  const shown = [layout.batch * vision.tokens, vision.patch ** 2];
  const text = layout.batch * textLength(layout);
  const rows = layout.batch * layout.slots.reduce((sum, each) => sum + each, 0);
  const ids = (length: number) =>
    ({
      type: 'int64',
      dims: [length],
      data: BigInt64Array.from({ length }, () => BigInt(random.integer(decoder.vocab))),
    }) as const;
  const floats = (dims: readonly number[], value: () => number) =>
    ({
      type: 'float32',
      dims,
      data: Float32Array.from({ length: dims.reduce((product, size) => product * size, 1) }, value),
    }) as const;
  const batch: Batch = {
    key: 'step',
    build(tape: Tape) {
      const images = bridged(tape, architecture, towerRows(tape, architecture, tape.input('patches', shown)));
      const logits = slotLogits(tape, architecture, layout, tape.integers('ids', [text]), images);
      return { loss: crossEntropy(tape, logits, tape.integers('targets', [rows]), tape.input('weights', [rows])) };
    },
    feeds: {
      patches: floats(shown, () => random.normal()),
      ids: ids(text),
      targets: ids(rows),
      weights: floats([rows], () => 1 / rows),
    },
  };
  return async () => {
    const [wall, cpu] = [performance.now(), process.cpuUsage()];
    const { losses, gradients } = await differentiator.slope([batch]);
    update(parameters, gradients, state, 1e-3, optimiser);
    const used = process.cpuUsage(cpu);
    return {
      wall: (performance.now() - wall) / 1e3,
      cpu: (used.user + used.system) / 1e6,
      loss: losses.get('loss') ?? NaN,
    };
  };
}

function theirs(): { step: () => Promise<Figure>; close: () => void } {
  const described = { ...sizes, ...layout, tokens: vision.tokens, vocab: decoder.vocab, threads };
  const environment = {
    OPENBLAS_CORETYPE: 'SKYLAKEX',
    OMP_WAIT_POLICY: 'passive',
    OPENBLAS_NUM_THREADS: String(threads),
    OMP_NUM_THREADS: String(threads),
  };
  const child = spawn('/usr/bin/python3', ['test/bench/training/rival.py', JSON.stringify(described)], {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    async step() {
      child.stdin.write('step\n');
      const { value, done } = await lines.next();
      if (done) throw new Error("python3 with torch is needed: Debian's python3-torch and libopenblas0-pthread");
      return JSON.parse(value) as Figure;
    },
    close: () => child.stdin.end(),
  };
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

const own = ours();
const rival = theirs();
const figures: { own: Figure; rival: Figure }[] = [];
for (let step = 0; step < WARM_UP + steps; step++) figures.push({ own: await own(), rival: await rival.step() });
rival.close();
const kept = figures.slice(WARM_UP);
const result = {
  threads,
  steps,
  sequences: layout.batch,
  chexstudy: { wall: median(kept.map((each) => each.own.wall)), cpu: median(kept.map((each) => each.own.cpu)) },
  pytorch: { wall: median(kept.map((each) => each.rival.wall)), cpu: median(kept.map((each) => each.rival.cpu)) },
  cpuRatio: median(kept.map((each) => each.own.cpu)) / median(kept.map((each) => each.rival.cpu)),
  limit: LIMIT,
};
if (values.out) writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`);
if (values.json) console.log(JSON.stringify(result, null, 2));
else {
  console.log(`median of ${steps} steps of ${layout.batch} sequences, ${threads} threads, taking turns`);
  console.log(`chexstudy  ${result.chexstudy.wall.toFixed(3)} s wall  ${result.chexstudy.cpu.toFixed(3)} s CPU`);
  console.log(`PyTorch    ${result.pytorch.wall.toFixed(3)} s wall  ${result.pytorch.cpu.toFixed(3)} s CPU`);
  console.log(`CPU time   ${result.cpuRatio.toFixed(2)} times PyTorch's; limit ${LIMIT}`);
}
process.exitCode = result.cpuRatio <= LIMIT ? 0 : 1;
