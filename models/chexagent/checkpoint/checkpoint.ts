import { Failure } from '#core/errors.ts';
import type { Architecture, ModelManifest } from '../architecture.ts';
import type { TokenizerFiles } from '../tokenizer.ts';
import { readDecoderConfig, type DecoderConfig } from './config.ts';
import type { CheckpointFolder } from './files.ts';
import { neededTensors } from './inventory.ts';
import { readLicence } from './licence.ts';
import { BRIDGE, EMBEDDING, HEAD, isUnused } from './names.ts';
import { probeSizes } from './sizes.ts';
import { readTokenizerFiles, tokenRoles } from './tokens.ts';
import { assumedTower, readTowerConfig } from './tower.ts';
import { openWeights, type Weights } from './weights.ts';

/** A checkpoint that was read, checked and found usable. */
export interface Checkpoint {
  readonly architecture: Architecture;
  readonly weights: Weights;
  /** Name of the tensor that holds the head's matrix: its own, or the embedding's when they are tied. */
  readonly headWeight: string;
  readonly tokenizer: TokenizerFiles;
  readonly licence: ModelManifest['licence'];
  readonly parameters: number;
  /** Films that it has learned to look at in one question, where the snapshot says so. */
  readonly films: number | undefined;
  readonly assumptions: readonly string[];
  /** config.json as it stands, for the provenance. */
  readonly configText: string;
}

const CONFIG = 'config.json';
const UNUSED_TENSORS = 13;

/**
 * Opens a checkpoint in the official layout; `tower` is the folder of the vision tower's own repository, where heads,
 * activation and image statistics stand (assumed as published when it is null). Throws checkpoint-* failures.
 */
export async function openCheckpoint(folder: CheckpointFolder, tower: CheckpointFolder | null): Promise<Checkpoint> {
  if (!folder.names.includes(CONFIG)) throw new Failure('checkpoint-missing', { folder: folder.path, file: CONFIG });
  const configText = await folder.text(CONFIG);
  const config = readDecoderConfig(configText);
  const opened = await openWeights(folder);
  const assumptions: string[] = [];
  const { weights, headWeight } = withHead(opened, config, assumptions);
  const towerConfig = tower ? await readTower(tower) : assumedWith(weights, assumptions);
  const sizes = probeSizes(weights, config, towerConfig);
  checkShapes(weights, neededTensors(sizes), headWeight);
  reportUnused(opened, sizes, assumptions);
  await compareTable(weights, assumptions);
  const tokenizer = await readTokenizerFiles(folder);
  return {
    architecture: { ...sizes, tokens: tokenRoles(tokenizer, sizes.decoder.vocab, config.eos) },
    weights,
    headWeight,
    tokenizer,
    licence: await readLicence(folder),
    parameters: opened.names.reduce((sum, name) => sum + elements(opened.shape(name) ?? []), 0),
    films: config.films,
    assumptions,
    configText,
  };
}

async function readTower(folder: CheckpointFolder) {
  const processor = 'preprocessor_config.json';
  for (const file of [CONFIG, processor]) {
    if (!folder.names.includes(file)) throw new Failure('checkpoint-missing', { folder: folder.path, file });
  }
  return readTowerConfig(await folder.text(CONFIG), await folder.text(processor));
}

function assumedWith(weights: Weights, assumptions: string[]) {
  const [, width = 0] = weights.shape(BRIDGE.table) ?? [];
  if (width === 0) throw new Failure('checkpoint-tensor', { tensor: BRIDGE.table, reason: 'missing' });
  const assumed = assumedTower(width);
  assumptions.push(...assumed.assumptions);
  return assumed.tower;
}

/** A head without a bias has a bias of zeros; one without a matrix shares the embedding's, if the config says so. */
function withHead(weights: Weights, config: DecoderConfig, assumptions: string[]) {
  const bias = `${HEAD}.bias`;
  const [vocab = 0] = weights.shape(EMBEDDING) ?? [];
  const hasMatrix = weights.shape(`${HEAD}.weight`) !== undefined;
  const headWeight = !hasMatrix && config.tied ? EMBEDDING : `${HEAD}.weight`;
  if (headWeight === EMBEDDING)
    assumptions.push('lm_head.weight: not stored, tied to the embedding as config.json says');
  if (weights.shape(bias)) return { weights, headWeight };
  assumptions.push('lm_head.bias: not stored, taken as zeros');
  const padded: Weights = {
    ...weights,
    shape: (name) => (name === bias ? [vocab] : weights.shape(name)),
    rows: async (name, start, count) => (name === bias ? new Float32Array(count) : weights.rows(name, start, count)),
    all: async (name) => (name === bias ? new Float32Array(vocab) : weights.all(name)),
  };
  return { weights: padded, headWeight };
}

function checkShapes(
  weights: Weights,
  needed: readonly { name: string; shape: readonly number[] }[],
  head: string,
): void {
  for (const { name, shape } of needed) {
    const found = weights.shape(name === `${HEAD}.weight` ? head : name);
    if (!found) throw new Failure('checkpoint-tensor', { tensor: name, reason: 'missing' });
    if (found.join() !== shape.join()) {
      const reason = `shape [${found.join(', ')}], expected [${shape.join(', ')}]`;
      throw new Failure('checkpoint-tensor', { tensor: name, reason });
    }
  }
}

function reportUnused(
  weights: Weights,
  sizes: Pick<Architecture, 'decoder' | 'vision' | 'bridge'>,
  assumptions: string[],
): void {
  const needed = new Set(neededTensors(sizes).map((tensor) => tensor.name));
  const rest = weights.names.filter((name) => !needed.has(name));
  const strange = rest.filter((name) => !isUnused(name));
  if (strange.length > 0) assumptions.push(`not used, being no part of the architecture: ${strange.join(', ')}`);
  const dead = rest.length - strange.length;
  if (dead !== UNUSED_TENSORS) {
    assumptions.push(`the tower has ${dead} tensors that never reach the decoder, the published one ${UNUSED_TENSORS}`);
  }
}

/** The bridge's table has a closed form (column first, then row): the cheapest proof that order and endianness are right. */
async function compareTable(weights: Weights, assumptions: string[]): Promise<void> {
  const [tokens = 0, width = 0] = weights.shape(BRIDGE.table) ?? [];
  const table = await weights.all(BRIDGE.table);
  const side = Math.sqrt(tokens);
  const quarter = width / 4;
  let sum = 0;
  for (let index = 0; index < table.length; index++) {
    const token = Math.floor(index / width);
    const channel = index % width;
    const place = channel < 2 * quarter ? token % side : Math.floor(token / side);
    const angle = place * 10000 ** (-(channel % quarter) / quarter);
    const expected = Math.floor(channel / quarter) % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    sum += Math.abs((table[index] ?? 0) - expected);
  }
  const mean = sum / table.length;
  if (!(mean < 1e-3)) {
    assumptions.push(
      `${BRIDGE.table} is not the usual sine table (mean difference ${mean.toPrecision(3)}); used as stored`,
    );
  }
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
