import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Command } from 'commander';
import { Failure } from '#core/errors.ts';
import { registerTrainCommands } from '#main/commands/train.ts';
import { readModelFolder } from '#main/services/model/modelFolder.ts';
import { RUN_FILES, settlePlan } from '#main/services/training/runFolder.ts';
import { usualPlan, type MiniPlan } from '#models/training/mini.ts';
import { buildRuntime, starter } from '#test/tools/runtimeBuild.ts';
import { temporaryFolder } from '#test/tools/temporary.ts';

/** A step of each stage on four patients: all parts of a run, and nothing learned. */
const usual = usualPlan(3);
const plan: MiniPlan = {
  ...usual,
  patients: 4,
  merges: 200,
  sizes: { width: 16, towerLayers: 1, decoderLayers: 1, heads: 2, imageSize: 32, patch: 16, bridge: 16 },
  stages: usual.stages.map(({ stage }) => ({ stage, schedule: { peak: 1e-3, floor: 0.1, steps: 1, warmUp: 1 } })),
};
const folder = join(temporaryFolder(), 'run');
const start = starter(await buildRuntime());

async function train(...words: string[]): Promise<{ out: string; err: string }> {
  return trainWith(start, ...words);
}

async function trainWith(starting: typeof start, ...words: string[]): Promise<{ out: string; err: string }> {
  const said = { out: '', err: '' };
  const output = {
    out: (text: string) => void (said.out += text),
    err: (text: string) => void (said.err += text),
    ...{ isTerminal: false, now: () => 1_800_000_000_000 },
  };
  const program = new Command().exitOverride();
  registerTrainCommands(program, output, {
    start: starting,
    readOther: () => Promise.reject(new Error('no other files')),
  });
  await program.parseAsync(['train', ...words, '--threads', '1'], { from: 'user' });
  return said;
}

beforeAll(async () => {
  await settlePlan(folder, plan);
});

describe('train mini', () => {
  it('refuses a folder that holds a run with another seed, before anything is done', async () => {
    await expect(train('mini', '--out', folder, '--seed', '4')).rejects.toMatchObject({
      code: 'bad-input',
      detail: { reason: 'holds a run with seed 3, not 4' },
    });
    expect(existsSync(join(folder, RUN_FILES.films))).toBe(false);
  });

  it('says, when it is stopped, that the same command goes on', async () => {
    const stopped = () => {
      throw new Failure('cancelled');
    };
    await expect(trainWith(stopped, 'mini', '--out', folder, '--seed', '3')).rejects.toMatchObject({
      code: 'training-stopped',
      detail: { where: folder },
    });
  });

  it('goes from films to model, figures and card', async () => {
    const { out } = await train('mini', '--out', folder, '--seed', '3', '--patients', '1', '--test', '4', '--json');
    const { evaluations } = JSON.parse(out) as { evaluations: { seed: number; split: string }[] };
    expect(evaluations.map(({ seed, split }) => `${split} ${seed}`)).toEqual(['validation 3', 'test 4']);
    const { manifest } = await readModelFolder(join(folder, RUN_FILES.model));
    expect(manifest).toMatchObject({ name: 'chexstudy-mini', quantisation: 'int8' });
    const card = readFileSync(join(folder, RUN_FILES.card), 'utf8');
    expect(card).toMatch(/int8 \d\.\d{3}, fp32 \d\.\d{3}/);
    expect(card).toMatch(/- `films-4-of-4.bin` [0-9a-f]{64}\n- `texts` [0-9a-f]{64}/);
    expect(card).toContain('## Figures, test split of seed 4, 1 patients');
    expect(existsSync(join(folder, RUN_FILES.exactModel))).toBe(false);
    expect(readFileSync(join(folder, RUN_FILES.curves), 'utf8')).toContain('everything');
  }, 120_000);

  it('prints the figures as a table when the run is there already, and trains nothing again', async () => {
    const before = readFileSync(join(folder, RUN_FILES.log), 'utf8');
    const { out } = await train('mini', '--out', folder, '--seed', '3', '--patients', '1');
    expect(out).toMatch(/split\s+findings F1\s+least F1\s+view/);
    expect(out).toMatch(/validation\s+\d\.\d{3}/);
    expect(readFileSync(join(folder, RUN_FILES.log), 'utf8')).toBe(before);
  }, 120_000);
});
