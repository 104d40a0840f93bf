import type { Architecture } from '#models/chexagent/architecture.ts';
import { towerLayerNames } from '#models/chexagent/checkpoint/names.ts';
import { crossed } from '../autodiff/linear.ts';
import { unitRows } from '../autodiff/normalise.ts';
import { asShape, scaledByExponent, summed, weighted, withTable } from '../autodiff/shape.ts';
import type { Tape, Value } from '../autodiff/tape.ts';
import { embedded } from '../autodiff/tokens.ts';
import { dense, normed } from './layers.ts';
import { encoderBlock } from './tower.ts';

/** What only training needs beside the model; none of it goes into the checkpoint's model. */
export const HELPER = 'training.';
const TEXT = `${HELPER}text.`;
const CONTRAST = `${HELPER}contrast.`;
const REGION = `${HELPER}region.`;
const TEXT_LAYERS = 1;

/** How sharply a sentence picks its patches; cosines lie between -1 and 1. */
const FOCUS = 12;

/** Sentences as ids [count * length]; `shares` [count, length, 1] is 1 / its tokens at each token, 0 at padding. */
export interface Sentences {
  readonly ids: Value;
  readonly shares: Value;
  readonly count: number;
  readonly length: number;
}

/** How well sentences describe images, and where (logits). */
export interface SentenceScores {
  /**
   * [images, sentences]: a sentence is compared with the mean of a film's patches, so that the tower learns to tell every
   * patch what the film holds; what reads the patches later need not find the one that does.
   */
  readonly whole: Value;
  /** [images, sentences, patches]: how much each patch resembles a sentence. */
  readonly places: Value;
}

export function sentenceScores(
  tape: Tape,
  { vision, decoder }: Architecture,
  rows: Value,
  sentences: Sentences,
): SentenceScores {
  const { tokens, width } = vision;
  const images = (rows.dims[0] as number) / tokens;
  const text = unitRows(
    tape,
    dense(tape, sentenceRows(tape, vision, decoder.vocab, sentences), [`${CONTRAST}text`], width),
  );
  const patches = asShape(tape, rows, [images, tokens, width]);
  const mean = summed(tape, weighted(tape, patches, tape.constant([1], [1 / tokens])), 1);
  const film = dense(tape, normed(tape, mean, `${CONTRAST}norm`, vision.eps), [`${CONTRAST}film`], width);
  const likeness = summed(tape, crossed(tape, text, asShape(tape, film, [images, 1, width]), 1), 2);
  const keys = unitRows(tape, asShape(tape, dense(tape, rows, [`${REGION}key`], width), [images, tokens, width]));
  const near = crossed(tape, text, keys, FOCUS);
  return { whole: logits(tape, likeness, CONTRAST), places: logits(tape, near, REGION) };
}

function logits(tape: Tape, likeness: Value, name: string): Value {
  return scaledByExponent(tape, likeness, tape.parameter(`${name}scale`, [1]), tape.parameter(`${name}shift`, [1]));
}

/** The mean over each sentence's tokens after a small encoder of its own. */
function sentenceRows(tape: Tape, vision: Architecture['vision'], vocab: number, sentences: Sentences): Value {
  const { width } = vision;
  const { ids, shares, count, length } = sentences;
  const table = tape.parameter(`${TEXT}embedding`, [vocab, width]);
  let rows = withTable(tape, embedded(tape, table, ids), tape.parameter(`${TEXT}positions`, [length, width]));
  for (let layer = 0; layer < TEXT_LAYERS; layer++) {
    rows = encoderBlock(tape, vision, rows, length, towerLayerNames(`${TEXT}layers.${layer}.`));
  }
  const mean = summed(tape, weighted(tape, asShape(tape, rows, [count, length, width]), shares), 1);
  return normed(tape, mean, `${TEXT}norm`, vision.eps);
}
