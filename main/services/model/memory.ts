import { freemem, totalmem } from 'node:os';
import { Failure } from '#core/errors.ts';
import type { ModelManifest } from '#models/chexagent/architecture.ts';

/** Activations, tables and the program itself. */
const BESIDES = 512 * 2 ** 20;
/** Positions of a draft from one image: the question is short, the report may take 512. */
const POSITIONS_BESIDES_IMAGE = 700;

/** Bytes that a draft needs at its height: weights, and keys and values of a long report in float32. */
export function neededBytes({ architecture, files }: ModelManifest): number {
  const { layers, heads, headSize } = architecture.decoder;
  const positions = architecture.vision.tokens + POSITIONS_BESIDES_IMAGE;
  const cache = positions * layers * heads * headSize * 2 * 4;
  const weights = Object.entries(files)
    .filter(([name]) => name.endsWith('.data'))
    .reduce((sum, [, { bytes }]) => sum + bytes, 0);
  return weights + cache + BESIDES;
}

/**
 * Refuses a model that would drive the machine out of memory. macOS counts reclaimable memory as used, so there only the
 * machine's whole memory is held against it. Throws model-memory.
 */
export function checkMemory(
  manifest: ModelManifest,
  machine = { free: freemem(), total: totalmem(), platform: process.platform },
): void {
  const needed = neededBytes(manifest);
  const available = machine.platform === 'darwin' ? machine.total * 0.8 : machine.free;
  if (needed > available) {
    throw new Failure('model-memory', {
      model: manifest.name,
      needed: gibibytes(needed),
      available: gibibytes(available),
    });
  }
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
