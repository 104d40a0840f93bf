import type { Parameter } from './network/parameters.ts';
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts';
import type { TrainingState } from './train.ts';

/** A training state as one safetensors file: values by their names, moments behind a prefix. */

const FIRST = 'optimiser.first.';
const SECOND = 'optimiser.second.';

export function encodeState({ stage, step, parameters, optimiser }: TrainingState): Uint8Array {
  const tensors = new Map(parameters);
  for (const [name, { first, second }] of optimiser.moments) {
    tensors.set(`${FIRST}${name}`, { dims: [first.length], data: first });
    tensors.set(`${SECOND}${name}`, { dims: [second.length], data: second });
  }
  const metadata = { stage: String(stage), step: String(step), updates: String(optimiser.step) };
  return encodeSafetensors({ tensors, metadata });
}

export function decodeState(file: Uint8Array): TrainingState {
  const { tensors, metadata } = decodeSafetensors(file);
  const parameters = new Map<string, Parameter>();
  const moments: TrainingState['optimiser']['moments'] = new Map();
  for (const [name, parameter] of tensors) {
    if (name.startsWith(SECOND)) continue;
    const second = tensors.get(name.replace(FIRST, SECOND));
    if (!name.startsWith(FIRST)) parameters.set(name, parameter);
    else if (second) moments.set(name.slice(FIRST.length), { first: parameter.data, second: second.data });
  }
  const optimiser = { step: Number(metadata['updates']), moments };
  return { stage: Number(metadata['stage']), step: Number(metadata['step']), parameters, optimiser };
}
