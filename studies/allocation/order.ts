import { Failure } from '#core/errors.ts';
import type { Random } from '#core/random.ts';
import { circulation, type Arc } from './circulation.ts';
import type { Placed } from './dealing.ts';

/**
 * A reader's reads in order: period after period, by chance within each; with a block size so that every block of
 * reads in a row holds each arm in its share of the period, rounded up or down.
 */
export function arrange(reads: readonly Placed[], blockSize: number | null, random: Random): Placed[] {
  const periods = [...new Set(reads.map(({ period }) => period))].sort((a, b) => a - b);
  return periods.flatMap((period) => {
    const own = random.shuffle(reads.filter((each) => each.period === period));
    return blockSize === null ? own : inBlocks(own, blockSize, random);
  });
}

/** Permuted blocks; how many of each arm a block holds is a rounded table with its sums kept. */
function inBlocks(reads: readonly Placed[], size: number, random: Random): Placed[] {
  const arms = [...new Set(reads.map(({ arm }) => arm))].sort((a, b) => a - b);
  const byArm = arms.map((arm) => reads.filter((each) => each.arm === arm));
  const blocks = Array.from({ length: Math.ceil(reads.length / size) }, (_, block) =>
    Math.min(size, reads.length - block * size),
  );
  const arcs: Arc[] = [];
  for (const [index, own] of byArm.entries())
    arcs.push({ from: 1 + blocks.length + index, to: 0, low: own.length, high: own.length });
  for (const [block, length] of blocks.entries()) {
    arcs.push({ from: 0, to: 1 + block, low: length, high: length });
    for (const [index, own] of byArm.entries()) {
      const share = (length * own.length) / reads.length;
      const [low, high] = [Math.floor(share), Math.ceil(share)];
      arcs.push({ from: 1 + block, to: 1 + blocks.length + index, low, high });
    }
  }
  const shuffled = random.shuffle(arcs);
  const flow = circulation(1 + blocks.length + arms.length, shuffled);
  if (!flow) throw new Failure('internal', { reason: `no blocks of ${size} for ${reads.length} reads` });
  const left = byArm.map((own) => [...own]);
  return blocks.flatMap((_, block) => {
    const parts = shuffled.flatMap(({ from, to }, index) =>
      from === 1 + block ? (left[to - 1 - blocks.length]?.splice(0, flow[index]) ?? []) : [],
    );
    return random.shuffle(parts);
  });
}
