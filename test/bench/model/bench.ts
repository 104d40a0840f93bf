import { readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { readModelFolder } from '#main/services/model/modelFolder.ts';
import { readBandwidth } from './bandwidth.ts';
import { llamaRival } from './llama.ts';
import { ourRival, type Replay } from './ours.ts';
import { productLimit } from './products.ts';
import { report } from './report.ts';
import type { Finish } from './rival.ts';

/**
 * Our runtime next to llama.cpp on one machine: the same shape (phi-2), random weights, the same threads, taking turns.
 *
 *     npm run bench:model [-- MODEL... and the options below]
 *     node test/tools/run.mjs test/bench/model/bench.ts MODEL... [--gguf FILE] [--threads 2] [--rounds 3] [--prompt 650]
 *       [--tokens 24] [--reports openi_reports.csv] [--texts 8] [--json FILE]
 *
 * MODEL is a model folder, as many as are to be compared; the GGUF file is written when it isn't there.
 */
const { values: options, positionals: models } = parseArgs({
  allowPositionals: true,
  options: {
    gguf: { type: 'string', default: 'phi2-q4_0.gguf' },
    threads: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
    prompt: { type: 'string', default: '650' },
    tokens: { type: 'string', default: '24' },
    reports: { type: 'string' },
    texts: { type: 'string', default: '8' },
    json: { type: 'string' },
  },
});
const load = { threads: Number(options.threads), prompt: Number(options.prompt), tokens: Number(options.tokens) };
const [first] = models;
if (first === undefined) throw new Error('name a model folder');

const { manifest } = await readModelFolder(resolve(first));
const replay = replayTexts();
const limit = await productLimit(load.threads);
const rivals = [await llamaRival(resolve(options.gguf), manifest.architecture.decoder.layers, load)];
for (const folder of models) rivals.push(await ourRival(resolve(folder), load, replay));

const limits = { bandwidth: [] as number[], products: [] as number[] };
for (let round = 0; round < Number(options.rounds); round++) {
  for (const rival of rivals) {
    console.error(`round ${round + 1}, ${rival.name}, load ${(loadavg()[0] ?? 0).toFixed(1)}`);
    await rival.turn();
    limits.bandwidth.push(await readBandwidth(load.threads));
    limits.products.push(await limit.measure());
  }
}
await limit.close();
const finished: Finish[] = [];
for (const rival of rivals) finished.push(await rival.finish());
report(load, rivals, finished, limits);
if (options.json) {
  const all = rivals.map(({ name, prompt, token }, index) => ({ name, prompt, token, ...finished[index] }));
  writeFileSync(options.json, `${JSON.stringify({ ...load, limits, rivals: all }, null, 2)}\n`);
}
process.exit();

/** Every second report teaches the guesses, some of the others are written. */
function replayTexts(): Replay | null {
  if (!options.reports) return null;
  const rows = z
    .array(z.object({ findings: z.string() }))
    .parse(parse(readFileSync(options.reports), { columns: true }));
  const findings = rows.map((row) => row.findings).filter((text) => text.length > 80);
  const others = findings.filter((_, index) => index % 2 === 1);
  const step = Math.floor(others.length / Number(options.texts));
  return {
    reports: findings.filter((_, index) => index % 2 === 0),
    texts: others.filter((_, index) => index % step === 0).slice(0, Number(options.texts)),
  };
}
